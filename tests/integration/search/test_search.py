"""The search finds what people mean, in every way they type it, and nothing that is not public."""

import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search import services
from search.asking import ask
from search.engines import search
from search.models import Entry, PromotedAnswer
from search.query import Request, parse
from search.sources import get_source
from search.tokens import MAX_PART_CHARACTERS
from sites.units import tree
from sites.units.services import provision_unit

from ...factories.units import home_of, make_article

HOST = "trungmon.tuyenquang.localhost"


def found(words: str, **options) -> list[str]:
    return [hit.title for hit in search(Request(terms=parse(words), **options)).hits]


@pytest.fixture
def news(province, once):
    """Articles of several units whose words are easily taken for each other."""
    return once(lambda: make_news(province))


def make_news(province) -> dict[str, str]:
    make = make_article
    articles = {
        "land": make(
            province.province, "Quy định mới về đất đai có hiệu lực", summary="Nghị định 43/2011/NĐ-CP được nhắc lại."
        ),
        "birth": make(
            province.commune, "Hướng dẫn làm giấy khai sinh tại xã Trung Môn", summary="UBND xã tiếp nhận hồ sơ."
        ),
        "birth_elsewhere": make(
            province.other_commune, "Giấy khai sinh trực tuyến", summary="Ủy ban nhân dân xã hướng dẫn."
        ),
        "tone": make(province.district, "Xã Hòa Phú thủy lợi hoàn thành", summary="Công trình hoà lưới."),
        "army": make(province.district, "Tuyển quân đợt một", summary="Thanh niên lên đường, quang cảnh rộn ràng."),
        "province": make(province.other_district, "Tuyên Quang đón khách du lịch", summary="Lễ hội thành Tuyên."),
    }
    services.count_words()
    return {name: article.title for name, article in articles.items()}


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("đất đai có hiệu lực", "land"),
        ("dat dai co hieu luc", "land"),
        ("ĐẤT ĐAI CÓ HIỆU LỰC", "land"),
        ("đất đai có hiệu lực", "land"),
        ("43/2011/NĐ-CP", "land"),
        ("43/2011", "land"),
        ("nghi dinh 43 2011", "land"),
        ("giay khai sinh xa trung mon", "birth"),
        ("hoà phú", "tone"),
        ("Hòa Phú", "tone"),
        ("thuỷ lợi", "tone"),
        ("tuyen quang du lich", "province"),
        ("làm giấy khai sinh ở đâu tại xã Trung Môn thì đúng", "birth"),
    ],
)
def test_the_right_thing_comes_first_however_it_is_typed(news, typed, name):
    assert found(typed)[0] == news[name]


def test_accents_that_are_typed_rank_what_is_written_so_first(news):
    titles = found("Tuyên Quang")
    assert titles[0] == "Tỉnh Tuyên Quang"
    assert titles.index(news["province"]) < titles.index("Tuyen Quang")
    assert found("tuyển quân")[0] == news["army"]


def test_ones_own_unit_comes_first_then_those_above_it_unless_a_place_is_named(province):
    units = [province.other_commune, province.province, province.other_district, province.commune, province.district]
    for unit in units:
        make_article(unit, "Lịch trực nghỉ lễ", summary="Danh sách người trực.")
    services.count_words()
    here = province.commune.pk
    near = tuple(link.unit_id for link in tree.place(province.commune))
    asked = ask(Request(terms=parse("lịch trực nghỉ lễ"), unit_id=here, near=near))
    order = [hit.unit_id for hit in asked.answer.hits]
    assert order[0] == here
    assert set(order[1:3]) == {province.district.pk, province.province.pk}
    elsewhere = ask(Request(terms=parse("lịch trực nghỉ lễ xã Tân Trào"), unit_id=here, near=near))
    assert [place.name for place in elsewhere.named] == ["Xã Tân Trào"]
    assert elsewhere.request.near == ()


def test_of_titles_with_the_words_the_one_that_says_little_else_comes_first(province):
    for title in ("Đăng ký lại khai sinh", "Đăng ký khai sinh", "Đăng ký khai sinh kết hợp nhận cha, mẹ, con"):
        make_article(province.province, title, summary="Giấy khai sinh được trả tại bộ phận một cửa.")
    services.count_words()
    assert found("giay khai sinh")[:2] == ["Đăng ký khai sinh", "Đăng ký lại khai sinh"]


