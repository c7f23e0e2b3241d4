"""What the organisation adds to the admin."""

from wagtail.snippets.models import register_snippet

from .viewsets import OrganisationGroup

register_snippet(OrganisationGroup)
