"""Files with text in them, made by real libraries, for what reads text out of files."""

import io
import struct
from importlib.resources import files
from pathlib import Path

import openpyxl
from docx import Document
from fpdf import FPDF
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.table import Table, TableCell, TableRow
from odf.text import H, P
from PIL import Image, ImageDraw, ImageFont

SAMPLES = Path(__file__).with_name("samples")
SENTENCES = ["Uỷ ban nhân dân tỉnh Tuyên Quang", "Quyết định về việc phê duyệt kế hoạch sử dụng đất"]


FONT = str(files("fontpkg_be_vietnam_pro") / "files" / "BeVietnamPro-Regular.ttf")


def pdf_file(*sentences: str, pages: int = 1, password: str = "") -> bytes:
    """A PDF with real text; with a password, one that does not open without it."""
    pdf = FPDF()
    pdf.add_font("vietnam", fname=FONT)
    pdf.set_font("vietnam", size=14)
    for number in range(pages):
        pdf.add_page()
        for sentence in sentences or SENTENCES:
            pdf.multi_cell(0, 10, sentence, new_x="LMARGIN", new_y="NEXT")
        if pages > 1:
            pdf.cell(0, 10, f"Trang {number + 1}")
    if password:
        pdf.set_encryption(owner_password=password + "x", user_password=password)
    return bytes(pdf.output())


def scanned_pdf(*sentences: str) -> bytes:
    """A PDF whose page is a picture of text, as a scanner makes it."""
    picture = Image.new("L", (1654, 1100), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 44)
    for number, sentence in enumerate(sentences or SENTENCES):
        draw.text((120, 140 + 90 * number), sentence, fill="black", font=font)
    pdf = FPDF()
    pdf.add_page()
    buffer = io.BytesIO()
    picture.save(buffer, "png")
    pdf.image(buffer, x=0, y=0, w=210)
    return bytes(pdf.output())


def docx_file(*sentences: str, table: tuple[tuple[str, ...], ...] = (), fonts: dict[str, str] | None = None) -> bytes:
    """A Word file; `fonts` maps a sentence to the font of its run."""
    document = Document()
    for sentence in sentences or SENTENCES:
        run = document.add_paragraph().add_run(sentence)
        if fonts and sentence in fonts:
            run.font.name = fonts[sentence]
    if table:
        made = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, value in zip(made.add_row().cells, row, strict=True):
                cell.text = value
    return _saved(document.save)


def xlsx_file(*rows: tuple, sheet: str = "Trang 1") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    return _saved(book.save)


def odt_file(*sentences: str) -> bytes:
    document = OpenDocumentText()
    document.text.addElement(H(outlinelevel=1, text="Tiêu đề"))
    for sentence in sentences or SENTENCES:
        document.text.addElement(P(text=sentence))
    return _saved(document.save)


def ods_file(*rows: tuple[str, ...]) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Trang 1")
    for row in rows:
        line = TableRow()
        for value in row:
            cell = TableCell()
            cell.addElement(P(text=value))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    return _saved(document.save)


def _saved(save: object) -> bytes:
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()


def xls_file(*rows: tuple[bytes, ...]) -> bytes:
    """A sheet as Excel 2 saved it: cells of bytes whose font alone says what they mean."""
    records = [struct.pack("<HHHH", 0x0009, 4, 2, 0x0010)]
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            body = struct.pack("<HH3xB", number, column, len(value)) + value
            records.append(struct.pack("<HH", 0x0004, len(body)) + body)
    return b"".join([*records, struct.pack("<HH", 0x000A, 0)])