def test_abbreviation_finds_its_meaning_and_the_meaning_finds_the_abbreviation(news):
    assert {news["birth"], news["birth_elsewhere"]} <= set(found("UBND xã"))
    assert {news["birth"], news["birth_elsewhere"]} <= set(found("ủy ban nhân dân xã"))


def test_a_unit_is_found_by_name_and_leads_to_its_site(news, visit):
    response = visit(HOST, "/tim-kiem/ket-qua.json?q=tan trao")
    hit = response.json()["hits"][0]
    assert hit["url"] == "http://tantrao.tuyenquang.localhost:8000/"


def test_scope_narrows_to_the_unit_and_what_is_below_it(province, news):
    assert news["birth"] in found("khai sinh", scope="below", unit_id=province.district.pk)
    assert news["birth_elsewhere"] not in found("khai sinh", scope="below", unit_id=province.district.pk)
    assert found("khai sinh", scope="site", unit_id=province.district.pk) == []
    assert len(found("khai sinh", scope="all", unit_id=province.district.pk)) == 2


def test_words_in_the_title_are_ranked_before_the_cap_takes_others_away(province, monkeypatch):
    for number in range(6):
        make_article(province.commune, f"Bản tin {number}", summary="mùa cam sành chín rộ")
    make_article(province.commune, "Mùa cam sành", summary="bắt đầu")
    monkeypatch.setattr("search.engines.postgres.RANKED", 1)
    assert found("mua cam sanh")[0] == "Mùa cam sành"


def test_facets_count_things_and_ignore_their_own_filter(province, news):
    answer = search(Request(terms=parse("khai sinh"), filters={"unit": (str(province.commune.pk),)}))
    assert answer.total == 1
    assert dict(answer.facets["unit"]) == {str(province.commune.pk): 1, str(province.other_commune.pk): 1}
    assert dict(answer.facets["kind"]) == {"news": 1}


def test_a_long_text_counts_once_and_its_last_part_is_found(province):
    body = "đoạn mở đầu " * 8_000 + "kết thúc bằng từ hiếm thấy"
    article = make_article(province.commune, "Bài rất dài")
    facts = next(iter(get_source("page").facts(article)))
    rows = list(services._entries(get_source("page"), article, facts, services._Chains()[facts.unit_id]))
    assert len(rows) == 1
    article.body = [("text", f"<p>{body}</p>")]
    article.save_revision().publish()
    assert Entry.objects.filter(object_id=article.pk).count() > 1
    answer = search(Request(terms=parse("từ hiếm thấy")))
    assert (answer.total, len(answer.hits)) == (1, 1)
    assert dict(answer.facets["kind"]) == {"news": 1}


TEXTS = {
    "one endless word": lambda: "x" * 2_000_000,
    "50 MB": lambda: "câu chuyện vô tận " * 2_200_000,
    "a million different words": lambda: " ".join(map(str, range(1_000_000))),
    "signs that are no letters": lambda: "\x01\u202e" * 1000,
    "another script": lambda: "日本語 " * 50_000,
    "tags that are never closed": lambda: "&lt;a " * 2_000,
}


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_makes_a_publish_fail(province, text):
    article = make_article(province.commune, "Bài thử sức chịu đựng")
    article.body = [("text", f"<p>{TEXTS[text]()}</p>")]
    article.save_revision().publish()
    assert "Bài thử sức chịu đựng" in found("thử sức chịu đựng")
    assert max(len(entry.text) for entry in Entry.objects.filter(object_id=article.pk)) <= MAX_PART_CHARACTERS


def test_every_word_of_a_long_part_is_found(province):
    article = make_article(province.commune, "Bài của những từ ngắn")
    article.body = [("text", f"<p>{'à ơi ' * 5_000} kết bằng từ hiếm</p>")]
    article.save_revision().publish()
    assert found("bang tu hiem") == ["Bài của những từ ngắn"]


# --- Nothing that is not public -----------------------------------------------------------------------


@pytest.fixture
def article(province):
    return make_article(province.commune, "Tin chỉ một lần xuất hiện")


def is_found() -> bool:
    return "Tin chỉ một lần xuất hiện" in found("tin chi mot lan xuat hien")


