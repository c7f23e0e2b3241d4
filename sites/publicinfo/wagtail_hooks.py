"""What public information adds to the admin."""

from wagtail.snippets.models import register_snippet

from .viewsets import PublicInfoGroup

register_snippet(PublicInfoGroup)
