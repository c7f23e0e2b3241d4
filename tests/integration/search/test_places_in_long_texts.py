"""A hit in a long text leads to the heading below which the words stand, or names the page of the file."""

import json
import uuid

import pytest

from search import services
from search.models import Entry
from search.sources import get_source
from search.tokens import MAX_PART_CHARACTERS
from sites.documents.services.files import attach, store_file

from ...factories.documents import make_official
from ...factories.files import upload
from ...factories.texts import pdf_file

HOSTS = ("tuyenquang.localhost", "trungmon.tuyenquang.localhost")
ARTICLES = [
    ("Điều 1. Phạm vi điều chỉnh", "Quy định này áp dụng cho chợ phiên vùng cao."),
    ("Điều 2. Giải thích từ ngữ", "Tiểu thương là người bán hàng thường xuyên."),
    ("Điều 3. Mức thu phí", "Mỗi gian hàng nộp mười nghìn đồng một phiên."),
]


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def body_of(articles) -> str:
    text = "".join(f"<h3>{title}</h3><p>{words}</p>" for title, words in articles)
    return json.dumps([{"type": "text", "value": text, "id": str(uuid.uuid4())}])


def first_hit(visit, host: str, words: str) -> dict:
    return visit(host, "/tim-kiem/ket-qua.json", data={"q": words}).json()["hits"][0]


def file_of(province, document, name: str, data: bytes) -> None:
    attach(document, store_file(upload(name, data), unit=province.commune))
    document.save_revision().publish()


@pytest.mark.parametrize("host", HOSTS)
def test_words_below_a_heading_lead_to_that_heading(province, visit, host):
    make_official(province.commune, symbol="15/2024/QĐ-UBND", body=body_of(ARTICLES))
    services.count_words()
    url = first_hit(visit, host, "muoi nghin dong mot phien")["url"]
    path, _hash, anchor = url.partition("#")
    assert anchor == "muc-dieu-3-muc-thu-phi"
    page = visit("trungmon.tuyenquang.localhost", path.partition(":8000")[2]).content.decode()
    assert f'id="{anchor}"' in page, "the hit leads to a place that the page does not have"
    assert first_hit(visit, host, "tieu thuong ban hang")["url"].endswith("#muc-dieu-2-giai-thich-tu-ngu")


def test_words_of_the_title_alone_lead_to_no_heading(province, visit):
    make_official(province.commune, symbol="15/2024/QĐ-UBND", title="Quản lý bến đò", body=body_of(ARTICLES))
    services.count_words()
    url = first_hit(visit, HOSTS[0], "quan ly ben do")["url"]
    assert "#muc-" not in url


def test_words_in_the_file_that_is_the_text_lead_to_its_article(province, visit):
    document = make_official(province.commune, symbol="16/2024/QĐ-UBND")
    lines = [line for article in ARTICLES for line in article]
    file_of(province, document, "quyet-dinh.pdf", pdf_file(*lines))
    services.count_words()
    hit = first_hit(visit, HOSTS[1], "muoi nghin dong mot phien")
    assert hit["url"].endswith("#muc-dieu-3-muc-thu-phi")


def test_words_on_a_page_of_another_file_name_that_page(province, visit):
    document = make_official(province.commune, symbol="17/2024/QĐ-UBND", body=body_of(ARTICLES))
    file_of(province, document, "phu-luc.pdf", pdf_file("Bảng giá gian hàng", pages=3))
    services.count_words()
    answer = visit(HOSTS[0], "/tim-kiem/", data={"q": "trang 2 bang gia gian hang"}).content.decode()
    assert "trong tệp đính kèm, trang" in answer
    entry = Entry.objects.get(thing=f"document:{document.pk}:vi", anchor="tep")
    assert [page for _start, _anchor, page in entry.places] == [1, 2, 3]
    for start, _anchor, page in entry.places:
        assert f"Trang {page}" in entry.text[start : start + 60]


def test_a_text_of_many_headings_is_cut_before_a_heading_and_counts_once(province, visit):
    articles = [(f"Điều {number}. Mục thứ {number}", "Nội dung quản lý chợ. " * 60) for number in range(1, 61)]
    document = make_official(province.commune, symbol="18/2024/QĐ-UBND", body=body_of(articles))
    services.count_words()
    entries = list(Entry.objects.filter(thing=f"document:{document.pk}:vi", anchor="toan-van").order_by("part"))
    assert len(entries) > 2
    for entry in entries:
        assert len(entry.text) <= MAX_PART_CHARACTERS
        assert entry.places[0][0] == 0 and entry.text.startswith("Điều ")
    found = visit(HOSTS[0], "/tim-kiem/ket-qua.json", data={"q": "noi dung quan ly cho"}).json()
    assert found["total"] == 1
    assert not services.compare(get_source("document"))
