"""The sizes in which the public pages show images, by name.

Templates and the code that fetches renditions ahead name the same sizes, so that a list of images costs one
query and not one an image.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from .models import PortalImage, PortalRendition


@dataclass(frozen=True)
class Size:
    """The files made of an image, smallest first, and how wide it stands on the page (the `sizes` attribute)."""

    specs: tuple[str, ...]
    sizes: str = ""


SIZES = {
    "emblem": Size(("max-192x192|format-webp",)),
    "thumb": Size(("fill-240x160|format-webp",)),
    "portrait": Size(("fill-240x300|format-webp",)),
    "card": Size(
        ("fill-400x225|format-webp", "fill-800x450|format-webp"),
        "(min-width: 60rem) 22rem, (min-width: 40rem) 45vw, 92vw",
    ),
    "lead": Size(("fill-640x360|format-webp", "fill-1280x720|format-webp"), "(min-width: 60rem) 46rem, 92vw"),
    "figure": Size(("width-640|format-webp", "width-1280|format-webp"), "(min-width: 48rem) 44rem, 92vw"),
}


def fetch(images: Iterable[PortalImage | None], *names: str) -> None:
    """Fetch the renditions of these sizes for all images in one query; those never made are made when shown."""
    wanted = [image for image in images if image is not None]
    if not wanted:
        return
    specs = [spec for name in names for spec in SIZES[name].specs]
    renditions = PortalRendition.objects.filter(filter_spec__in=specs)
    prefetch_related_objects(wanted, Prefetch("renditions", renditions, to_attr="prefetched_renditions"))
