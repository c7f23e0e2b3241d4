"""News of the province on its foreign-affairs site: by reference in Vietnamese, adapted in English."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from sites.newsroom.models import Adaptation, ArticlePage, Push
from sites.newsroom.services import adapting, flow_down
from sites.newsroom.services.adapting import adapt, follow, outdated, sources, take
from sites.newsroom.services.desk import sections
from sites.units.checklists import points
from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry, Unit
from sites.units.services import end_unit
from tests.factories.units import make_article, make_person

from .flow_fixtures import *  # noqa: F403 - fixtures
from .foreign_fixtures import *  # noqa: F403 - fixtures

HOST = "doingoai.tuyenquang.localhost"


def english(unit: Unit):
    return sections(unit).get(locale__language_code="en")


def refused(action, *words: str) -> None:
    before = Push.objects.count(), ArticlePage.objects.count(), Adaptation.objects.count()
    with pytest.raises(ValidationError) as error:
        action()
    for word in words:
        assert word in str(error.value)
    assert (Push.objects.count(), ArticlePage.objects.count(), Adaptation.objects.count()) == before


@pytest.fixture
def push(article, foreign, publisher):
    return take(article, foreign, by=publisher)


@pytest.fixture
def adapted(push, foreign, translator):
    """The translation, on line."""
    own = adapt(push, english(foreign), by=translator)
    own.title, own.summary, own.slug = "Thanh Tuyen Festival", "Lanterns in every street.", "thanh-tuyen-festival"
    own.save_revision(user=translator).publish()
    return ArticlePage.objects.get(pk=own.pk)


def read(visit, path: str) -> str:
    answer = visit(HOST, path)
    assert answer.status_code == 200, path
    return answer.content.decode()


# --- By reference --------------------------------------------------------------------------------


def test_what_is_taken_shows_by_reference_with_its_source_and_canonical_link(province, article, foreign, push, visit):
    assert Push.objects.get() == push and ArticlePage.objects.count() == 1
    assert (push.unit, push.taken_by) == (province.province, foreign)
    front = read(visit, "/")
    assert article.title in front and "Nguồn: Tỉnh Tuyên Quang" in front
    item = read(visit, f"/tu-cap-tren/{push.pk}/le-hoi-thanh-tuyen/")
    original = f"http://{province.province.site.hostname}"
    assert f'rel="canonical" href="{original}' in item and "Tin của" in item
    # By reference on this site alone, in its own language alone.
    assert article.title not in visit(province.commune.site.hostname).content.decode()
    assert article.title not in read(visit, "/en/")
    assert AuditEntry.objects.filter(kind=AuditKind.TAKEN, unit=foreign, subject=article.title).count() == 1


def test_a_correction_and_taking_off_line_hold_here_too(article, push, visit, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        article.title = "Lễ hội Thành Tuyên lùi một ngày"
        article.save_revision().publish()
    assert "lùi một ngày" in read(visit, "/")
    with django_capture_on_commit_callbacks(execute=True):
        article.unpublish()
    assert "Lễ hội Thành Tuyên" not in read(visit, "/")


def test_the_source_sees_who_took_it_and_may_withdraw_but_not_change_it(province, article, push, board, visit):
    with pytest.raises(ValidationError, match="tự chọn"):
        flow_down.change_push(push, by=board, ends_at=push.ends_at, compulsory=True, placement="lead")
    flow_down.withdraw(push, by=board, reason="Cần sửa")
    assert article.title not in read(visit, "/")


def test_the_site_hides_and_shows_it_again(
    foreign, article, push, publisher, visit, django_capture_on_commit_callbacks
):
    flow_down.hide(push, foreign, by=publisher)
    assert article.title not in read(visit, "/")
    refused(lambda: take(article, foreign, by=publisher), "Hiện lại")
    with django_capture_on_commit_callbacks(execute=True):
        flow_down.show_again(push, foreign, by=publisher)
    assert article.title in read(visit, "/")


def test_items_of_units_below_the_province_can_be_taken_too(province, foreign, publisher):
    below = make_article(province.commune, "Mùa na")
    assert below in sources(foreign)
    assert take(below, foreign, by=publisher).unit == province.commune


# --- What cannot be taken ------------------------------------------------------------------------


def test_a_draft_and_what_is_hidden_from_readers_cannot_be_taken(province, foreign, article, publisher):
    draft = make_article(province.commune, "Bản nháp", live=False)
    assert draft not in sources(foreign)
    refused(lambda: take(draft, foreign, by=publisher), "đã đăng")
    PageViewRestriction.objects.create(page=article.get_parent(), restriction_type="login")
    assert article not in sources(foreign)
    refused(lambda: take(article, foreign, by=publisher), "giới hạn")


def test_what_is_taken_off_line_cannot_be_taken(foreign, article, publisher):
    article.unpublish()
    refused(lambda: take(article, foreign, by=publisher), "đã đăng")


def test_a_unit_that_was_merged_gives_nothing_new_and_what_was_taken_stays(
    province, foreign, publisher, translator, visit
):
    taken, other = (make_article(province.commune, title) for title in ("Mùa na", "Mùa cam"))
    push = take(taken, foreign, by=publisher)
    own = adapt(push, english(foreign), by=translator)
    own.title, own.slug = "Custard apples", "custard-apples"
    own.save_revision().publish()
    end_unit(province.commune, on=timezone.localdate())
    refused(lambda: take(other, foreign, by=publisher), "kết thúc hoạt động")
    assert "Mùa na" in read(visit, "/")
    page = read(visit, "/en/tin-tuc/custard-apples/")
    # The name stays; no link leads to a host that no longer speaks for the unit.
    assert "Xã Trung Môn" in page and "trungmon.tuyenquang" not in page


def test_only_a_site_that_presents_the_province_takes_news_and_only_of_its_province(
    province, foreign, article, publisher, publisher_of
):
    refused(lambda: take(article, province.commune, by=publisher_of(province.commune)), "đối ngoại")
    own = make_article(foreign, "Tin của trang")
    refused(lambda: take(own, foreign, by=publisher), "chính đơn vị")
    with pytest.raises(PermissionDenied):
        take(article, foreign, by=publisher_of(province.province))
    with pytest.raises(PermissionDenied):
        take(article, foreign, by=make_person(unit=foreign, role=Role.EDITOR))
    assert not Push.objects.exists()


def test_the_same_is_not_taken_twice_and_not_when_it_was_sent(foreign, article, push, publisher, province, send):
    refused(lambda: take(article, foreign, by=publisher), "đã có")
    sent = make_article(province.province, "Gửi cho tất cả")
    send(sent)
    refused(lambda: take(sent, foreign, by=publisher), "đã có")


# --- The adapted translation ---------------------------------------------------------------------


def test_the_translation_belongs_to_the_site_and_starts_from_the_words_of_the_source(
    province, foreign, article, push, translator
):
    own = adapt(push, english(foreign), by=translator)
    assert (own.unit, own.owner, own.live) == (foreign, translator, False)
    assert (own.title, own.original_id, own.credited_unit) == (article.title, article.pk, province.province)
    assert own.locale.language_code == "en" and own.translation_key != article.translation_key
    assert own.genre is not None and own.genre.is_translation
    assert own.adaptation.source_title == article.title
    own.title = "Thanh Tuyen Festival"
    own.save_revision().publish()
    article.refresh_from_db()
    assert article.title == "Lễ hội Thành Tuyên"


def test_readers_are_told_what_it_is_adapted_from_and_find_it_from_the_original(
    province, article, adapted, push, visit, django_capture_on_commit_callbacks
):
    page = read(visit, "/en/tin-tuc/thanh-tuyen-festival/")
    assert "Adapted from" in page or "Dịch, biên tập từ tin" in page
    assert f'hreflang="vi" lang="vi">{article.title}</a>' in page
    assert province.province.site.hostname in page
    assert "notice adapted-state" not in page and "Theo đề xuất của" not in page
    item = read(visit, f"/tu-cap-tren/{push.pk}/le-hoi-thanh-tuyen/")
    assert '<a href="/en/tin-tuc/thanh-tuyen-festival/" hreflang="en" lang="en">Thanh Tuyen Festival</a>' in item
    with django_capture_on_commit_callbacks(execute=True):
        adapted.unpublish()
    assert "Thanh Tuyen Festival" not in read(visit, f"/tu-cap-tren/{push.pk}/le-hoi-thanh-tuyen/")


def test_the_switch_on_a_page_by_reference_leads_to_the_translation_or_says_that_there_is_none(
    province, article, adapted, push, visit, django_capture_on_commit_callbacks
):
    path = f"/tu-cap-tren/{push.pk}/le-hoi-thanh-tuyen/"
    item = read(visit, path)
    assert f'<a href="http://{HOST}:8000/en{path}" hreflang="en"' in item
    assert 'rel="alternate" hreflang' not in item, "the other language is another page, not this one"
    assert visit(HOST, f"/en{path}")["Location"] == "/en/tin-tuc/thanh-tuyen-festival/"
    with django_capture_on_commit_callbacks(execute=True):
        adapted.unpublish()
    told = read(visit, f"/en{path}")
    assert f'<a href="{path}" lang="vi" hreflang="vi">{article.title}</a>' in told
    with django_capture_on_commit_callbacks(execute=True):
        article.unpublish()
    assert visit(HOST, f"/en{path}").status_code == 404, "what is off line is named in no language"
    assert visit(province.commune.site.hostname, f"/en{path}").status_code == 404, "nor on another site"


def test_when_the_source_changes_readers_are_told_and_editors_have_it_listed(
    foreign, article, adapted, translator, visit, django_capture_on_commit_callbacks
):
    assert not outdated(foreign).exists()
    assert "adapted-state" not in read(visit, "/en/tin-tuc/thanh-tuyen-festival/")
    with django_capture_on_commit_callbacks(execute=True):
        article.summary = "Lùi một ngày."
        article.save_revision().publish()
    assert outdated(foreign).get() == adapted
    assert "adapted-state" in read(visit, "/en/tin-tuc/thanh-tuyen-festival/")
    with django_capture_on_commit_callbacks(execute=True):
        follow(adapted, by=translator)
    assert not outdated(foreign).exists()
    assert "adapted-state" not in read(visit, "/en/tin-tuc/thanh-tuyen-festival/")
    # A draft begun before does not take that back.
    adapted.save_revision(user=translator).publish()
    assert not outdated(foreign).exists()


@pytest.mark.parametrize("how", ["unpublish", "delete"])
def test_when_the_source_is_taken_down_the_translation_says_so(
    foreign, article, adapted, translator, visit, how, django_capture_on_commit_callbacks
):
    path = "/en/tin-tuc/thanh-tuyen-festival/"
    assert "adapted-state" not in read(visit, path)
    with django_capture_on_commit_callbacks(execute=True):
        getattr(Page.objects.get(pk=article.pk).specific, how)()
    page = read(visit, path)
    assert "adapted-state" in page and "Lễ hội Thành Tuyên" in page
    assert "tuyenquang.localhost/tin-tuc/le-hoi" not in page
    assert [one.pk for one in outdated(foreign)] == [adapted.pk]
    adapted.refresh_from_db()
    refused(lambda: follow(adapted, by=translator), "không còn")


def test_one_translation_a_language_and_never_into_its_own(foreign, push, adapted, translator):
    refused(lambda: adapt(push, english(foreign), by=translator), "đã có bản dịch", "Thanh Tuyen Festival")
    vietnamese = sections(foreign).get(locale__language_code="vi")
    refused(lambda: adapt(push, vietnamese, by=translator), "ngôn ngữ khác")


def test_who_does_not_write_for_the_site_does_not_translate_for_it(
    province, foreign, article, push, adapted, publisher_of
):
    other = make_article(province.province, "Tin khác")
    outsider = publisher_of(province.province)
    with pytest.raises(PermissionDenied):
        adapt(push, english(foreign), by=outsider)
    with pytest.raises(PermissionDenied):
        follow(adapted, by=outsider)
    refused(lambda: follow(other, by=outsider), "không phải bản dịch")


def test_what_is_no_longer_shown_is_not_translated(foreign, article, push, translator, board):
    article.unpublish()
    refused(lambda: adapt(push, english(foreign), by=translator), "không còn")
    flow_down.withdraw(push, by=board, reason="Nhầm")
    refused(lambda: adapt(push, english(foreign), by=translator), "nhận lại")


def test_a_translation_is_neither_taken_nor_proposed_on(foreign, adapted, publisher):
    assert adapted not in sources(foreign)
    assert adapting.why_not_taken(adapted, foreign)


def test_before_approval_a_translation_left_in_the_words_of_its_source_is_named(foreign, push, adapted, translator):
    point = next(point for point in points() if point.code == "translated")
    assert list(point.missing(adapted)) == []
    adapted.title = push.title
    assert "nguyên lời" in next(iter(point.missing(adapted)))


# --- In the admin --------------------------------------------------------------------------------


def url(name: str, *args) -> str:
    return reverse(f"newsroom_flow:{name}", args=args)


def test_from_the_list_to_the_translation(province, foreign, article, publisher, desk):
    draft = make_article(province.commune, "Bản nháp của xã", live=False)
    client = desk(publisher)
    page = client.get(url("choose")).content.decode()
    assert article.title in page and "Bản nháp của xã" not in page
    assert client.post(url("take", draft.pk)).status_code == 404
    client.post(url("take", article.pk))
    push = Push.objects.get()
    assert "Dịch sang" in client.get(url("choose")).content.decode()
    answer = client.post(url("adapt", push.pk), {"section": english(foreign).pk})
    own = ArticlePage.objects.get(original=article.pk)
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[own.pk])
    assert client.get(answer.url).status_code == 200
    article.save_revision().publish()
    assert "không còn theo bản gốc" in client.get(url("choose")).content.decode()
    client.post(url("follow", own.pk))
    assert not outdated(foreign).exists()
    assert client.get(f"{url('choose')}?q=thành tuyên").status_code == 200


def test_for_other_units_these_pages_do_not_exist(province, foreign, article, push, adapted, publisher_of, desk):
    client = desk(publisher_of(province.commune))
    assert client.get(url("choose")).status_code == 404
    assert client.get(url("sent")).status_code == 200 and url("choose") not in client.get(url("sent")).content.decode()
    other = make_article(province.province, "Tin khác")
    for address in (url("take", other.pk), url("adapt", push.pk), url("follow", adapted.pk)):
        assert client.post(address).status_code in (403, 404), address
    assert Push.objects.count() == 1


def test_an_article_of_a_section_of_another_unit_is_refused(province, foreign, push, publisher, desk):
    own = sections(province.province).get(locale__language_code="en")
    assert desk(publisher).post(url("adapt", push.pk), {"section": own.pk}).status_code == 404
    assert not Adaptation.objects.exists()
