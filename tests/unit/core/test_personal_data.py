"""What a machine proposes to hide in a text, and what it leaves alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.personal_data import find, hide


def hidden(words: str, *known: tuple[str, str]) -> str:
    return hide(words, find(words, known))


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Gọi tôi số 0912 345 678 nhé.", "Gọi tôi số [số điện thoại] nhé."),
        ("ĐT: +84912345678", "ĐT: [số điện thoại]"),
        ("máy bàn 0207.3822.123", "máy bàn [số điện thoại]"),
        ("thư ve.nguyen+1@example.vn, cảm ơn", "thư [thư điện tử], cảm ơn"),
        ("CCCD 008 090 001 234 cấp năm 2021", "CCCD [số giấy tờ] cấp năm 2021"),
        ("số CMND: 073123456", "số CMND: [số giấy tờ]"),
        ("hộ chiếu số B1234567", "hộ chiếu số [số giấy tờ]"),
        ("MST 5000123456-001", "MST [mã số thuế]"),
        ("số tài khoản: 8301 2050 0123 4", "số tài khoản: [số tài khoản]"),
        ("xe 22A-123.45 chạy nhanh", "xe [biển số xe] chạy nhanh"),
        ("sinh ngày 02/09/1975 tại đây", "sinh ngày [ngày sinh] tại đây"),
        ("ở số nhà 12, ngõ 3 đường Trần Phú", "ở [địa chỉ] đường Trần Phú"),
        ("Tôi là Nguyễn Thị Hoa ở thôn 3", "Tôi là [họ tên] ở thôn 3"),
        ("tên tôi là Đỗ Ý, trú tại", "tên tôi là [họ tên], trú tại"),
        ("hàng xóm là ông Lê Văn Sáu đổ rác", "hàng xóm là ông [họ tên] đổ rác"),
        ("xem https://vi-du.example/a?b=1.", "xem [đường dẫn]."),
    ],
)
def test_what_tells_who_somebody_is_is_proposed(words, left):
    assert hidden(words) == left


@pytest.mark.parametrize(
    "words",
    [
        "Quyết định số 15/2024/QĐ-UBND ngày 12/03/2024 quy định thế nào?",
        "Đường liên thôn dài 1.250.000 mét vuông, hỏng từ năm 2019.",
        "Phí là 120.000 đồng, nộp ở Ủy ban nhân dân xã Trung Môn.",
        "Mã hồ sơ 000.00.08.H60-260302-0001 đến đâu rồi?",
        "Đội 7 họp lúc 19 giờ 30 ngày 2 tháng 3.",
        "Hỏi về khoản 2 Điều 30 Luật số 104/2016/QH13.",
    ],
)
def test_numbers_of_documents_money_and_dates_are_left_alone(words):
    assert hidden(words) == words


def test_what_is_known_of_the_person_is_found_however_it_is_written():
    words = "Em Hoa. Nguyen thi HOA xin hỏi, điện thoại 091.2345.678, Nguyễn Thị Hoàn khác."
    assert hidden(words, ("name", "Nguyễn Thị Hoa"), ("phone", "0912345678")) == (
        "Em [họ tên]. [họ tên] xin hỏi, điện thoại [số điện thoại], Nguyễn Thị Hoàn khác."
    )
    assert hidden("An", ("name", "An")) == "An"


@given(st.text(max_size=300))
def test_whatever_is_written_the_rest_stays_as_it_was(words):
    findings = find(words, [("name", "Nguyễn Văn An")])
    assert all(one.start < one.end <= len(words) for one in findings)
    assert all(first.end <= second.start for first, second in zip(findings, findings[1:], strict=False))
    kept = len(words) - sum(one.end - one.start for one in findings)
    assert hide(words, findings).startswith(words[: findings[0].start] if findings else words)
    assert len(hide(words, findings)) == kept + sum(len(one.label) + 2 for one in findings)
