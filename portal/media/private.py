"""Files that people have sent in confidence: stored apart from all media, below no address.

Nothing hands them out but a view that has asked who wants them. A photo is drawn anew before it is kept, so that
nothing is left of where and with what it was taken, nor of anything that hides behind a picture's name.
"""

import io
import warnings
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.http import FileResponse
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from .scanning import check_for_viruses

PHOTOS = ("jpg", "jpeg", "png", "webp")
_FORMATS = ("JPEG", "PNG", "WEBP")
# Enough to read a number plate by; a camera's own size is not.
LONGEST_SIDE, MOST_PIXELS, QUALITY = 2400, 60_000_000, 85


@deconstructible
class PrivateStorage(FileSystemStorage):
    """The folder `PRIVATE_ROOT`, readable by this system's user alone; what is in it has no address."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> Any:
        return settings.PRIVATE_ROOT

    def url(self, name: str | None) -> str:
        raise ValueError("a private file has no address")


def private_storage() -> Storage:
    """Where private files are kept, by the settings; for fields of models."""
    return storages["private"]


def clean_photo(file: File) -> ContentFile:
    """The picture alone, as JPEG: turned the way it was held, without a word of where, when and with what.

    Raises `ValidationError` with a sentence for what is no picture, whatever its name says.
    """
    check_for_viruses(file)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file, formats=_FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise ValidationError(_("Ảnh có quá nhiều điểm ảnh. Hãy gửi ảnh nhỏ hơn."), code="pixels")
                drawn = ImageOps.exif_transpose(picture).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise ValidationError(
            _("Tệp này không phải là ảnh hoặc ảnh đã hỏng. Hãy chọn ảnh JPG, PNG hoặc WEBP."), code="picture"
        ) from error
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # Pixels alone: what came with the file stays with the file.
    bare = Image.new("RGB", drawn.size)
    bare.paste(drawn)
    written = io.BytesIO()
    bare.save(written, "JPEG", quality=QUALITY, optimize=True)
    return ContentFile(written.getvalue(), name="anh.jpg")


def hand_out(file: Any, name: str) -> FileResponse:
    """A private file as a download that no cache keeps and no browser opens in place."""
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = "application/octet-stream"
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
