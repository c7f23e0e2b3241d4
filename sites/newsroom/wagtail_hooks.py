"""What the newsroom adds to the admin."""

from wagtail.snippets.models import register_snippet

from .viewsets import GenreViewSet

register_snippet(GenreViewSet)