def test_titles_and_texts_are_kept_composed_however_they_were_written(province):
    """Accents as typed are compared letter by letter."""
    title, summary = "Hướng dẫn đất đai", "Quyết định về giao đất"
    article = make_article(
        province.commune, unicodedata.normalize("NFD", title), summary=unicodedata.normalize("NFD", summary)
    )
    (entry,) = Entry.objects.filter(source="page", object_id=article.pk)
    assert entry.title == title
    assert summary in entry.text


def test_draft_is_not_found_until_it_is_published(province):
    draft = make_article(province.commune, "Tin chỉ một lần xuất hiện", live=False)
    assert not is_found()
    draft.save_revision().publish()
    assert is_found()


def test_unpublishing_deleting_and_restricting_take_it_away_at_once(article):
    assert is_found()
    article.unpublish()
    assert not is_found()
    article.save_revision().publish()
    restriction = PageViewRestriction.objects.create(page=article.get_parent(), restriction_type="login")
    assert not is_found()
    restriction.delete()
    assert is_found()
    article.delete()
    assert not is_found()


def test_unpublished_changes_of_a_public_page_are_not_found(article):
    article.title = "Tiêu đề mới chưa ai được biết"
    article.save_revision()
    assert found("tieu de moi chua ai duoc biet") == []
    assert is_found()


def test_a_move_under_a_private_section_hides_and_a_new_slug_keeps_the_address_right(province, article):
    section = article.get_parent().specific
    section.slug = "tin-moi"
    # In the transaction of the change: nothing that would come after a commit is run here.
    section.save_revision().publish()
    assert Entry.objects.get(object_id=article.pk).path.startswith("/tin-moi/")
    PageViewRestriction.objects.create(page=home_of(province.other_commune), restriction_type="login")
    article.move(home_of(province.other_commune).get_children().get(slug="tin-tuc"), pos="last-child")
    assert not is_found()


def test_what_is_not_yet_or_no_longer_visible_is_left_out_at_the_moment_of_asking(article):
    now = timezone.now()
    Entry.objects.filter(object_id=article.pk).update(visible_from=now + timedelta(hours=1))
    assert not is_found()
    Entry.objects.filter(object_id=article.pk).update(visible_from=None, visible_to=now - timedelta(hours=1))
    assert not is_found()


def test_comparing_finds_and_mends_what_a_bulk_update_missed(article):
    from sites.newsroom.models import ArticlePage

    source = get_source("page")
    assert not services.compare(source)
    ArticlePage.objects.filter(pk=article.pk).update(title="Đổi tên ở sau lưng", live=True)
    Entry.objects.filter(source="page", object_id=home_of(article_unit(article)).pk).delete()
    difference = services.compare(source)
    assert difference.stale == [article.pk]
    assert difference.missing
    services.mend(difference, source)
    assert not services.compare(source)
    assert found("doi ten o sau lung") == ["Đổi tên ở sau lưng"]


def article_unit(article):
    from sites.units.permissions import unit_of

    return unit_of(article)


def test_a_language_that_a_unit_gets_later_is_found_at_once(province):
    unit = province.other_commune
    kept = Entry.objects.filter(unit=unit)
    assert not kept.filter(language="en").exists()
    provision_unit(unit, host="", languages=("vi", "en"))
    names = {language: set(kept.filter(language=language).values_list("path", flat=True)) for language in ("vi", "en")}
    assert names["en"] == {f"/en{path}" for path in names["vi"]}
    assert not services.compare(get_source("page"))


def test_renamed_unit_is_found_by_both_names(province):
    version = province.commune.version_on()
    version.name = "Trung Môn Mới"
    version.save()
    assert any("Trung Môn" in title for title in found("trung mon moi"))


# --- The page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "",
        "a" * 10_000,
        "'\"&|!():*<->\\",
        "'; DROP TABLE search_entry; --",
        "(a+)+$" * 30,
        "\x00\x01\u200b",
        "русский 日本語 العربية",
        "%%%___",
        "AND OR NOT",
        "q=1&q=2#x?y",
        "<script>alert(1)</script>",
        "\ud7ff\uffff\u202e",
    ],
)
def test_any_input_gets_a_normal_page_with_a_sentence(news, visit, query):
    data = {"q": query, "trang": "9" * 400, "cap": "x", "nam": "\x00", "zzz": "1"}
    page = visit(HOST, "/tim-kiem/", data=data)
    assert page.status_code == 200
    text = page.content.decode()
    assert "<h1>Tìm kiếm</h1>" in text
    assert "Hãy gõ tên, số văn bản" in text or "Không tìm thấy kết quả nào" in text
    for path in ("ket-qua.json", "ket-qua.rss", "goi-y/"):
        assert visit(HOST, f"/tim-kiem/{path}", data=data).status_code == 200


