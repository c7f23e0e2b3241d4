"""Letters tell of each day once, of what is public at that moment, and of alerts at once."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from freezegun import freeze_time

from portal.core import outbox
from portal.core.models import OutgoingMail
from sites.documents.models import Field, OfficialDocument
from sites.newsroom.enums import AlertSeverity
from sites.newsroom.models import Alert, ArticlePage
from sites.newsroom.services.alerts import put_up
from sites.subscriptions import tasks
from sites.subscriptions.models import Subscription, Told
from sites.subscriptions.services import links, telling
from sites.units import audiences
from sites.units.enums import AudienceKind, Role
from tests.factories.documents import make_official
from tests.factories.subscriptions import subscribe
from tests.factories.units import make_article, make_person

pytestmark = pytest.mark.django_db
# A Wednesday.
DAY = date(2026, 3, 4)


def at(day: date, hour: int = 9) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


def news(unit, title: str, day: date, **fields):
    article = make_article(unit, title, **fields)
    ArticlePage.objects.filter(pk=article.pk).update(first_published_at=at(day), published_at=at(day))
    return article


def document(unit, symbol: str, day: date, **fields):
    made = make_official(unit, symbol, **fields)
    OfficialDocument.objects.filter(pk=made.pk).update(first_published_at=at(day))
    return made


def run(day: date, committed) -> list:
    """The letters that the morning of a day brings."""
    mail.outbox.clear()
    with freeze_time(at(day, 6)), committed():
        tasks.send_news.call()
    return list(mail.outbox)


def test_a_letter_names_what_is_new_on_the_units_site_and_says_how_to_leave(province, committed):
    subscription = subscribe(province.commune, told_until=DAY)
    news(province.commune, "Lịch tiêm phòng tháng ba", DAY)
    news(province.other_commune, "Tin của xã khác", DAY)
    assert run(DAY, committed) == []
    (letter,) = run(DAY + timedelta(days=1), committed)
    own = links.own_url(subscription)
    assert "Lịch tiêm phòng tháng ba" in letter.body and "Tin của xã khác" not in letter.body
    assert "trungmon.tuyenquang.localhost" in letter.body and "/tin-tuc/" in letter.body
    assert letter.extra_headers["List-Unsubscribe"] == f"<{own}>" and own in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "Xã Trung Môn" in letter.subject and "doc.gia" not in letter.body


def test_run_twice_there_is_one_letter_and_without_news_there_is_none(province, committed):
    subscribe(province.commune, told_until=DAY)
    news(province.commune, "Tin một", DAY)
    morning = DAY + timedelta(days=1)
    assert len(run(morning, committed)) == 1
    assert run(morning, committed) == []
    assert run(morning + timedelta(days=1), committed) == []
    news(province.commune, "Tin hai", morning + timedelta(days=1))
    (letter,) = run(morning + timedelta(days=2), committed)
    assert "Tin hai" in letter.body and "Tin một" not in letter.body


def test_a_weekly_letter_comes_on_monday_and_tells_of_the_week(province, committed):
    subscribe(province.commune, frequency="weekly", told_until=DAY)
    news(province.commune, "Tin thứ tư", DAY)
    news(province.commune, "Tin chủ nhật", date(2026, 3, 8))
    news(province.commune, "Tin thứ hai", date(2026, 3, 9))
    for day in range(5, 9):
        assert run(date(2026, 3, day), committed) == []
    (letter,) = run(date(2026, 3, 9), committed)
    assert "Tin thứ tư" in letter.body and "Tin chủ nhật" in letter.body and "Tin thứ hai" not in letter.body
    # The job did not run on Monday: the letter comes when it does, and the next again on Monday.
    assert run(date(2026, 3, 11), committed) == []
    (letter,) = run(date(2026, 3, 17), committed)
    assert "Tin thứ hai" in letter.body
    assert Subscription.objects.get().told_until == date(2026, 3, 16)


def test_nothing_is_named_that_is_no_longer_public_or_not_yet(province, committed):
    subscribe(province.commune, told_until=DAY)
    news(province.commune, "Tin đã gỡ", DAY).unpublish()
    news(province.commune, "Bản nháp", DAY, live=False)
    gone = document(province.commune, "1/QĐ-UBND", DAY)
    OfficialDocument.objects.filter(pk=gone.pk).update(live=False)
    subscribe(province.commune, "hai@example.test", "documents", told_until=DAY)
    assert run(DAY + timedelta(days=1), committed) == []


def test_documents_are_those_of_the_field_and_of_the_units_that_were_asked_for(province, committed):
    field, other = Field.objects.all()[:2]
    subscribe(province.commune, "mot@example.test", "documents", told_until=DAY).fields.set([field])
    subscribe(province.commune, "hai@example.test", "documents", told_until=DAY, everywhere=True).fields.set([field])
    subscribe(province.commune, "ba@example.test", "documents", told_until=DAY)
    document(province.commune, "11/QĐ-UBND", DAY, field=field)
    document(province.commune, "12/QĐ-UBND", DAY, field=other)
    document(province.other_commune, "13/QĐ-UBND", DAY, field=field)
    letters = {one.to[0]: one.body for one in run(DAY + timedelta(days=1), committed)}
    named = {to: [symbol for symbol in ("11/", "12/", "13/") if symbol in body] for to, body in letters.items()}
    assert named == {
        "mot@example.test": ["11/"],
        "hai@example.test": ["11/", "13/"],
        "ba@example.test": ["11/", "12/"],
    }
    assert "tantrao.tuyenquang.localhost" in letters["hai@example.test"]


def test_a_long_list_is_cut_and_says_where_the_rest_is(province, committed, monkeypatch):
    monkeypatch.setattr(telling, "MOST_ITEMS", 2)
    subscribe(province.commune, told_until=DAY)
    for number in range(4):
        news(province.commune, f"Tin số {number}", DAY)
    (letter,) = run(DAY + timedelta(days=1), committed)
    assert letter.body.count("- Tin số") == 2 and "Còn 2 mục khác" in letter.body


def test_who_has_not_confirmed_or_is_suspended_gets_none(province, committed):
    subscribe(province.commune, "mot@example.test", confirmed=False)
    subscribe(province.commune, "hai@example.test", told_until=DAY, suspended_at=timezone.now())
    news(province.commune, "Tin một", DAY)
    assert run(DAY + timedelta(days=1), committed) == []


def test_a_job_that_dies_halfway_leaves_the_rest_for_the_next(province, committed, monkeypatch):
    for number in range(3):
        subscribe(province.commune, f"a{number}@example.test", told_until=DAY)
    news(province.commune, "Tin một", DAY)
    real, seen = outbox.post, []

    def die(*args, **kwargs):
        if len(seen) == 1:
            raise SystemExit
        seen.append(1)
        return real(*args, **kwargs)

    monkeypatch.setattr("sites.subscriptions.services.letters.outbox.post", die)
    with pytest.raises(SystemExit):
        run(DAY + timedelta(days=1), committed)
    monkeypatch.setattr("sites.subscriptions.services.letters.outbox.post", real)
    run(DAY + timedelta(days=1), committed)
    told = OutgoingMail.objects.values_list("to", flat=True)
    assert sorted(told) == ["a0@example.test", "a1@example.test", "a2@example.test"]


def test_what_is_new_is_asked_for_once_however_many_want_it(province, committed, monkeypatch):
    news(province.commune, "Tin một", DAY)
    for number in range(5):
        subscribe(province.commune, f"a{number}@example.test", told_until=DAY)
    real, asked = ArticlePage.newest_under, []

    def count(page):
        asked.append(page)
        return real(page)

    monkeypatch.setattr(ArticlePage, "newest_under", count)
    assert len(run(DAY + timedelta(days=1), committed)) == 5 and len(asked) == 1


# --- Alerts --------------------------------------------------------------------------------------
@pytest.fixture
def warn(province, committed):
    """An alert of the district for itself and all below it, or of `unit`."""

    def put(begins: int = 0, unit=None, **fields):
        unit = unit or province.district
        by = make_person(unit=unit, role=Role.PUBLISHER)
        starts = timezone.now() + timedelta(seconds=begins)
        values = {"text": "Nước sông Lô vượt báo động 2.", "severity": AlertSeverity.WARNING} | fields
        alert = Alert(unit=unit, starts_at=starts, ends_at=starts + timedelta(hours=6), **values)
        audiences.address(alert, by=by, sender=unit, kind=AudienceKind.SUBTREE, area=unit)
        with committed():
            return put_up(alert, by=by)

    return put


def test_an_alert_is_told_at_once_to_those_below_and_to_nobody_else(province, warn, committed):
    subscribe(province.commune, "xa@example.test", "alerts", frequency="weekly")
    subscribe(province.district, "huyen@example.test", "alerts", "news")
    subscribe(province.other_commune, "xa-khac@example.test", "alerts")
    subscribe(province.commune, "chi-tin@example.test", "news")
    subscribe(province.commune, "chua@example.test", "alerts", confirmed=False)
    alert = warn()
    assert sorted(one.to[0] for one in mail.outbox) == ["huyen@example.test", "xa@example.test"]
    assert all("vượt báo động 2" in one.body and "List-Unsubscribe" in one.extra_headers for one in mail.outbox)
    with committed():
        tasks.tell_urgent.call()
        put_up(alert, by=alert.owner)
    assert len(mail.outbox) == Told.objects.count() == 2


def test_an_alert_that_begins_later_is_told_when_it_begins_and_one_that_is_off_is_not(province, warn, committed):
    subscribe(province.commune, "xa@example.test", "alerts")
    alert = warn(begins=3600)
    assert not mail.outbox
    off = warn(begins=3600, text="Cầu đóng.")
    Alert.objects.filter(pk=off.pk).update(withdrawn_at=timezone.now())
    with freeze_time(alert.starts_at + timedelta(minutes=1)), committed():
        tasks.tell_urgent.call()
    assert [one.to for one in mail.outbox] == [["xa@example.test"]] and "sông Lô" in mail.outbox[0].body


def test_an_alert_in_english_for_who_reads_english(province, warn):
    subscribe(province.commune, "en@example.test", "alerts", language="en")
    warn(text_en="The Lô river is above alarm level 2.")
    assert "above alarm level 2" in mail.outbox[0].body and "/en/nhan-tin/" in mail.outbox[0].body


def test_an_alert_waits_in_the_queue_until_it_begins(province, settings, warn):
    from django_tasks_db.models import DBTaskResult

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    alert = warn(begins=3600)
    job = DBTaskResult.objects.get(task_path=tasks.tell_urgent.module_path)
    assert job.run_after == alert.starts_at
