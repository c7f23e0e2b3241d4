"""What stands in a document is found where the rules put it, in one column or in two."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sites.documents.reading import guess_from_text

DECISION = """
ỦY BAN NHÂN DÂN            CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH TUYÊN QUANG                Độc lập - Tự do - Hạnh phúc
_______                      ______________
Số: 15/2024/QĐ-UBND             Tuyên Quang, ngày 12 tháng 3 năm 2024

QUYẾT ĐỊNH
Ban hành Quy chế hoạt động của Cổng thông tin điện tử
tỉnh Tuyên Quang
_______
ỦY BAN NHÂN DÂN TỈNH TUYÊN QUANG
Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Căn cứ Nghị định số 43/2011/NĐ-CP ngày 13 tháng 6 năm 2011 của Chính phủ;
Theo đề nghị của Giám đốc Sở Thông tin và Truyền thông.
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Quy chế hoạt động.
Điều 2. Quyết định này có hiệu lực từ ngày 01 tháng 4 năm 2024 và thay thế Quyết định số 07/2015/QĐ-UBND
ngày 02 tháng 7 năm 2015 của Ủy ban nhân dân tỉnh.
Điều 3. Chánh Văn phòng chịu trách nhiệm thi hành./.
Nơi nhận:                          TM. ỦY BAN NHÂN DÂN
- Như Điều 3;                          KT. CHỦ TỊCH
- Lưu: VT.                              PHÓ CHỦ TỊCH

                                     Nguyễn Văn Mẫu

PHỤ LỤC
(Kèm theo Quyết định số 15/2024/QĐ-UBND)
"""

LETTER = """
UBND TỈNH TUYÊN QUANG
SỞ NỘI VỤ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 1234/SNV-CCHC
V/v báo cáo công tác cải cách hành chính
quý I năm 2024
Tuyên Quang, ngày 5 tháng 4 năm 2024
Kính gửi: Ủy ban nhân dân các huyện, thành phố.
Đề nghị các đơn vị báo cáo trước ngày 15 tháng 4 năm 2024.
Nơi nhận:
- Như trên;
- Lưu: VT, CCHC.
GIÁM ĐỐC
(Đã ký)
Trần Thị Mẫu
"""


def test_a_decision_in_two_columns_is_read_whole():
    guess = guess_from_text(DECISION)
    assert guess.symbol == "15/2024/QĐ-UBND"
    assert (guess.parts.number, guess.parts.year, guess.parts.issuer) == (15, 2024, "UBND")
    assert guess.type_code == "quyet-dinh"
    assert guess.issuer_name == "Ủy ban nhân dân tỉnh Tuyên Quang"
    assert guess.abstract == "Ban hành Quy chế hoạt động của Cổng thông tin điện tử tỉnh Tuyên Quang"
    assert guess.issued_on == date(2024, 3, 12)
    assert guess.effective_on == date(2024, 4, 1)
    assert (guess.signer, guess.signer_title) == ("Nguyễn Văn Mẫu", "Phó chủ tịch")
    assert guess.recipients == "Như Điều 3\nLưu: VT"
    assert guess.relations == [("replaces", "07/2015/QĐ-UBND"), ("based_on", "43/2011/NĐ-CP")]


def test_an_official_letter_is_read_by_its_about():
    guess = guess_from_text(LETTER)
    assert guess.symbol == "1234/SNV-CCHC"
    assert guess.issuer_name == "Sở nội vụ"
    assert guess.abstract == "Báo cáo công tác cải cách hành chính quý I năm 2024"
    assert guess.issued_on == date(2024, 4, 5)
    assert (guess.signer, guess.signer_title) == ("Trần Thị Mẫu", "Giám đốc")


def test_from_the_day_of_signing_means_the_day_of_issue():
    guess = guess_from_text(DECISION.replace("từ ngày 01 tháng 4 năm 2024", "kể từ ngày ký ban hành"))
    assert guess.effective_on == date(2024, 3, 12)


def test_an_effect_before_the_issue_is_not_believed():
    assert guess_from_text(DECISION.replace("01 tháng 4 năm 2024", "01 tháng 1 năm 2024")).effective_on is None


def test_a_day_that_does_not_exist_is_no_day():
    assert guess_from_text("Số: 1/QĐ-UBND\nngày 31 tháng 2 năm 2024").issued_on is None


@pytest.mark.parametrize("text", ["", "Một bài thơ.\n" * 50, "\x00\x01", "Số: /QĐ-UBND"])
def test_where_nothing_is_told_nothing_is_guessed(text):
    guess = guess_from_text(text)
    assert (guess.symbol, guess.abstract, guess.signer, guess.issued_on) == ("", "", "", None)


@given(st.text(max_size=2000))
def test_any_text_may_be_read(text):
    guess_from_text(text)


@given(st.lists(st.sampled_from(DECISION.splitlines() + LETTER.splitlines()), max_size=60))
def test_lines_in_any_order_may_be_read(lines):
    guess = guess_from_text("\n".join(lines))
    assert guess.symbol in ("", "15/2024/QĐ-UBND", "1234/SNV-CCHC", "43/2011/NĐ-CP", "07/2015/QĐ-UBND")
