"""What the sign-in page asks about settings."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def provider_sign_in_enabled() -> bool:
    """Whether a provider of identities is set up."""
    return settings.OIDC_ENABLED
