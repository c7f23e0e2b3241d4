"""What the newsroom adds to the admin."""

from wagtail.snippets.models import register_snippet

from .viewsets import GenreViewSet, RoyaltyRateViewSet

register_snippet(GenreViewSet)
register_snippet(RoyaltyRateViewSet)
