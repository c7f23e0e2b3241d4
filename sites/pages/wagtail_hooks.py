"""What the pages app adds to the admin."""

from wagtail.snippets.models import register_snippet

from .viewsets import ContactPointViewSet

register_snippet(ContactPointViewSet)
