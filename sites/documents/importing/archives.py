"""The files that come with a table: in a ZIP archive, or in a folder of the server for the command line."""

import os
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.core import text
from portal.media.tables import TableError

from .values import RowProblem

MAX_MEMBERS = 50_000
CHUNK = 1024 * 1024


def _key(name: str) -> str:
    """Names meet whatever their accents, capitals and composition: systems store them differently."""
    return text.fold(PurePosixPath(name.replace("\\", "/")).name)


class Files:
    """Finds files by the names that a table gives; by the name alone, wherever in the folders it is."""

    def __init__(self, names: dict[str, Any]) -> None:
        self.found: dict[str, list[Any]] = {}
        for name, where in names.items():
            self.found.setdefault(_key(name), []).append((name, where))

    def __len__(self) -> int:
        return sum(len(places) for places in self.found.values())

    def where(self, name: str) -> Any:
        """The place of the file of this name; raises `RowProblem` where there is none or more than one."""
        places = self.found.get(_key(name), [])
        exact = [place for place in places if _composed(place[0]).endswith(_composed(name))]
        places = exact if len(places) > 1 and exact else places
        if not places:
            raise RowProblem(_("không có tệp “%(name)s” trong các tệp gửi kèm.") % {"name": name})
        if len(places) > 1:
            raise RowProblem(
                _("có %(count)d tệp cùng tên “%(name)s”; hãy ghi cả tên thư mục.")
                % {"count": len(places), "name": name}
            )
        return places[0][1]

    def size(self, where: Any) -> int:
        raise NotImplementedError

    @contextmanager
    def open(self, where: Any, name: str) -> Iterator[File]:
        raise NotImplementedError
        yield

    def check(self, name: str) -> None:
        """Say that the file of this name is there and not too large, without unpacking it; raises `RowProblem`."""
        size, limit = self.size(self.where(name)), settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
        extension = name.rpartition(".")[2].lower()
        if extension not in settings.DOCUMENT_ATTACHMENT_EXTENSIONS:
            raise RowProblem(
                _("không nhận tệp “%(name)s”; chỉ nhận: %(allowed)s.")
                % {"name": name, "allowed": ", ".join(settings.DOCUMENT_ATTACHMENT_EXTENSIONS)}
            )
        if size > limit:
            raise RowProblem(
                _("tệp “%(name)s” quá lớn (%(size)s); tối đa %(limit)s.")
                % {"name": name, "size": filesizeformat(size), "limit": filesizeformat(limit)}
            )


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


class NoFiles(Files):
    """A table that came alone."""

    def __init__(self) -> None:
        super().__init__({})

    def where(self, name: str) -> Any:
        raise RowProblem(_("bảng ghi tên tệp “%(name)s” nhưng không có tệp nào gửi kèm.") % {"name": name})


class FolderFiles(Files):
    """The files below a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise TableError(_("Không có thư mục %(folder)s.") % {"folder": folder})
        paths = [Path(top) / name for top, _folders, names in os.walk(folder) for name in names]
        super().__init__({str(path.relative_to(folder)): path for path in paths if path.is_file()})

    def size(self, where: Path) -> int:
        return where.stat().st_size

    @contextmanager
    def open(self, where: Path, name: str) -> Iterator[File]:
        with where.open("rb") as content:
            yield File(content, name=where.name)


class ArchiveFiles(Files):
    """The files of a ZIP archive."""

    def __init__(self, content: Any) -> None:
        try:
            self.archive = zipfile.ZipFile(content)
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise TableError(_("Tệp gửi kèm không phải là tệp ZIP hoặc đã hỏng.")) from error
        members = [member for member in self.archive.infolist() if not member.is_dir()]
        if len(members) > MAX_MEMBERS:
            raise TableError(_("Tệp ZIP có hơn %(limit)d tệp. Hãy chia nhỏ.") % {"limit": MAX_MEMBERS})
        if any(member.flag_bits & 1 for member in members):
            raise TableError(_("Tệp ZIP có mật khẩu. Hãy nén lại không đặt mật khẩu."))
        super().__init__({_member_name(member): member for member in members})

    def size(self, where: zipfile.ZipInfo) -> int:
        return where.file_size

    @contextmanager
    def open(self, where: zipfile.ZipInfo, name: str) -> Iterator[File]:
        """The file unpacked to a place of its own; no more is written than the archive says it is."""
        with tempfile.NamedTemporaryFile(suffix=PurePosixPath(name).suffix) as copy:
            try:
                with self.archive.open(where) as member:
                    while chunk := member.read(CHUNK):
                        copy.write(chunk)
            except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
                raise RowProblem(_("không giải nén được tệp “%(name)s”.") % {"name": name}) from error
            copy.flush()
            copy.seek(0)
            unpacked = File(copy, name=PurePosixPath(_member_name(where)).name)
            # Whoever needs a path gets that of the copy; what Django calls an upload's own path, it moves away.
            unpacked.path = copy.name
            yield unpacked


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name as it was meant: without its flag, an archive of old tools holds UTF-8 read as cp437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename
