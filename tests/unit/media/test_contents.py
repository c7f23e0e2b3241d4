"""A document is what its name says, or it is refused."""

import pytest
from django.core.exceptions import ValidationError

from portal.media.contents import check_document
from tests.factories.files import (
    COMPOUND,
    HTML,
    PDF,
    PROGRAM,
    compound_file,
    office_file,
    open_document,
    picture,
    upload,
    zip_of,
)

HONEST = {
    "van-ban.pdf": PDF,
    "VAN-BAN.PDF": PDF,
    "cu.doc": compound_file("WordDocument"),
    "moi.docx": office_file("word/document.xml"),
    "cu.xls": compound_file("Workbook"),
    "rat-cu.xls": compound_file("Book"),
    "moi.xlsx": office_file("xl/workbook.xml"),
    "van-ban.odt": open_document("text"),
    "bang.ods": open_document("spreadsheet"),
    "bang.csv": "tên,số\nXã Trung Môn,1\n".encode(),
    "bang-excel.csv": "tên;số\n".encode("utf-16"),
    "ghi-chu.txt": "Xã Trung Môn".encode(),
    "dai.txt": ("ă" + "đ" * 70_000).encode(),
    "cu.txt": "Xã Trung Môn".encode("cp1258", "replace"),
    "goi.zip": zip_of({"a.txt": b"a"}),
    "rong.zip": zip_of({}),
}
DISHONEST = {
    "trang.pdf": HTML,
    "chuong-trinh.pdf": PROGRAM,
    "hai-mat.pdf": PDF + zip_of({"a.html": HTML}),
    "giau.pdf": HTML + PDF,
    "chuong-trinh.docx": PROGRAM,
    "trang.docx": HTML,
    "bang.docx": office_file("xl/workbook.xml"),
    "goi.docx": zip_of({"a.txt": b"a"}),
    "co-macro.docx": office_file("word/document.xml", "word/vbaProject.bin"),
    "van-ban.xlsx": office_file("word/document.xml"),
    "hong.docx": office_file("word/document.xml")[:60],
    "bang.odt": open_document("spreadsheet"),
    "goi.odt": zip_of({"a.txt": b"a"}),
    "bang.doc": compound_file("Workbook"),
    "cai-dat.doc": COMPOUND,
    "trang.doc": HTML,
    "trang.txt": HTML,
    "trang.csv": b"  \n<script>alert(1)</script>",
    "anh.svg.txt": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "lenh.txt": b"#!/bin/sh\nrm -rf /\n",
    "chuong-trinh.txt": PROGRAM,
    "anh.csv": picture(),
    "chuong-trinh.zip": PROGRAM,
    "giau.zip": HTML + zip_of({"a.txt": b"a"}),
}


@pytest.mark.parametrize("name", HONEST)
def test_document_that_is_what_its_name_says_is_taken(name):
    file = upload(name, HONEST[name])
    check_document(file)
    assert file.tell() == 0


@pytest.mark.parametrize("name", DISHONEST)
def test_document_that_is_something_else_is_refused_with_a_sentence(name):
    with pytest.raises(ValidationError, match="Nội dung tệp không phải là") as refusal:
        check_document(upload(name, DISHONEST[name]))
    assert refusal.value.code == "content"


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.svg", "a.docm", "khong-duoi"])
def test_other_kinds_are_refused_and_the_sentence_lists_the_right_ones(name):
    with pytest.raises(ValidationError, match="pdf, doc, docx") as refusal:
        check_document(upload(name, PDF))
    assert refusal.value.code == "extension"


def test_empty_file_is_refused():
    with pytest.raises(ValidationError, match="Tệp rỗng"):
        check_document(upload("rong.pdf", b""))
