"""Files as people upload them, honest and not."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1000)
HTML = "<!DOCTYPE html><html><script>alert('đây')</script></html>".encode()
PROGRAM = b"MZ" + bytes(200) + b"This program cannot be run in DOS mode"


def zip_of(members: dict[str, bytes]) -> bytes:
    """An archive with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def office_file(part: str, *more: str) -> bytes:
    """What Word (`word/document.xml`) or Excel (`xl/workbook.xml`) saves, as far as a reader looks at it."""
    return zip_of({"[Content_Types].xml": b"<Types/>", part: b"<x/>"} | dict.fromkeys(more, b"x"))


def open_document(kind: str) -> bytes:
    """What LibreOffice saves: `text` or `spreadsheet`."""
    return zip_of({"mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(), "content.xml": b"<x/>"})


def compound_file(stream: str) -> bytes:
    """What Word and Excel saved before 2007: the name of the main stream tells which of them."""
    return COMPOUND + stream.encode("utf-16-le") + bytes(500)


def picture(kind: str = "png", size: tuple[int, int] = (8, 6)) -> bytes:
    """A small picture in the given format."""
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind)
    return buffer.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """The content under a name, as a form receives it."""
    return SimpleUploadedFile(name, content)
