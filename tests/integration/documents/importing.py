"""Tables and archives for the tests of imports."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from sites.documents.importing import starting
from sites.documents.models import TableImport
from tests.factories.texts import xlsx_file

_REGISTER = "Số đến|Ngày đến|Nơi gửi|Số, ký hiệu|Ngày văn bản|Trích yếu|Đơn vị xử lý|Hạn|Tiến độ"
_DOCUMENTS = "Số, ký hiệu|Loại văn bản|Cơ quan ban hành|Ngày ban hành|Trích yếu|Người ký|Tệp đính kèm"
REGISTER_HEAD, DOCUMENT_HEAD = tuple(_REGISTER.split("|")), tuple(_DOCUMENTS.split("|"))


def register_row(number: int | str, **changes) -> tuple:
    values = {
        "no": number,
        "on": "05/03/2025",
        "from": "Sở Nội vụ",
        "symbol": f"{number}/SNV-CCHC",
        "dated": "01/03/2025",
        "abstract": f"Về việc số {number}",
        "unit": "Văn phòng",
        "due": "20/03/2025",
        "state": "Đang xử lý",
    } | changes
    return tuple(values.values())


def document_row(number: int, files: str = "", **changes) -> tuple:
    values = {
        "symbol": f"{number}/QĐ-UBND",
        "type": "Quyết định",
        "issuer": "",
        "on": "05/03/2025",
        "abstract": f"Quyết định số {number} về việc kiểm thử",
        "signer": "Người ký mẫu",
        "files": files,
    } | changes
    return tuple(values.values())


def table(*rows: tuple, name: str = "bang.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, xlsx_file(*rows))


def archive(files: dict[str, bytes], name: str = "tep.zip") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for path, content in files.items():
            made.writestr(path, content)
    return SimpleUploadedFile(name, buffer.getvalue())


def bring(unit, by, kind: str, *rows: tuple, files: dict[str, bytes] | None = None, **options) -> TableImport:
    """A table brought in, its columns as guessed, and checked; nothing is written yet."""
    keep = options.pop("keep", "good")
    made = starting.start_import(
        unit=unit, by=by, kind=kind, table=table(*rows), archive=archive(files) if files else None, options=options
    )
    starting.set_columns(made, line=made.header_line, mapping=made.mapping, keep=keep)
    made.refresh_from_db()
    return made


def write(made: TableImport) -> TableImport:
    """Write what has been checked."""
    starting.run(made)
    made.refresh_from_db()
    return made


def reasons(made: TableImport, kind: str = "error") -> dict[int, str]:
    return {fault.line: fault.reason for fault in made.faults.filter(kind=kind)}
