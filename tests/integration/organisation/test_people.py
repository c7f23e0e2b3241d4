"""The organisation of a unit: the chart, terms that begin and end by their dates, spokespersons of all units."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from sites.organisation.models import Body, Spokesperson
from sites.units.enums import Role
from tests.factories.organisation import make_body, make_holder, make_spokesperson
from tests.factories.units import make_person

HOST, OTHER, PROVINCE = "trungmon.tuyenquang.localhost", "tantrao.tuyenquang.localhost", "tuyenquang.localhost"
INDEX = "/to-chuc-bo-may/"


def text_of(response):
    return response.content.decode()


def test_the_chart_is_a_list_in_a_list_and_a_neighbour_shows_none_of_it(province, visit):
    committee = make_body(province.commune)
    office = make_body(province.commune, "Văn phòng", parent=committee)
    make_body(province.commune, "Phòng nháp", parent=committee, live=False)
    make_holder(province.commune, body=committee)
    make_holder(province.commune, "Lê Thị Cúc", "Chuyên viên", body=office, is_leader=False)
    page = text_of(visit(HOST, INDEX))
    assert page.index("Ủy ban nhân dân xã") < page.index("Văn phòng") and "Nguyễn Văn An" in page
    assert "Phòng nháp" not in page
    other = text_of(visit(OTHER, INDEX))
    assert "Nguyễn Văn An" not in other and "chưa đăng thông tin" in other
    assert "Lê Thị Cúc" in text_of(visit(HOST, f"{INDEX}co-quan/van-phong/"))
    assert visit(HOST, f"{INDEX}co-quan/phong-nhap/").status_code == 404
    assert visit(OTHER, f"{INDEX}co-quan/van-phong/").status_code == 404


def test_bodies_that_are_below_each_other_are_shown_once_and_a_form_refuses_to_make_them(province, visit, desk):
    first = make_body(province.commune, "Ban Một")
    second = make_body(province.commune, "Ban Hai", parent=first)
    Body.objects.filter(pk=first.pk).update(parent=second)
    page = text_of(visit(HOST, INDEX))
    assert page.count(">Ban Một</a>") == 1 and page.count(">Ban Hai</a>") == 1
    Body.objects.filter(pk=first.pk).update(parent=None)
    client = desk(make_person(unit=province.commune, role=Role.EDITOR))
    data = {"name": "Ban Một", "name_en": "", "kind": "office", "order": 1, "parent": second.pk, "functions": ""}
    data |= {"address": "", "phone": "", "email": ""}
    answer = client.post(reverse("wagtailsnippets_organisation_body:edit", args=[first.pk]), data)
    assert "không thể thuộc chính nó" in text_of(answer)


def test_a_term_ends_on_its_day_and_stays_marked(province, visit):
    make_holder(province.commune, since=date(2021, 6, 1), until=date(2026, 6, 1))
    with freeze_time("2026-05-31 12:00"):
        assert "Nguyễn Văn An" in text_of(visit(HOST, INDEX))
        assert "Nhiệm kỳ đã kết thúc" not in text_of(visit(HOST, f"{INDEX}nhan-su/nguyen-van-an/"))
    with freeze_time("2026-06-01 12:00"):
        assert "Nguyễn Văn An" not in text_of(visit(HOST, INDEX))
        page = text_of(visit(HOST, f"{INDEX}nhan-su/nguyen-van-an/"))
    assert "Nhiệm kỳ đã kết thúc" in page and "đến hết 31/05/2026" in page


def test_a_spokesperson_without_a_phone_is_refused_at_the_field_and_by_the_database(province, desk):
    client = desk(make_person(unit=province.commune, role=Role.EDITOR))
    data = {"name": "Trần Thị Bình", "position": "Phó Chủ tịch", "phone": "", "email": "a@example.test"}
    data |= {"decision": "", "assigned_at": "2026-03-02 08:00", "ends_on": ""}
    url = reverse("wagtailsnippets_organisation_spokesperson:add")
    assert "Hãy ghi điện thoại của người phát ngôn" in text_of(client.post(url, data))
    assert not Spokesperson.objects.exists()
    assert client.post(url, data | {"phone": "0207 1"}).status_code == 302
    made = Spokesperson.objects.get()
    assert made.unit == province.commune and not made.live
    with pytest.raises(IntegrityError), transaction.atomic():
        Spokesperson.objects.filter(pk=made.pk).update(phone="")


def test_the_24_hours_are_counted_from_the_decision(province):
    now = timezone.now()
    waiting = make_spokesperson(province.commune, live=False, assigned_at=now)
    assert "Phải công bố trước" in waiting.timeliness
    waiting.assigned_at = now - timedelta(hours=25)
    assert waiting.timeliness == "Quá 24 giờ, chưa công bố"
    waiting.first_published_at = now
    assert waiting.timeliness == "Công bố quá 24 giờ"
    waiting.first_published_at = waiting.assigned_at + timedelta(hours=24)
    assert waiting.timeliness == "Đã công bố trong 24 giờ"


def test_the_list_of_all_follows_each_unit_at_once_and_costs_the_same_for_many(province, visit):
    mine = make_spokesperson(province.commune)
    make_spokesperson(province.other_commune, "Đinh Văn Dũng")
    make_spokesperson(province.district, "Người nháp", live=False)
    make_spokesperson(province.province, "Người cũ", ends_on=date(2020, 1, 1), assigned_at="2019-01-01T00:00+07:00")
    path = "/nguoi-phat-ngon/tat-ca/"
    page = text_of(visit(PROVINCE, path))
    assert "Trần Thị Bình" in page and "Đinh Văn Dũng" in page and "0207 3 800 000" in page
    assert "Người nháp" not in page and "Người cũ" not in page
    with TestCase.captureOnCommitCallbacks(execute=True):
        mine.phone = "0207 9"
        mine.save()
    assert "0207 9" in text_of(visit(PROVINCE, path))
    with CaptureQueriesContext(
        connection,
    ) as few:
        visit(PROVINCE, path + "?utm_source=1")
    for unit in (province.district, province.other_district, province.department):
        for number in range(3):
            make_spokesperson(unit, f"Người {number}")
    visit(PROVINCE, "/khong-co/")
    from django.core.cache import cache

    cache.clear()
    visit(PROVINCE, "/khong-co/")
    with CaptureQueriesContext(connection) as many:
        assert "Người 2" in text_of(visit(PROVINCE, path))
    assert len(many) <= 15
    assert len(many) - len(few) <= 15


def test_pages_of_the_organisation_stay_within_their_queries(province, visit):
    committee = make_body(province.commune)
    for number in range(12):
        body = make_body(province.commune, f"Phòng {number}", parent=committee)
        make_holder(province.commune, f"Người {number}", body=body, is_leader=number % 2 == 0)
    make_spokesperson(province.commune)
    for path, limit in ((INDEX, 15), (f"{INDEX}co-quan/phong-1/", 12), (f"{INDEX}nhan-su/nguoi-1/", 12)):
        with CaptureQueriesContext(connection) as found:
            assert visit(HOST, path).status_code == 200
        assert len(found) <= limit, f"{path}: {len(found)}"


def test_editors_reach_their_own_people_and_not_a_neighbours(province, desk):
    own, foreign = make_holder(province.commune), make_holder(province.other_commune)
    client = desk(make_person(unit=province.commune, role=Role.EDITOR))
    url = "wagtailsnippets_organisation_person:edit"
    assert client.get(reverse(url, args=[own.pk])).status_code == 200
    assert client.get(reverse(url, args=[foreign.pk])).status_code == 404
