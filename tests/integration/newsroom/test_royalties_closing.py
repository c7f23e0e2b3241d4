"""Closing a month of royalties: for good, in order, by one person, whatever happens in between."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from textwrap import dedent

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, connections, transaction

from sites.newsroom.models import (
    ArticleAuthor,
    RoyaltyAdjustment,
    RoyaltyEntry,
    RoyaltyLine,
    RoyaltyMonth,
)
from sites.newsroom.services import royalties
from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry, Notification
from sites.units.publishing import publish
from tests.factories.units import make_person

from .royalties import DECEMBER, NOVEMBER, OCTOBER, Newsroom, newsroom, on_day

__all__ = ["newsroom"]


def close(newsroom: Newsroom, month: date = OCTOBER, on: date = date(2026, 11, 3)) -> RoyaltyMonth:
    with on_day(on):
        return royalties.close_month(newsroom.unit, month, by=newsroom.publisher)


@pytest.mark.django_db
def test_a_month_is_closed_with_its_sum_on_the_record_and_told_to_its_authors(newsroom: Newsroom):
    newsroom.publish("Một")
    newsroom.publish("Hai", ArticleAuthor(person=newsroom.writer, share=50), ArticleAuthor(pen_name="Mai An", share=50))
    row = close(newsroom)
    assert (row.articles, row.total, row.closed_by_name) == (2, 300_000, "Trần Văn Bảo")
    assert AuditEntry.objects.get(kind=AuditKind.ROYALTY_CLOSED).subject == "Nhuận bút tháng 10/2026"
    told = Notification.objects.get(kind="royalties_closed")
    assert (told.person, told.data["amount"]) == (newsroom.writer, "225.000 đ")


@pytest.mark.django_db
def test_a_closed_month_is_refused_in_words(newsroom: Newsroom):
    newsroom.publish("Một")
    close(newsroom)
    line, entry = newsroom.line(), RoyaltyEntry.objects.get()
    with pytest.raises(ValidationError, match="Tháng 10/2026 đã chốt nên không sửa được nữa"):
        royalties.adjust(line, 1, reason="Sửa sau khi chốt", by=newsroom.publisher)
    with pytest.raises(ValidationError, match="Tháng 10/2026 đã chốt"):
        royalties.count_again(entry, reason="Tính sau khi chốt", by=newsroom.publisher)
    with pytest.raises(ValidationError, match="Tháng 10/2026 đã được Trần Văn Bảo chốt lúc 09:00 03/11/2026"):
        close(newsroom)
    assert newsroom.line().amount == 150_000


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: RoyaltyLine.objects.update(amount=1),
        lambda: RoyaltyLine.objects.all().delete(),
        lambda: RoyaltyLine.objects.create(
            entry=RoyaltyEntry.objects.get(), name="Thêm", share=1, computed=1, amount=1
        ),
        lambda: RoyaltyEntry.objects.update(rate=1),
        lambda: RoyaltyEntry.objects.all().delete(),
        lambda: RoyaltyEntry.objects.update(
            month=RoyaltyMonth.objects.create(unit=RoyaltyEntry.objects.get().unit, month=NOVEMBER)
        ),
        lambda: RoyaltyAdjustment.objects.update(reason="Khác"),
        lambda: RoyaltyAdjustment.objects.all().delete(),
        lambda: RoyaltyMonth.objects.update(closed_at=None),
        lambda: RoyaltyMonth.objects.update(total=1),
        lambda: RoyaltyMonth.objects.all()._raw_delete("default"),
    ],
)
def test_the_database_itself_keeps_a_closed_month(newsroom: Newsroom, change):
    newsroom.publish("Một")
    royalties.adjust(newsroom.line(), 200_000, reason="Bài công phu", by=newsroom.publisher)
    close(newsroom)
    with pytest.raises(DatabaseError, match="closed|cannot be changed"), transaction.atomic():
        change()
    assert (newsroom.line().amount, RoyaltyMonth.objects.get().total) == (200_000, 200_000)


@pytest.mark.django_db
def test_an_open_month_may_be_changed_and_an_adjustment_never(newsroom: Newsroom):
    newsroom.publish("Một")
    royalties.adjust(newsroom.line(), 200_000, reason="Bài công phu", by=newsroom.publisher)
    with pytest.raises(DatabaseError, match="a record"), transaction.atomic():
        RoyaltyAdjustment.objects.update(reason="Khác")
    RoyaltyLine.objects.update(amount=1)
    RoyaltyEntry.objects.all().delete()
    RoyaltyMonth.objects.all().delete()


@pytest.mark.django_db
def test_accounts_articles_and_genres_of_a_closed_month_may_go_and_it_says_the_same(newsroom: Newsroom):
    article = newsroom.publish("Một")
    royalties.adjust(newsroom.line(), 200_000, reason="Bài công phu", by=newsroom.publisher)
    close(newsroom)
    article.delete()
    newsroom.news.rates.all().delete()
    newsroom.news.delete()
    newsroom.writer.delete()
    newsroom.publisher.delete()
    entry = RoyaltyEntry.objects.get()
    assert (entry.title, entry.genre_name, entry.article, entry.genre) == ("Một", "Tin", None, None)
    line = entry.lines.get()
    assert (line.name, line.amount, line.person) == ("Lê Thị Hoà", 200_000, None)
    assert line.adjustments.get().by_name == RoyaltyMonth.objects.get().closed_by_name == "Trần Văn Bảo"


@pytest.mark.django_db
def test_what_goes_on_line_after_its_month_was_closed_falls_into_the_next_open_one(newsroom: Newsroom):
    newsroom.publish("Đầu tháng", on=date(2026, 10, 5))
    close(newsroom, on=date(2026, 10, 25))
    newsroom.publish("Cuối tháng", on=date(2026, 10, 28))
    assert newsroom.entries() == [("Đầu tháng", OCTOBER), ("Cuối tháng", NOVEMBER)]
    close(newsroom, NOVEMBER, on=date(2026, 11, 20))
    newsroom.publish("Muộn nữa", on=date(2026, 11, 21))
    assert newsroom.entries()[-1] == ("Muộn nữa", DECEMBER)


@pytest.mark.django_db
def test_what_a_closed_month_says_wrong_is_made_up_for_in_the_open_one(newsroom: Newsroom):
    newsroom.publish("Một")
    line = newsroom.line()
    with pytest.raises(ValidationError, match="chưa chốt; hãy điều chỉnh ngay trên dòng"):
        royalties.correct_later(line, 1_000, reason="Chưa cần bù trừ", by=newsroom.publisher)
    close(newsroom)
    with on_day(date(2026, 11, 5)):
        made = royalties.correct_later(line, -50_000, reason="Trả thừa cho tác giả", by=newsroom.publisher)
    assert (made.amount, made.entry.month.month, made.entry.corrects) == (-50_000, NOVEMBER, line)
    for difference in (-100_001, 0, 100_000_001):
        with pytest.raises(ValidationError, match="không trừ quá 100.000 đ"):
            royalties.correct_later(line, difference, reason="Quá mức cho phép", by=newsroom.publisher)
    assert newsroom.line(entry__corrects=None).amount == 150_000
    assert close(newsroom, NOVEMBER, on=date(2026, 12, 1)).total == -50_000


@pytest.mark.django_db
def test_months_are_closed_in_order_and_not_before_they_come(newsroom: Newsroom):
    newsroom.publish("Tháng mười")
    newsroom.publish("Tháng mười một", on=date(2026, 11, 2))
    with pytest.raises(ValidationError, match="Hãy chốt tháng 10/2026 trước"):
        close(newsroom, NOVEMBER)
    with pytest.raises(ValidationError, match="Tháng 11/2026 chưa đến"):
        close(newsroom, NOVEMBER, on=date(2026, 10, 31))
    with pytest.raises(ValidationError, match="Tháng 12/2026 không có tin bài nào"):
        close(newsroom, DECEMBER)
    assert not RoyaltyMonth.objects.exclude(closed_at=None).exists()


@pytest.mark.django_db
def test_only_publishers_and_administrators_of_the_unit_close(newsroom: Newsroom, province):
    newsroom.publish("Một")
    others = [
        newsroom.writer,
        newsroom.editor,
        make_person("duyet-khac", unit=province.other_commune, role=Role.PUBLISHER),
        make_person("nen-tang", is_superuser=True),
    ]
    for person in others:
        with pytest.raises(PermissionDenied, match="Chỉ người duyệt xuất bản và quản trị"):
            royalties.close_month(newsroom.unit, OCTOBER, by=person)
    admin = make_person("quan-tri", unit=newsroom.unit, role=Role.UNIT_ADMIN)
    with on_day(date(2026, 11, 3)):
        assert royalties.close_month(newsroom.unit, OCTOBER, by=admin).is_closed


# --- Side by side, and killed --------------------------------------------------------------------


@pytest.fixture
def committed_newsroom(transactional_db, province) -> Newsroom:
    made = Newsroom(province.commune)
    made.publish("Một")
    return made


def _alone(work) -> object:
    """Run in a thread with a connection of its own; what it raises is its result."""
    try:
        return work()
    except ValidationError as error:
        return error
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_at_once_one_wins_and_the_other_is_told(committed_newsroom: Newsroom):
    admin = make_person("quan-tri", unit=committed_newsroom.unit, role=Role.UNIT_ADMIN)
    people = (committed_newsroom.publisher, admin)
    with on_day(date(2026, 11, 3)), ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(_alone, lambda who=who: royalties.close_month(committed_newsroom.unit, OCTOBER, by=who))
            for who in people
        ]
        results = [job.result() for job in jobs]
    lost = [result for result in results if isinstance(result, ValidationError)]
    won = [result for result in results if isinstance(result, RoyaltyMonth)]
    assert len(won) == len(lost) == 1
    assert f"đã được {won[0].closed_by_name} chốt" in lost[0].messages[0]
    assert AuditEntry.objects.filter(kind=AuditKind.ROYALTY_CLOSED).count() == 1


@pytest.mark.django_db(transaction=True)
def test_closing_waits_for_an_article_that_is_being_counted(committed_newsroom: Newsroom):
    """It is in the sum, or in the next month; here it came first."""
    article = committed_newsroom.draft(
        "Hai", ArticleAuthor(person=committed_newsroom.writer), genre=committed_newsroom.news
    )
    with on_day(date(2026, 10, 31)), ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            publish(article, by=committed_newsroom.publisher)
            closing = pool.submit(
                _alone, lambda: royalties.close_month(committed_newsroom.unit, OCTOBER, by=committed_newsroom.publisher)
            )
            with pytest.raises(TimeoutError):
                closing.result(timeout=1)
        row = closing.result(timeout=30)
    assert (row.articles, row.total) == (2, 300_000)


DYING = """
import os, signal, sys, django
django.setup()
from sites.newsroom.services import royalties
from sites.newsroom.models import RoyaltyMonth
from sites.units.models import Unit
from portal.accounts.models import User
from datetime import date

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

