"""Whether a file is what its name says: what a reader downloads as a document must be one."""

import zipfile
from collections.abc import Callable
from pathlib import PurePath
from typing import BinaryIO

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from .scanning import check_for_viruses

KINDS = {
    "pdf": _("tệp PDF"),
    "doc": _("văn bản Word"),
    "docx": _("văn bản Word"),
    "xls": _("bảng tính Excel"),
    "xlsx": _("bảng tính Excel"),
    "odt": _("văn bản OpenDocument"),
    "ods": _("bảng tính OpenDocument"),
    "csv": _("bảng dữ liệu CSV"),
    "txt": _("văn bản thuần"),
    "zip": _("tệp nén ZIP"),
    "mp3": _("âm thanh MP3"),
    "m4a": _("âm thanh MPEG-4"),
    "mp4": _("phim MPEG-4"),
    "webm": _("phim WebM"),
    "vtt": _("phụ đề WebVTT"),
}
HEAD_LENGTH = 64 * 1024
# The stream of a compound file that holds the text of a document or the sheets of a workbook.
_STREAMS = {"doc": ("WordDocument",), "xls": ("Workbook", "Book")}
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_PARTS = {"docx": "word/", "xlsx": "xl/"}
_OPEN_DOCUMENT = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}
# What a browser or a shell would run if the name were changed back.
_ACTIVE_TEXT = ("<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<?php", "#!", "<iframe")


def check_document(file: File) -> None:
    """Refuse a document whose content is not what its name says.

    Raises `django.core.exceptions.ValidationError` with a sentence for the person who uploads it. The position
    in the file is left at the start.
    """
    extension = PurePath(file.name or "").suffix.lower().removeprefix(".")
    if extension not in settings.WAGTAILDOCS_EXTENSIONS:
        raise ValidationError(
            _("Không nhận tệp .%(extension)s. Hãy dùng một trong các loại: %(allowed)s."),
            code="extension",
            params={"extension": extension or "?", "allowed": ", ".join(settings.WAGTAILDOCS_EXTENSIONS)},
        )
    file.seek(0)
    head = file.read(HEAD_LENGTH)
    if not head:
        raise ValidationError(_("Tệp rỗng. Hãy chọn lại tệp."), code="empty")
    file.seek(0)
    if extension in _PARTS and head.startswith(_COMPOUND) and "EncryptedPackage".encode("utf-16-le") in file.read():
        raise ValidationError(
            _("Tệp có mật khẩu nên người đọc không mở được. Hãy bỏ mật khẩu rồi tải lên lại."), code="encrypted"
        )
    file.seek(0)
    try:
        true_to_name = _CHECKS[extension](extension, head, file)
    except (OSError, ValueError, zipfile.BadZipFile, KeyError):
        true_to_name = False
    file.seek(0)
    if not true_to_name:
        raise ValidationError(
            _(
                "Nội dung tệp không phải là %(kind)s như phần mở rộng .%(extension)s cho biết. "
                "Hãy lưu lại tệp đúng định dạng rồi tải lên."
            ),
            code="content",
            params={"kind": KINDS[extension], "extension": extension},
        )
    check_for_viruses(file)


def _begins_like(extension: str, head: bytes) -> bool:
    try:
        found = puremagic.magic_string(head)
    except puremagic.PureError:
        return False
    return f".{extension}" in {match.extension for match in found}


def _is_pdf(extension: str, head: bytes, file: BinaryIO) -> bool:
    # A PDF that is an archive as well is two files in one; the other one would not be looked at.
    return head.startswith(b"%PDF-") and _begins_like(extension, head) and not zipfile.is_zipfile(file)


def _is_compound_file(extension: str, head: bytes, file: BinaryIO) -> bool:
    if not _begins_like(extension, head):
        return False
    content = file.read()
    return any(name.encode("utf-16-le") in content for name in _STREAMS[extension])


def _is_office_file(extension: str, head: bytes, file: BinaryIO) -> bool:
    if not _begins_like(extension, head):
        return False
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
    is_its_kind = "[Content_Types].xml" in names and any(name.startswith(_PARTS[extension]) for name in names)
    has_macros = any(name.endswith("vbaProject.bin") for name in names)
    return is_its_kind and not has_macros


def _is_open_document(extension: str, head: bytes, file: BinaryIO) -> bool:
    if not head.startswith(b"PK\x03\x04"):
        return False
    with zipfile.ZipFile(file) as archive, archive.open("mimetype") as kind:
        return kind.read(100).strip() == _OPEN_DOCUMENT[extension]


def _is_archive(extension: str, head: bytes, file: BinaryIO) -> bool:
    # `PK\5\6` begins an archive without any file in it.
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and zipfile.is_zipfile(file)


def _is_text(extension: str, head: bytes, file: BinaryIO) -> bool:
    # The head of a long file may end in the middle of a letter.
    errors = "ignore" if len(head) == HEAD_LENGTH else "strict"
    try:
        text = head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", errors=errors)
    except UnicodeDecodeError:
        # Older Vietnamese files (TCVN3, VNI, Windows-1258) are text too, as long as nothing in them is binary.
        text = head.decode("latin-1")
    controls = {char for char in text if ord(char) < 32} - set("\t\n\r\f\x1a")
    return not controls and not text.lstrip("\ufeff \t\r\n").lower().startswith(_ACTIVE_TEXT)


def _is_mp3(extension: str, head: bytes, file: BinaryIO) -> bool:
    # Notes on the piece, or the first frame at once: eleven bits that are set, then a layer that is not 0.
    is_frame = len(head) > 3 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0
    return (head.startswith(b"ID3") or is_frame) and not zipfile.is_zipfile(file)


def _is_mpeg4(extension: str, head: bytes, file: BinaryIO) -> bool:
    return head[4:8] == b"ftyp" and not zipfile.is_zipfile(file)


def _is_webm(extension: str, head: bytes, file: BinaryIO) -> bool:
    return head.startswith(b"\x1aE\xdf\xa3") and b"webm" in head[:4096] and not zipfile.is_zipfile(file)


def _is_captions(extension: str, head: bytes, file: BinaryIO) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT") and _is_text(extension, head, file)


_CHECKS: dict[str, Callable[[str, bytes, BinaryIO], bool]] = {
    "pdf": _is_pdf,
    "doc": _is_compound_file,
    "xls": _is_compound_file,
    "docx": _is_office_file,
    "xlsx": _is_office_file,
    "odt": _is_open_document,
    "ods": _is_open_document,
    "csv": _is_text,
    "txt": _is_text,
    "zip": _is_archive,
    "mp3": _is_mp3,
    "m4a": _is_mpeg4,
    "mp4": _is_mpeg4,
    "webm": _is_webm,
    "vtt": _is_captions,
}
