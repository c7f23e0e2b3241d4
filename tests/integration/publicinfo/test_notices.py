"""Notices open and close by their dates; outages are told in time; names of people leave when their time is over."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from freezegun import freeze_time
from wagtail.models import Revision

from sites.publicinfo.enums import NoticeKind
from sites.publicinfo.models import Notice
from sites.publicinfo.services import purge_lists
from sites.units.enums import Role
from sites.units.models import today
from tests.factories.organisation import at
from tests.factories.publicinfo import make_dated_notice, make_names
from tests.factories.units import make_person

HOST, OTHER = "trungmon.tuyenquang.localhost", "tantrao.tuyenquang.localhost"
LIST = "/cong-khai/thong-bao/"


def text_of(response):
    return response.content.decode()


def test_a_notice_opens_and_closes_by_itself_and_says_so(province, visit):
    make_dated_notice(province.commune, opens_on=date(2026, 3, 10), closes_on=date(2026, 3, 20))
    said = {
        "2026-03-09 23:59": "Mở từ ngày 10/03/2026",
        "2026-03-10 00:00": "Còn 10 ngày",
        "2026-03-20 23:59": "Hôm nay là hạn cuối",
        "2026-03-21 00:00": "Đã hết hạn từ ngày 21/03/2026",
    }
    for moment, words in said.items():
        with freeze_time(at(moment)):
            for path in (LIST, f"{LIST}tuyen-dung-vien-chuc/"):
                assert words in text_of(visit(HOST, path)), (moment, path)
    with freeze_time(at("2026-03-09 12:00")):
        assert "Tuyển dụng viên chức" in text_of(visit(HOST, "/"))
    with freeze_time(at("2026-03-21 00:00")):
        assert "Tuyển dụng viên chức" not in text_of(visit(HOST, "/"))


def test_a_neighbour_shows_none_of_it_and_a_draft_is_nowhere(province, visit):
    make_dated_notice(province.commune)
    make_dated_notice(province.commune, "Bản nháp", live=False)
    page = text_of(visit(HOST, LIST))
    assert "Tuyển dụng viên chức" in page and "Bản nháp" not in page
    assert visit(HOST, f"{LIST}ban-nhap/").status_code == 404
    assert "Tuyển dụng viên chức" not in text_of(visit(OTHER, LIST))
    assert visit(OTHER, f"{LIST}tuyen-dung-vien-chuc/").status_code == 404
    assert "Tuyển dụng viên chức" not in text_of(visit(HOST, f"{LIST}?loai=outage"))
    assert visit(HOST, f"{LIST}?loai=khong-co").status_code == 200
    assert visit(HOST, "/cong-khai/khong-co/").status_code == 404


def outage(unit, starts, **fields):
    return Notice(
        unit=unit,
        kind=NoticeKind.OUTAGE,
        title="Ngừng cấp nước",
        service="nước",
        area="Thôn Một",
        starts_at=at(starts),
        ends_at=at(starts) + timedelta(hours=8),
        **fields,
    )


@freeze_time("2026-04-22 12:00")
def test_an_outage_is_told_seven_working_days_before_holidays_not_counted(province):
    """From Wednesday 22 April: 27 April is the day of the ancestors, 30 April and 1 May are holidays too."""
    first = Notice(unit=province.commune, opens_on=today()).earliest_outage()
    assert (first - today()).days > 9
    outage(province.commune, f"{first} 07:30", opens_on=today()).clean()
    too_soon = outage(province.commune, f"{first - timedelta(days=1)} 07:30", opens_on=today())
    with pytest.raises(ValidationError) as refused:
        too_soon.clean()
    assert f"sớm nhất là ngày {first:%d/%m/%Y}" in refused.value.message_dict["starts_at"][0]
    too_soon.late_reason = "Vỡ ống."
    too_soon.clean()


def test_an_outage_says_what_where_and_until_when(province):
    with pytest.raises(ValidationError) as refused:
        Notice(unit=province.commune, kind=NoticeKind.OUTAGE, title="Ngừng", opens_on=today()).clean()
    assert set(refused.value.message_dict) == {"service", "area", "starts_at", "ends_at"}
    backwards = outage(province.commune, "2027-03-02 08:00", opens_on=today())
    backwards.ends_at = backwards.starts_at
    with pytest.raises(ValidationError) as refused:
        backwards.clean()
    assert "ends_at" in refused.value.message_dict


def test_a_form_refuses_a_deadline_before_the_opening_at_its_field(province, desk):
    client = desk(make_person(unit=province.commune, role=Role.EDITOR))
    empty = ("summary", "post", "quota", "conditions", "place", "exam_on", "service", "area", "starts_at", "ends_at")
    data = dict.fromkeys((*empty, "late_reason", "contact"), "")
    data |= {
        "title": "Tuyển dụng",
        "kind": "recruitment",
        "opens_on": "2026-03-10",
        "closes_on": "2026-03-01",
        "body-count": 0,
    }
    url = reverse("wagtailsnippets_publicinfo_notice:add")
    assert "Hạn cuối không được trước ngày mở" in text_of(client.post(url, data))
    assert not Notice.objects.exists()
    assert client.post(url, data | {"closes_on": "2026-03-20"}).status_code == 302
    made = Notice.objects.get()
    assert made.unit == province.commune and not made.live
    other = desk(make_person(unit=province.other_commune, role=Role.EDITOR))
    assert other.get(reverse("wagtailsnippets_publicinfo_notice:edit", args=[made.pk])).status_code == 404


def test_names_are_not_for_engines_and_are_gone_after_their_day_with_all_their_drafts(province, visit):
    notice = make_dated_notice(province.commune)
    names = make_names(notice, shown_until=today() + timedelta(days=3))
    path = f"{LIST}{notice.slug}/danh-sach/{names.pk}/"
    answer = visit(HOST, path)
    assert "Nguyễn Thị Một" in text_of(answer) and "noindex" in answer["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in text_of(answer)
    assert visit(OTHER, path).status_code == 404
    assert purge_lists() == 0 and Revision.objects.for_instance(names).exists()
    after = today() + timedelta(days=4)
    with freeze_time(after):
        answer = visit(HOST, path)
        assert answer.status_code == 410 and "Nguyễn Thị Một" not in text_of(answer)
        assert purge_lists() == 1 and purge_lists() == 0
    names.refresh_from_db()
    assert names.rows == [] and names.purged_at and not Revision.objects.for_instance(names).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM wagtailcore_revision WHERE content::text LIKE '%Nguyễn Thị Một%'")
        assert cursor.fetchone() == (0,)


def test_a_list_of_names_must_have_an_end_within_a_year(province):
    names = make_names(make_dated_notice(province.commune))
    for wrong in (today() - timedelta(days=1), today() + timedelta(days=366)):
        names.shown_until = wrong
        with pytest.raises(ValidationError):
            names.clean()


def test_notices_stay_within_their_queries(province, visit):
    for number in range(30):
        make_dated_notice(province.commune, f"Thông báo {number}")
    make_names(Notice.objects.first())
    for path, limit in ((LIST, 15), (f"{LIST}thong-bao-3/", 12), ("/cong-khai/", 15)):
        with CaptureQueriesContext(connection) as found:
            assert visit(HOST, path).status_code == 200
        assert len(found) <= limit, f"{path}: {len(found)}"
    assert visit(HOST, f"{LIST}?trang=2").status_code == 200 and visit(HOST, f"{LIST}?trang=9").status_code == 404
