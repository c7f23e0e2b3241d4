"""Images in templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.images.models import ResponsiveImage
from wagtail.images.shortcuts import get_renditions_or_not_found

from portal.core.blocks import preload
from portal.media.models import PortalImage
from portal.media.renditions import SIZES

register = template.Library()


@register.simple_tag
def portal_image(
    image: PortalImage, size: str, *, alt: str | None = None, lazy: bool = True, css: str = ""
) -> SafeString:
    """The image in one of the named sizes, with width and height so that the page does not jump.

    The text alternative is the one given, else the one written where the image is used, else the image's own.
    """
    wanted = SIZES[size]
    if alt is None:
        alt = image.contextual_alt_text if image.contextual_alt_text is not None else image.description
    attributes = {"alt": alt}
    if css:
        attributes["class"] = css
    if len(wanted.specs) > 1:
        attributes["sizes"] = wanted.sizes
    if not lazy:
        attributes["fetchpriority"] = "high"
    elif not preload.is_for_print():
        attributes |= {"loading": "lazy", "decoding": "async"}
    renditions = get_renditions_or_not_found(image, wanted.specs)
    return mark_safe(str(ResponsiveImage(renditions, attributes)))