def test_a_page_far_behind_the_last_says_so_and_leads_back(news, visit):
    for number in ("1000000000", "2"):
        page = visit(HOST, "/tim-kiem/", data={"q": "khai sinh", "trang": number})
        assert page.status_code == 200
        assert "Trang này không còn kết quả nào." in page.content.decode()
    for nonsense in ("-1", "0", "abc", "1e9", "٣"):
        page = visit(HOST, "/tim-kiem/", data={"q": "khai sinh", "trang": nonsense})
        assert news["birth_elsewhere"] in page.content.decode().replace("<mark>", "").replace("</mark>", "")


def test_a_facet_that_is_not_there_is_no_filter_and_a_value_that_is_not_there_finds_nothing(news, visit):
    assert visit(HOST, "/tim-kiem/ket-qua.json", data={"q": "khai sinh", "mau": "do"}).json()["total"] == 2
    found = visit(HOST, "/tim-kiem/ket-qua.json", data={"q": "khai sinh", "don-vi": "9" * 30}).json()
    assert found["total"] == 0
    assert found["facets"]["unit"]


def test_words_are_marked_as_the_source_writes_them_and_markup_is_escaped(province, visit):
    make_article(province.commune, "Đất đai <b>và</b> nhà ở")
    page = visit(HOST, "/tim-kiem/?q=dat+dai").content.decode()
    assert "<mark>Đất đai</mark> &lt;b&gt;" in page


def test_nothing_found_says_what_to_do(news, visit):
    page = visit(HOST, "/tim-kiem/?q=khongcogica+xyzw").content.decode()
    assert "Không tìm thấy kết quả nào" in page
    assert "danh bạ" in page


@pytest.mark.parametrize(("typed", "meant"), [("tuyenquang", "Tuyên Quang"), ("khai snih", "khai sinh")])
def test_missing_spaces_and_slips_are_mended_said_and_taken_back(news, visit, typed, meant):
    page = visit(HOST, "/tim-kiem/", data={"q": typed}).content.decode()
    assert f"đây là kết quả cho <strong>{meant.lower()}" in page.lower()
    assert "search-hits" in page
    assert "nguyen-van=1" in page
    exact = visit(HOST, "/tim-kiem/", data={"q": typed, "nguyen-van": "1"}).content.decode()
    assert "Có phải bạn muốn tìm:" in exact
    assert "đây là kết quả cho" not in exact


def test_what_is_right_is_not_mended_and_what_is_gone_is_not_offered(province, news, visit):
    assert "đây là kết quả cho" not in visit(HOST, "/tim-kiem/?q=khai+sinh").content.decode()
    make_article(province.commune, "Nguyễn Khuyết Danh").unpublish()
    services.count_words()
    article = make_article(province.commune, "Trường Lạ Lùng Thay")
    services.count_words()
    article.unpublish()
    page = visit(HOST, "/tim-kiem/?q=lalung").content.decode().lower()
    assert "lạ lùng" not in page


def test_what_a_unit_has_pinned_is_offered_to_begin_with(province, visit):
    for unit, phrase in ((province.province, "Xin việc"), (province.other_commune, "Chuyện nhà hàng xóm")):
        PromotedAnswer.objects.create(
            unit=unit, phrases=f"{phrase}\nkhác", title="Trả lời", url="https://example.org/", live=True
        )
    for path in ("/tim-kiem/", "/tim-kiem/?q=khongcogica"):
        page = visit(HOST, path).content.decode()
        assert "Thường được tìm" in page
        assert "Xin việc" in page
        assert "Chuyện nhà hàng xóm" not in page


def test_suggestions_go_on_from_unfinished_words(news, visit):
    assert news["birth"] in visit(HOST, "/tim-kiem/goi-y/?q=giay+kh").json()["titles"]
    assert visit(HOST, "/tim-kiem/goi-y/?q=").json()["titles"] == []


def test_search_can_be_followed_as_rss(news, visit):
    response = visit(HOST, "/tim-kiem/ket-qua.rss?q=khai+sinh")
    assert response["Content-Type"].startswith("application/rss+xml")
    assert news["birth"] in response.content.decode()
