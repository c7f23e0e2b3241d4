"""Items sent down the tree: who may send, what receivers show, and that one row does it all."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from sites.newsroom.enums import Placement
from sites.newsroom.models import Push, PushReceipt
from sites.newsroom.services import flow_down
from sites.newsroom.services.flow_down import change_push, confirm, hide, show_again, units_showing, withdraw
from sites.units.audiences import receivers
from sites.units.enums import AudienceKind, AuditKind, Role
from sites.units.models import AuditEntry, Tier
from sites.units.services import change_unit
from tests.factories.content import make_notice
from tests.factories.units import home_of, make_article, make_person

from .flow_fixtures import *  # noqa: F403 - fixtures

TITLE = "Công bố tình huống khẩn cấp về thiên tai"


@pytest.fixture
def article(province):
    return make_article(province.province, TITLE, summary="Nước sông Lô đang lên.")


def front(visit, unit) -> str:
    response = visit(unit.site.hostname)
    assert response.status_code == 200
    return response.content.decode()


def item_url(push: Push) -> str:
    return f"/tu-cap-tren/{push.pk}/"


# --- Sending -------------------------------------------------------------------------------------


def test_one_row_puts_an_item_on_the_front_pages_of_the_audience(province, article, send, visit):
    push = send(article)
    assert Push.objects.count() == 1
    assert PushReceipt.objects.count() == 0
    for unit in (province.commune, province.other_commune, province.district, province.department):
        page = front(visit, unit)
        assert TITLE in page and "Nguồn: Tỉnh Tuyên Quang" in page
        assert item_url(push) in page
    own = front(visit, province.province)
    assert item_url(push) not in own, "the sender shows its own item as its own"
    assert AuditEntry.objects.filter(kind=AuditKind.SENT_DOWN, unit=province.province, subject=TITLE).count() == 1


def test_what_it_costs_to_send_does_not_depend_on_the_audience(province, article, send):
    one = make_article(province.province, "Tin khác")
    with CaptureQueriesContext(connection) as few:
        send(one, AudienceKind.LIST, units=[province.commune])
    with CaptureQueriesContext(connection) as all_units:
        send(article)
    assert len(all_units) <= len(few)


@pytest.mark.parametrize(
    "kind, shown",
    [
        (AudienceKind.TIER, {"commune", "other_commune"}),
        (AudienceKind.SUBTREE, {"district", "commune"}),
        (AudienceKind.LIST, {"commune", "other_department"}),
    ],
)
def test_only_the_audience_shows_it(province, article, send, visit, kind, shown):
    to = {
        AudienceKind.TIER: {"tier": Tier.objects.get(code="commune")},
        AudienceKind.SUBTREE: {"area": province.district},
        AudienceKind.LIST: {"units": [province.commune, province.other_department]},
    }[kind]
    send(article, kind, **to)
    for name in ("department", "other_department", "district", "other_district", "commune", "other_commune"):
        assert (TITLE in front(visit, getattr(province, name))) == (name in shown), name


def test_a_unit_sends_to_those_below_it_and_never_sideways(province, publisher_of, send, visit):
    by = publisher_of(province.district)
    own = make_article(province.district, "Tin của huyện")
    send(own, by=by)
    assert "Tin của huyện" in front(visit, province.commune)
    assert "Tin của huyện" not in front(visit, province.other_commune)
    other = make_article(province.district, "Tin hai của huyện")
    for area in (province.other_district, province.province):
        with pytest.raises(ValidationError):
            send(other, AudienceKind.SUBTREE, area=area, by=by)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR, None])
def test_who_does_not_publish_sends_nothing(province, article, send, role):
    by = make_person(unit=province.province, role=role) if role else make_person()
    with pytest.raises(ValidationError) as error:
        send(article, by=by)
    assert "Chỉ người duyệt xuất bản" in str(error.value)
    assert not Push.objects.exists()


def test_the_publisher_of_another_unit_does_not_send_this_one_s_items(province, article, send, publisher_of):
    with pytest.raises(ValidationError):
        send(article, by=publisher_of(province.commune))
    assert not Push.objects.exists()


def test_a_notice_can_be_sent_and_stands_among_the_notices(province, send, visit):
    notice = make_notice(province.province, "Lịch tiếp công dân")
    send(notice, placement=Placement.NOTICE)
    page = front(visit, province.commune)
    assert "Thông báo từ cấp trên" in page and "Lịch tiếp công dân" in page


def test_a_lead_stands_before_the_unit_s_own_news(province, article, send, visit):
    make_article(province.commune, "Tin của xã")
    send(article, placement=Placement.LEAD)
    page = front(visit, province.commune)
    assert page.index(TITLE) < page.index("Tin của xã")


# --- Bad input -----------------------------------------------------------------------------------


def refused(send, page, field, **how) -> str:
    before = Push.objects.count(), AuditEntry.objects.count()
    with pytest.raises(ValidationError) as error:
        send(page, **how)
    assert (Push.objects.count(), AuditEntry.objects.count()) == before
    if field:
        assert list(error.value.message_dict) == [field]
    return str(error.value)


def test_times_that_make_no_sense_get_a_sentence(province, article, send):
    now, hour = timezone.now(), timedelta(hours=1)
    assert "phải sau" in refused(send, article, "ends_at", starts_at=now + hour, ends_at=now + hour)
    assert "phải sau" in refused(send, article, "ends_at", starts_at=now + 2 * hour, ends_at=now + hour)
    assert "đã qua" in refused(send, article, "ends_at", starts_at=now - 2 * hour, ends_at=now - hour)
    assert "đã qua" in refused(send, article, "starts_at", starts_at=now - hour, ends_at=now + hour)
    assert "366" in refused(send, article, "ends_at", starts_at=now, ends_at=now + timedelta(days=367))


def test_the_database_refuses_an_end_before_its_start(province, article, send):
    push = send(article)
    with pytest.raises(IntegrityError), transaction.atomic():
        Push.objects.filter(pk=push.pk).update(ends_at=push.starts_at)


def test_an_audience_of_nobody_gets_a_sentence(province, article, send):
    department = Tier.objects.get(code="department")
    how = {"audience": AudienceKind.TIER, "tier": department, "area": province.district}
    assert "Không có đơn vị nào" in refused(send, article, "audience", **how)
    assert refused(send, article, "units", audience=AudienceKind.LIST)


def test_what_readers_cannot_see_is_not_sent(province, article, send):
    draft = make_article(province.province, "Bản nháp", live=False)
    assert "xuất bản" in refused(send, draft, None)
    assert "chuyên mục" in refused(send, home_of(province.province), None)
    PageViewRestriction.objects.create(page=article.get_parent(), restriction_type="login")
    assert "giới hạn" in refused(send, article, None)


def test_the_same_is_not_sent_twice_to_the_same_units(province, article, send):
    push = send(article)
    assert "đã được gửi" in refused(send, article, None)
    send(article, AudienceKind.SUBTREE, area=province.district)
    withdraw(push, by=push.owner, reason="Nhầm")
    send(article)


# --- The original changes ------------------------------------------------------------------------


def test_a_correction_shows_everywhere(province, article, send, visit):
    push = send(article)
    article.title = "Đã sửa tiêu đề"
    article.save_revision().publish()
    page = front(visit, province.commune)
    assert "Đã sửa tiêu đề" in page and TITLE not in page
    moved = visit(province.commune.site.hostname, f"{item_url(push)}cong-bo/")
    assert moved.status_code == 301 and moved.url.endswith("da-sua-tieu-de/")


@pytest.mark.parametrize("how", ["unpublish", "delete", "restrict", "withdraw"])
def test_what_is_taken_away_is_gone_everywhere(province, article, send, visit, how, django_capture_on_commit_callbacks):
    push = send(article)
    host = province.commune.site.hostname
    page = front(visit, province.commune)
    address = page.split(f'href="{item_url(push)}')[1].split('"')[0]
    assert visit(host, item_url(push) + address).status_code == 200
    take_away = {
        "unpublish": article.unpublish,
        "delete": article.delete,
        "restrict": lambda: PageViewRestriction.objects.create(page=article.get_parent(), restriction_type="login"),
        "withdraw": lambda: withdraw(push, by=push.owner, reason="Có số liệu mới"),
    }[how]
    with django_capture_on_commit_callbacks(execute=True):
        take_away()
    assert TITLE not in front(visit, province.commune)
    assert visit(host, item_url(push) + address).status_code == 404
    assert TITLE not in visit(host, "/tu-cap-tren/").content.decode()
    push.refresh_from_db()
    assert push.title == TITLE, "the record stays"


def test_it_shows_from_its_start_until_its_end(province, article, send, visit):
    now = timezone.now()
    push = send(article, starts_at=now + timedelta(minutes=5), ends_at=now + timedelta(hours=1))
    assert TITLE not in front(visit, province.commune)
    Push.objects.filter(pk=push.pk).update(starts_at=now - timedelta(minutes=1))
    flow_down.audiences.expire(push.keys)
    assert TITLE in front(visit, province.other_commune)
    Push.objects.filter(pk=push.pk).update(starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))
    assert TITLE not in front(visit, province.district)


def test_receivers_follow_the_tree_of_the_day(province, article, send, visit, django_capture_on_commit_callbacks):
    push = send(article, AudienceKind.SUBTREE, area=province.other_district)
    assert TITLE not in front(visit, province.commune)
    with django_capture_on_commit_callbacks(execute=True):
        change_unit(province.commune, valid_from=timezone.localdate(), parent=province.other_district)
    assert TITLE in front(visit, province.commune)
    assert province.commune.pk in receivers(push).values_list("unit", flat=True)


# --- What a receiving unit does ------------------------------------------------------------------


def test_a_unit_hides_what_is_offered_on_its_own_site_alone(province, article, send, visit, publisher_of):
    push = send(article)
    by = publisher_of(province.commune)
    receipt = hide(push, province.commune, by=by)
    assert (receipt.hidden_by, receipt.received_by) == (by, by)
    assert TITLE not in front(visit, province.commune)
    assert TITLE in front(visit, province.other_commune)
    assert province.commune.pk not in units_showing(push).values_list("unit", flat=True)
    assert AuditEntry.objects.filter(kind=AuditKind.HIDDEN, unit=province.commune, actor=by).exists()
    show_again(push, province.commune, by=by)
    assert province.commune.pk in units_showing(push).values_list("unit", flat=True)
    assert PushReceipt.objects.count() == 1


def test_what_is_compulsory_cannot_be_hidden_and_hiding_ends_when_it_becomes_so(
    province, article, send, visit, publisher_of
):
    by, commune = publisher_of(province.commune), province.commune
    push = send(article)
    hide(push, commune, by=by)
    push = change_push(push, by=push.owner, ends_at=push.ends_at, compulsory=True, placement=Placement.LIST)
    assert TITLE in front(visit, commune)
    with pytest.raises(ValidationError) as error:
        hide(push, commune, by=by)
    assert "bắt buộc" in str(error.value)
    assert commune.pk in units_showing(push).values_list("unit", flat=True)


def test_a_unit_confirms_that_it_has_taken_note(province, article, send, publisher_of):
    push, by = send(article), publisher_of(province.commune)
    first = confirm(push, province.commune, by=by)
    again = confirm(push, province.commune, by=publisher_of(province.commune))
    assert again.received_by == by and again.received_at == first.received_at
    assert again.hidden_at is None


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_who_does_not_publish_for_the_unit_decides_nothing(province, article, send, role):
    push = send(article)
    with pytest.raises(PermissionDenied):
        hide(push, province.commune, by=make_person(unit=province.commune, role=role))
    with pytest.raises(PermissionDenied):
        hide(push, province.commune, by=make_person(unit=province.other_commune, role=Role.PUBLISHER))
    assert not PushReceipt.objects.exists()


def test_a_unit_decides_only_about_what_is_sent_to_it(province, article, send, publisher_of):
    push = send(article, AudienceKind.SUBTREE, area=province.other_district)
    with pytest.raises(ValidationError) as error:
        hide(push, province.commune, by=publisher_of(province.commune))
    assert "không gửi tới" in str(error.value)


# --- Withdrawing and changing --------------------------------------------------------------------


def test_withdrawing_needs_the_sender_or_the_board_and_a_reason(province, send, publisher_of, board):
    by = publisher_of(province.district)
    push = send(make_article(province.district, "Tin huyện"), by=by)
    with pytest.raises(PermissionDenied):
        withdraw(push, by=publisher_of(province.commune), reason="Không cần")
    with pytest.raises(ValidationError) as error:
        withdraw(push, by=by, reason="  ")
    assert list(error.value.message_dict) == ["reason"]
    withdraw(push, by=board, reason="Tin đã cũ")
    with pytest.raises(ValidationError) as error:
        withdraw(push, by=by, reason="Lần nữa")
    assert str(board) in str(error.value)
    entry = AuditEntry.objects.get(kind=AuditKind.WITHDRAWN)
    assert (entry.unit, entry.detail["reason"]) == (province.district, "Tin đã cũ")


def test_what_is_over_cannot_be_changed(province, article, send):
    push = send(article)
    withdraw(push, by=push.owner, reason="Nhầm")
    with pytest.raises(ValidationError):
        change_push(push, by=push.owner, ends_at=push.ends_at, compulsory=True, placement=Placement.LIST)


def test_a_page_deleted_with_its_section_is_gone_and_its_record_stays(province, article, send, visit):
    push = send(article)
    Page.objects.get(pk=article.get_parent().pk).delete()
    assert TITLE not in front(visit, province.commune)
    push.refresh_from_db()
    assert (push.page_id, push.title, push.state_text) == (None, TITLE, "Tin gốc đã xoá")
