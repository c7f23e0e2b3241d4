"""The pictures and papers of the demo's units.

Every unit owns its own rows, as it would in life; the files behind them are drawn once and hard-linked, so
that deleting one unit's picture leaves the others'.
"""

import hashlib
import os
import shutil
from concurrent.futures import Future, ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from sites.units.enums import BannerColour
from sites.units.models import UnitVersion

from . import canvas, emblems, landscapes
from .papers import paper
from .texts import content

# The colours of the banners, for the ring of the emblem.
RING = {
    BannerColour.RED: "#9d1c24",
    BannerColour.BLUE: "#174a80",
    BannerColour.GREEN: "#1c5c38",
    BannerColour.BROWN: "#6b4423",
    BannerColour.PURPLE: "#56316f",
    BannerColour.TEAL: "#0f5960",
}


class Studio:
    """Draws the scenes in other processes while units are still being loaded, and hands them out."""

    def __init__(self) -> None:
        self.scenes: dict[str, dict[str, str]] = {scene["key"]: scene for scene in content("scenes.toml")["scene"]}
        self.caption: str = content("scenes.toml")["caption"]
        self.credit: str = content("scenes.toml")["credit"]
        self._drawn: dict[str, Future] = {}
        self._pool: ProcessPoolExecutor | None = None
        self._images: dict[int, dict[tuple[str, str], Any]] = {}
        self._files: dict[str, tuple[Path, str]] = {}

    def __enter__(self) -> "Studio":
        missing = {key: scene for key, scene in self.scenes.items() if not self._master(key).exists()}
        if missing:
            # Spawned and not forked: a fork would share the connection to the database.
            self._pool = ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn"))
        for key, scene in missing.items():
            self._drawn[key] = self._pool.submit(landscapes.landscape, scene["scene"], scene["palette"], key)
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def keys(self, subjects: list[str]) -> list[str]:
        return [key for key, scene in self.scenes.items() if scene["subject"] in subjects]

    def image(self, version: UnitVersion, key: str) -> Any:
        """The unit's own image of a scene, made when it is first asked for."""
        scene = self.scenes[key]
        model = get_image_model()
        if version.unit_id not in self._images:
            found = model.objects.filter(collection=version.unit.collection)
            self._images[version.unit_id] = {(image.title, image.description): image for image in found}
        images = self._images[version.unit_id]
        image = images.get((scene["title"], scene["alt"]))
        if image is None:
            name, digest = self._stored(key, version)
            image = model.objects.create(
                title=scene["title"],
                description=scene["alt"],
                caption=self.caption,
                credit=self.credit,
                collection=version.unit.collection,
                file=name,
                width=canvas.WIDTH,
                height=canvas.HEIGHT,
                file_size=self._files[key][0].stat().st_size,
                file_hash=digest,
            )
            images[scene["title"], scene["alt"]] = image
        return image

    def _master(self, key: str) -> Path:
        return Path(settings.MEDIA_ROOT) / "original_images" / f"minh-hoa-{key}.jpg"

    def _stored(self, key: str, version: UnitVersion) -> tuple[str, str]:
        """A file of the unit's own with the drawn scene; returns its name in the storage and its hash."""
        if key not in self._files:
            master = self._master(key)
            master.parent.mkdir(parents=True, exist_ok=True)
            if not master.exists():
                drawn = self._drawn.get(key)
                scene = self.scenes[key]
                data = drawn.result() if drawn else landscapes.landscape(scene["scene"], scene["palette"], key)
                master.write_bytes(data)
            self._files[key] = master, hashlib.sha1(master.read_bytes(), usedforsecurity=False).hexdigest()
        master, digest = self._files[key]
        name = f"original_images/{key}-{version.unit.uuid.hex[:12]}.jpg"
        target = Path(settings.MEDIA_ROOT) / name
        if not target.exists():
            try:
                os.link(master, target)
            except OSError:
                # Not every file system has hard links.
                shutil.copyfile(master, target)
        return name, digest


def emblem(version: UnitVersion, colour: str) -> Any:
    """The unit's emblem: drawn, not a real one."""
    title = f"Biểu trưng minh hoạ – {version.full_name}"
    data = emblems.emblem(f"{version.tier.code}:{version.name}:{version.code}", canvas.rgb(RING[BannerColour(colour)]))
    return get_image_model().objects.create(
        title=title,
        description=f"Biểu trưng minh hoạ của {version.full_name}: đồi, sông và mặt trời trong vòng hoa văn",
        collection=version.unit.collection,
        file=ImageFile(BytesIO(data), name=f"bieu-trung-{version.unit.uuid.hex[:12]}.png"),
    )


def document(version: UnitVersion, title: str, lines: list[str]) -> Any:
    """A PDF of the unit's own with a title and some paragraphs."""
    model = get_document_model()
    full_title = f"{title} – {version.full_name}"
    known = model.objects.filter(collection=version.unit.collection, title=full_title).first()
    if known is not None:
        return known
    return model.objects.create(
        title=full_title,
        collection=version.unit.collection,
        file=ContentFile(paper(version.full_name, title, lines), name=f"minh-hoa-{version.unit.uuid.hex[:8]}.pdf"),
    )


def banner_colour(version: UnitVersion) -> str:
    """Red for the province, by its code another one for each district; a commune mostly differs from its district."""
    if version.tier.code == "province":
        return BannerColour.RED
    others = [colour for colour in BannerColour if colour != BannerColour.RED]
    if not version.code.isdigit():
        return Random(f"{version.tier.code}:{version.code}:{version.name}").choice(others)
    if version.tier.code == "district":
        return others[int(version.code) % len(others)]
    # The codes of communes are multiples of three, apart from a remainder.
    return others[-1 - int(version.code) // 3 % len(others)]