point = sys.argv[1]
if point == "before the sum is written":
    RoyaltyMonth.save = die
elif point == "before the authors are told":
    royalties._tell_authors = die
elif point == "before the record":
    royalties.audit.record = die
elif point == "before the commit":
    from django.db.backends.base.base import BaseDatabaseWrapper
    BaseDatabaseWrapper._commit = die
royalties.close_month(Unit.objects.get(pk=sys.argv[2]), date(2026, 10, 1), by=User.objects.get(pk=sys.argv[3]))
if point == "after it":
    die()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("point", "is_closed"),
    [
        ("before the sum is written", False),
        ("before the authors are told", False),
        ("before the record", False),
        ("before the commit", False),
        ("after it", True),
    ],
)
def test_a_process_killed_while_it_closes_leaves_the_month_as_before_or_as_after(
    committed_newsroom: Newsroom, point, is_closed
):
    name = connection.settings_dict["NAME"]
    address = os.environ.get("DATABASE_URL", "")
    if not address:
        host, port = connection.settings_dict["HOST"], connection.settings_dict["PORT"]
        address = f"postgres://{connection.settings_dict['USER']}@{host or ''}:{port or ''}/{name}"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test"),
        "DATABASE_URL": address.rsplit("/", 1)[0] + f"/{name}",
    }
    unit, person = str(committed_newsroom.unit.pk), str(committed_newsroom.publisher.pk)
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", dedent(DYING), point, unit, person],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == -9, done.stderr.decode()
    row = RoyaltyMonth.objects.get()
    told = Notification.objects.filter(kind="royalties_closed").count()
    recorded = AuditEntry.objects.filter(kind=AuditKind.ROYALTY_CLOSED).count()
    assert (row.is_closed, row.total, told, recorded) == ((True, 150_000, 1, 1) if is_closed else (False, 0, 0, 0))
    if not is_closed:
        assert close(committed_newsroom).total == 150_000
