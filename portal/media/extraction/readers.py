"""One reader for each kind of file. They run in a process of their own (`child`), so a hostile file harms nobody."""

import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from portal.core import legacy_text

from . import recognition
from .result import MAX_TEXT, Extracted, Reason, State, Unreadable, finish
from .word import read_doc

# What an archive may hold once unpacked, and the cells of all sheets that are read.
MAX_UNPACKED = 300 * 1024 * 1024
MAX_CELLS = 500_000
# A page with fewer letters than this is taken for a picture of a page.
FEW_LETTERS = 12


def read(path: Path, extension: str) -> Extracted:
    """The text of a file, or why it has none; never raises for what is in the file."""
    try:
        return READERS[extension](path)
    except Unreadable as error:
        return Extracted(error.state, reason=error.reason)
    except MemoryError:
        return Extracted(State.FAILED, reason=Reason.TOO_LARGE)
    except Exception:  # noqa: BLE001 - whatever a library says of a broken file, it is a broken file
        return Extracted(State.FAILED, reason=Reason.BROKEN)


# --- PDF -----------------------------------------------------------------------------------------


def open_pdf(path: Path) -> Any:
    """The document; raises `Unreadable` for one that needs a password or is no longer a PDF."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(path)
        if not len(pdf):
            raise Unreadable(Reason.BROKEN)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower() or "security" in str(error).lower()
        raise Unreadable(Reason.ENCRYPTED if locked else Reason.BROKEN) from error
    return pdf


def read_pdf(path: Path) -> Extracted:
    """The text of each page; pages that are pictures are recognised where that can be done here."""
    pdf = open_pdf(path)
    texts: list[str] = []
    length = 0
    for page in pdf:
        text = page.get_textpage().get_text_range() if length <= MAX_TEXT else ""
        length += len(text)
        texts.append(text)
    bare = [index for index, text in enumerate(texts) if sum(map(str.isalpha, text)) < FEW_LETTERS]
    pictures = [index for index in bare if _has_picture(pdf[index])]
    recognised = 0
    able = recognition.is_available()
    if able:
        for index in pictures[: recognition.MAX_PAGES]:
            texts[index] = recognition.recognise(pdf[index]) or texts[index]
            recognised += 1
    # A form feed before each page but the first: pages are counted by it, whatever is on them.
    result = finish("\n\f".join(text.replace("\f", "\n") for text in texts), pages=len(pdf), recognised=recognised)
    if result.state is State.EMPTY and pictures and not able:
        result.reason = Reason.NEEDS_RECOGNITION
    if result.state is State.EXTRACTED and recognised < len(pictures):
        result.reason = Reason.CUT if able else Reason.NEEDS_RECOGNITION
    return result


def _has_picture(page: Any) -> bool:
    from pypdfium2 import raw

    return next(iter(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)), None) is not None


# --- Archives of XML: Word, Excel, OpenDocument ----------------------------------------------------


def _check_archive(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise Unreadable(Reason.TOO_LARGE)
        if any(member.flag_bits & 1 for member in members):
            raise Unreadable(Reason.ENCRYPTED)
        if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
            "META-INF/manifest.xml"
        ):
            raise Unreadable(Reason.ENCRYPTED)


def read_docx(path: Path) -> Extracted:
    """Paragraphs and tables in their order; a run in an old font is turned into Unicode by the font's name."""
    import docx

    _check_archive(path)
    document = docx.Document(str(path))
    default = _default_font(document)
    forms: dict[str, None] = {}
    lines = [_paragraph(paragraph, default, forms) for paragraph in _paragraphs(document)]
    return finish("\n".join(lines), forms=tuple(forms))


def _paragraphs(holder: Any) -> Iterator[Any]:
    for item in holder.iter_inner_content():
        if hasattr(item, "rows"):
            seen = set()
            for row in item.rows:
                for cell in row.cells:
                    # A merged cell is given once for each column that it covers.
                    if cell._tc not in seen:
                        seen.add(cell._tc)
                        yield from _paragraphs(cell)
        else:
            yield item


def _paragraph(paragraph: Any, default: str, forms: dict[str, None]) -> str:
    pieces = []
    style = _style_font(paragraph.style) or default
    for part in paragraph.iter_inner_content():
        for run in getattr(part, "runs", [part]):
            made = legacy_text.convert_from_font(run.text, run.font.name or _style_font(run.style) or style)
            forms.update(dict.fromkeys(made.forms))
            pieces.append(made.text)
    return "".join(pieces)


def _style_font(style: Any) -> str:
    while style is not None:
        if style.font.name:
            return style.font.name
        style = style.base_style
    return ""


def _default_font(document: Any) -> str:
    from docx.oxml.ns import qn

    fonts = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:rFonts')}")
    return (fonts.get(qn("w:ascii")) or "") if fonts is not None else ""


def read_xlsx(path: Path) -> Extracted:
    import openpyxl

    _check_archive(path)
    book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        return finish(_table_text((sheet.title, _rows_of(sheet)) for sheet in book.worksheets))
    finally:
        book.close()


def _rows_of(sheet: Any) -> Iterator[tuple]:
    # What the file says of its own size may be a million rows of nothing.
    sheet.reset_dimensions()
    return sheet.iter_rows(values_only=True)


def read_xls(path: Path) -> Extracted:
    import xlrd

    try:
        book = xlrd.open_workbook(path, on_demand=True, logfile=open("/dev/null", "w"))  # noqa: SIM115
    except xlrd.XLRDError as error:
        raise Unreadable(Reason.ENCRYPTED if "encrypted" in str(error).lower() else Reason.BROKEN) from error
    sheets = (book.sheet_by_index(number) for number in range(book.nsheets))
    return finish(_table_text((sheet.name, (sheet.row_values(row) for row in range(sheet.nrows))) for sheet in sheets))


def _table_text(sheets: Iterator[tuple[str, Iterator]]) -> str:
    lines: list[str] = []
    cells = 0
    for title, rows in sheets:
        lines.append(title)
        for row in rows:
            cells += len(row)
            filled = [str(value).strip() for value in row if value not in (None, "")]
            if filled:
                lines.append("\t".join(filled))
            if cells > MAX_CELLS:
                return "\n".join(lines)
    return "\n".join(lines)


def read_open_document(path: Path) -> Extracted:
    """Headings and paragraphs of a text, cells of a spreadsheet."""
    from odf import teletype
    from odf.namespaces import TEXTNS
    from odf.opendocument import load

    _check_archive(path)
    lines: list[str] = []

    def walk(node: Any) -> None:
        if getattr(node, "qname", None) in ((TEXTNS, "p"), (TEXTNS, "h")):
            lines.append(teletype.extractText(node))
            return
        for child in node.childNodes:
            walk(child)

    walk(load(str(path)).body)
    return finish("\n".join(lines))


def read_plain(path: Path) -> Extracted:
    return finish(decode(path.read_bytes()[: 4 * MAX_TEXT]))


def decode(data: bytes) -> str:
    """The text of bytes whose encoding nobody says: UTF-8, UTF-16 with its mark, old fonts, Windows-1258."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        old = data.decode("latin-1")
        if legacy_text.legacy_form(old):
            return old
        return unicodedata.normalize("NFC", data.decode("cp1258", errors="replace"))


READERS: dict[str, Callable[[Path], Extracted]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "doc": read_doc,
    "xlsx": read_xlsx,
    "xls": read_xls,
    "odt": read_open_document,
    "ods": read_open_document,
    "csv": read_plain,
    "txt": read_plain,
}
