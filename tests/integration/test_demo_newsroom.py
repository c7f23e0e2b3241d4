"""The demo's newsrooms: what a newcomer finds has been done by its accounts, step by step, through the services."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time
from openpyxl import load_workbook

from demo import canvas, landscapes
from demo.accounts import make_accounts
from demo.diary import Diary
from demo.facts import Country
from demo.newsroom import Newsroom
from demo.pictures import Studio
from demo.texts import CONTENT, content
from home.models import UnitHomePage
from portal.accounts.models import User
from sites.newsroom.desk.board import BOARD, Board
from sites.newsroom.desk.timeline import timeline
from sites.newsroom.enums import ProposalState, StoryStatus
from sites.newsroom.models import Alert, ArticlePage, Proposal, Push, RoyaltyMonth, Story
from sites.newsroom.services import flow_down
from sites.units.services import sync_tiers
from sites.units.workflows import steps_of
from tests.conftest import Province, build_province
from tests.factories.content import make_image
from tests.factories.units import make_article

# A month begins differently each time: in the middle of a week, on a Sunday, with a day of work just over.
MORNINGS = (
    datetime(2026, 11, 28, 9, tzinfo=UTC),
    datetime(2026, 3, 1, 1, tzinfo=UTC),
    datetime(2026, 9, 2, 0, 30, tzinfo=UTC),
)


@pytest.fixture(scope="module")
def written(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Province]:
    """Units of the demo's names with their newsrooms, made once; each test finds them as new."""
    small = canvas.encoded(canvas.Image.new("RGB", (16, 9), "#336655"), "JPEG")
    media = override_settings(DEMO=True, MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    drawing = mock.patch.object(landscapes, "landscape", lambda *_arguments: small)
    with django_db_blocker.unblock(), media, drawing, transaction.atomic():
        cache.clear()
        sync_tiers()
        units = build_province()
        earlier = timezone.now() - timedelta(days=60)
        news = make_article(units.district, "Đường hoa", lead_image=make_image(units.district), published_at=earlier)
        news.save_revision().publish()
        country = Country.read(date(2025, 6, 30))
        make_accounts(country)
        Newsroom(country, Studio()).write()
        cache.clear()
        yield units
        transaction.set_rollback(True)


@pytest.fixture
def units(written, db, settings) -> Province:
    settings.DEMO = True
    cache.clear()
    return written


def test_a_story_goes_from_idea_to_the_front_page_of_the_province_with_every_step_on_record(units, visit):
    story = Story.objects.with_status().get(unit=units.other_commune, article__title__contains="hướng dẫn viên")
    steps = timeline(story)
    assert story.status == StoryStatus.PUBLISHED
    told = " | ".join(f"{step.text} {step.who}" for step in steps)
    in_order = [
        "Giao cho Cộng tác viên xã Tân Trào",
        "Gửi duyệt Cộng tác viên xã Tân Trào",
        "Trả lại để sửa",
        "Gửi lại sau khi sửa",
        "Đăng bài Người duyệt xã Tân Trào",
        "Đề xuất: Xã Tân Trào → Huyện Sơn Dương",
        "Nhận đăng: Huyện Sơn Dương",
        "Chuyển lên cấp trên: Huyện Sơn Dương → Tỉnh Tuyên Quang",
        "Huyện Sơn Dương đăng tin",
        "Nhận đăng: Tỉnh Tuyên Quang",
        "Tỉnh Tuyên Quang đăng tin",
        "Làm tin chính trên trang chủ của Tỉnh Tuyên Quang",
    ]
    places = [told.find(text) for text in in_order]
    assert -1 not in places, (told, in_order[places.index(-1)])
    assert places == sorted(places), told
    days = {timezone.localtime(step.at).date() for step in steps}
    assert len(days) >= 6
    assert all(day.weekday() < 5 for day in days)
    assert max(days) < timezone.localdate()
    copy = UnitHomePage.objects.get(unit_home__unit=units.province, locale__language_code="vi").lead_article
    original = story.article
    assert (copy.unit, copy.credited_unit) == (units.province, units.other_commune)
    assert copy.title != original.title
    assert copy.title in visit("tuyenquang.localhost").text
    assert original.title in visit("tantrao.tuyenquang.localhost").text


def test_the_board_has_something_in_every_column_and_the_province_three_steps(units):
    person = User.objects.get(username="xa.btv")
    columns = {column.stage: column for column in Board(units.other_commune, person, {}).columns()}
    assert [stage for stage in BOARD if not columns[stage].total] == []
    states = set(Story.objects.with_status().filter(unit=units.other_commune).values_list("status", flat=True))
    assert {StoryStatus.IDEA, StoryStatus.ASSIGNED, StoryStatus.WRITING, StoryStatus.DROPPED} <= states
    assert any(story.is_overdue for story in Story.objects.filter(unit=units.other_commune))
    draft = ArticlePage.objects.get(unit=units.other_commune, draft_title__contains="đan cót")
    assert draft.wagtail_admin_comments.filter(text__contains="@xa.ctv").exists()
    assert person.notifications.exists()
    names = [step.name for step in steps_of(units.province.unit_workflow.workflow)]
    assert names == ["", "Thư ký toà soạn", "Ban Biên tập duyệt đăng"]


def test_the_sheet_of_last_month_is_closed_and_opens_in_a_spreadsheet(units, desk):
    month = RoyaltyMonth.objects.get(unit=units.other_commune, closed_at__isnull=False)
    assert (month.articles, month.total) == (4, 780_000)
    person = User.objects.get(username="xa.duyet")
    address = reverse("newsroom_royalties:xlsx", args=[f"{month.month:%Y-%m}"])
    book = load_workbook(BytesIO(desk(person).get(address).content))
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert {"60", "40", "780000", "Chụp hai phiên chợ, dùng thêm sáu ảnh"} <= cells
    assert "Cây Đa" in cells


def test_what_is_compulsory_stands_everywhere_and_proposals_wait_or_are_to_be_changed(units, visit):
    notice = Push.objects.get(compulsory=True)
    for host in ("sonoivu.tuyenquang.localhost", "yenson.tuyenquang.localhost", "trungmon.tuyenquang.localhost"):
        assert notice.title in visit(host).text
    offered = Push.objects.get(compulsory=False)
    receivers = {version.unit_id for version in flow_down.units_showing(offered)}
    assert receivers == {units.commune.pk, units.other_commune.pk}
    assert offered.receipts.get(unit=units.other_commune).received_at
    states = set(Proposal.objects.values_list("state", flat=True))
    assert {ProposalState.ACCEPTED, ProposalState.CHANGES, ProposalState.WAITING} <= states


def test_one_alert_is_over_by_itself_and_one_stands_where_the_commune_lies(units, visit):
    over, standing = Alert.objects.order_by("created_at")
    assert over.is_over()
    assert not standing.is_over()
    for alert in (over, standing):
        assert alert.text.startswith("Diễn tập")
    assert standing.text in visit("tantrao.tuyenquang.localhost").text
    assert standing.text not in visit("yenson.tuyenquang.localhost").text
    with freeze_time(standing.ends_at + timedelta(seconds=1)):
        assert standing.text not in visit("tantrao.tuyenquang.localhost").text


@pytest.mark.parametrize("now", MORNINGS, ids=str)
def test_days_that_have_gone_are_working_days_whatever_day_it_is(now):
    diary = Diary(now)
    moments = [diary.ago(days, "08:00") for days in range(12)] + [
        diary.last_month(day, "08:00") for day in range(1, 17)
    ]
    assert all(timezone.localtime(moment).weekday() < 5 for moment in moments)
    assert all(diary.ago(days, "23:59") < now for days in range(1, 12))
    assert diary.ago(-1, "00:00") > now
    assert diary.this_month(1, "16:30") < now
    last = {timezone.localtime(diary.last_month(day, "08:00")).month for day in (1, 16)}
    assert last == {(timezone.localdate(now).replace(day=1) - timedelta(days=1)).month}
    done = []
    diary.on(diary.ago(1, "09:00"), lambda: done.append(("second", timezone.now())))
    diary.on(diary.ago(2, "09:00"), lambda: done.append(("first", timezone.now())))
    diary.play()
    assert done == [("first", diary.ago(2, "09:00")), ("second", diary.ago(1, "09:00"))]
    with pytest.raises(ValueError, match="still to come"):
        diary.on(now + timedelta(minutes=1), lambda: None)


def test_no_text_of_the_newsrooms_is_left_unused():
    plan = (CONTENT.parent / "newsroom.py").read_text(encoding="utf-8")
    assert [key for key in content("newsroom.toml") if f'"{key}"' not in plan] == []
