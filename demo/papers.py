"""Writes the demo's attachments: one-page PDF and Word files with real, searchable text."""

from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO

from docx import Document
from docx.shared import Pt, RGBColor
from fpdf import FPDF

NOTE = "Dữ liệu minh hoạ – không phải văn bản của cơ quan nhà nước"


def paper(issuer: str, title: str, lines: list[str]) -> bytes:
    """A page with the issuer, a title and paragraphs, marked as illustrative."""
    pdf = FPDF(format="A4")
    # The same content is the same file, whenever it is made.
    pdf.set_creation_date(datetime(2025, 1, 1, tzinfo=UTC))
    pdf.set_title(title)
    pdf.set_author(issuer)
    pdf.set_lang("vi")
    fonts = files("fontpkg_be_vietnam_pro") / "files"
    for style, name in (("", "Regular"), ("B", "SemiBold")):
        pdf.add_font("portal", style, str(fonts / f"BeVietnamPro-{name}.ttf"))
    pdf.set_margins(25, 22)
    pdf.add_page()
    pdf.set_font("portal", "B", 11)
    pdf.multi_cell(0, 6, issuer.upper(), new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("portal", "", 9)
    pdf.set_text_color(150, 30, 30)
    pdf.multi_cell(0, 6, NOTE, new_x="LMARGIN", new_y="NEXT")
    pdf.set_text_color(0)
    pdf.ln(10)
    pdf.set_font("portal", "B", 16)
    pdf.multi_cell(0, 9, title, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    pdf.set_font("portal", "", 11)
    for line in lines:
        pdf.multi_cell(0, 6.5, line, new_x="LMARGIN", new_y="NEXT")
        pdf.ln(2.5)
    return bytes(pdf.output())


def letter(issuer: str, title: str, lines: list[str]) -> bytes:
    """The same as a Word file."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = issuer
    document.core_properties.created = document.core_properties.modified = datetime(2025, 1, 1, tzinfo=UTC)
    document.styles["Normal"].font.size = Pt(12)
    document.add_paragraph().add_run(issuer.upper()).bold = True
    note = document.add_paragraph().add_run(NOTE)
    note.font.color.rgb = RGBColor(150, 30, 30)
    note.font.size = Pt(9)
    document.add_heading(title, level=1)
    for line in lines:
        document.add_paragraph(line)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()
