"""Cases of dialogue for tests; every function passes the unit they are sent to explicitly."""

import io
import uuid
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sites.dialogue.models import Case, CaseKind
from sites.dialogue.services import filing, handling
from sites.units.enums import Role
from sites.units.models import Unit

from .units import make_person

SENDER = {"name": "Nguyễn Thị Hoa", "email": "hoa@example.test", "phone": "0912345678"}


def kind_of(code: str = "hoi-dap") -> CaseKind:
    return CaseKind.objects.get(code=code)


def make_case(unit: Unit, kind: str = "hoi-dap", *, uploads: Any = (), **fields: Any) -> Case:
    """A case as a reader sends it now; whoever sends it sends no other."""
    values = {
        "subject": "Hỏi về cấp lại giấy khai sinh",
        "body": "Tôi là Nguyễn Thị Hoa, số 0912 345 678, hỏi thủ tục cấp lại giấy khai sinh.",
        "may_publish": True,
        **SENDER,
    } | fields
    return filing.receive(
        unit, kind_of(kind), form_key=uuid.uuid4(), sender_key=uuid.uuid4().hex, uploads=uploads, **values
    )


def answer_case(case: Case, text: str = "Mời chị đến bộ phận một cửa.", **values: Any) -> Case:
    """The case answered by a publisher of its unit."""
    case.refresh_from_db()
    handling.answer(case, by=make_person(unit=case.unit, role=Role.PUBLISHER), text=text, **values)
    case.refresh_from_db()
    return case


def photo(name: str = "duong-hong.jpg", size: tuple[int, int] = (80, 60), *, where: bool = True) -> SimpleUploadedFile:
    """A photo that says where and with what it was taken."""
    picture, written = Image.new("RGB", size, (120, 90, 60)), io.BytesIO()
    exif = Image.Exif()
    if where:
        exif[0x010F] = "Hãng Máy Ảnh"
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (21.0, 49.0, 1.0)
    picture.save(written, "JPEG", exif=exif)
    return SimpleUploadedFile(name, written.getvalue(), content_type="image/jpeg")
