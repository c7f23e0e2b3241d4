"""Royalties: counted when an article first goes on line, put right with a reason, closed by the month.

The rule of rounding: the authors of an article together get its rate to the đồng. Each gets the whole đồng of their
share, and what is left over goes, one đồng each, to those whose share lost the largest fraction; the first named
comes first where fractions are equal.

Each function owns its transaction. What a person may not do raises `PermissionDenied`, what makes no sense
`ValidationError`, both with a sentence and nothing changed. Months are locked so that an article belongs to a month
before it is closed or falls into the next one, never between: what counts holds the month's row (`FOR SHARE`), and
closing waits for all that hold it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.models import User
from sites.units.enums import AuditKind
from sites.units.models import RoleAssignment, Unit, today
from sites.units.notifications import notify, register_kind
from sites.units.oversight import audit
from sites.units.permissions import unit_id_of
from sites.units.publishing import How

from ..models import (
    ArticleAuthor,
    ArticlePage,
    Genre,
    RoyaltyAdjustment,
    RoyaltyEntry,
    RoyaltyLine,
    RoyaltyMonth,
    RoyaltyRate,
)
from ..models.royalties import HIGHEST_RATE, dong, first_of, month_after
from ..permissions import user_keeps_royalties

# What an import brings was paid for where it first appeared, and what a program makes by itself nobody wrote.
COUNTED = (How.ONE_CLICK, How.WORKFLOW, How.URGENT, How.SCHEDULED)
SHORTEST_REASON = 5

register_kind(
    "royalties_closed",
    gettext_lazy("Nhuận bút tháng %(month)s của bạn đã chốt: %(amount)s."),
    by_mail=False,
)


def month_name(month: date) -> str:
    """A month as it is written: `11/2026`."""
    return f"{month:%m/%Y}"


# --- Counting ------------------------------------------------------------------------------------


def split(total: int, shares: Sequence[int]) -> list[int]:
    """A total in whole đồng, divided by shares so that the parts add up to it."""
    whole = sum(shares)
    parts = [total * share // whole for share in shares]
    by_loss = sorted(range(len(shares)), key=lambda place: (-(total * shares[place] % whole), place))
    for place in by_loss[: total - sum(parts)]:
        parts[place] += 1
    return parts


def rate_on(genre: Genre | None, day: date) -> int | None:
    """The rate of a genre on a day, None where none is set."""
    if genre is None:
        return None
    return RoyaltyRate.objects.on(day).filter(genre=genre).values_list("amount", flat=True).first()


def count_article(article: ArticlePage, *, at: datetime, how: str) -> RoyaltyEntry | None:
    """Count an article that has just gone on line for the first time, in the transaction of its publication.

    Returns None for what is not counted: a copy that mirrors another page, an import, a translation of a counted
    article whose genre is not one of translation, an article of another unit's authors.
    """
    if how not in COUNTED or article.alias_of_id or _is_counted(article):
        return None
    unit_id = unit_id_of(article)
    if unit_id is None:
        return None
    authors = list(article.authors.all())
    if authors and not _paid_here(authors, unit_id):
        return None
    entry = RoyaltyEntry.objects.create(
        unit_id=unit_id,
        month=_open_month(unit_id, first_of(timezone.localdate(at))),
        article=article,
        published_at=at,
        **_worth(article, timezone.localdate(at)),
    )
    _write_lines(entry, authors)
    return entry


def _is_counted(article: ArticlePage) -> bool:
    entries = RoyaltyEntry.objects.filter(corrects=None)
    if entries.filter(article=article).exists():
        return True
    if article.genre is not None and article.genre.is_translation:
        return False
    return entries.filter(article__translation_key=article.translation_key).exists()


def _worth(article: ArticlePage, day: date) -> dict[str, Any]:
    genre = article.genre
    return {
        "title": article.title,
        "genre": genre,
        "genre_name": genre.name if genre else "",
        "rate": rate_on(genre, day),
    }


def _paid_here(authors: Sequence[ArticleAuthor], unit_id: int) -> set[int | None]:
    """The accounts that the unit pays, its people of today or before; None stands for those who are only names."""
    named = [author.person_id for author in authors if author.person_id]
    own = RoleAssignment.objects.filter(unit=unit_id, person__in=named).values_list("person", flat=True)
    return {None, *own} if len(named) < len(authors) else set(own)


def _write_lines(entry: RoyaltyEntry, authors: Sequence[ArticleAuthor]) -> None:
    """A line for each author; whoever never worked in the unit gets none of its money."""
    paid = _paid_here(authors, entry.unit_id)
    parts = split(entry.rate or 0, [author.share for author in authors]) if authors else []
    RoyaltyLine.objects.bulk_create(
        _line(entry, author, part, number)
        for number, (author, part) in enumerate(zip(authors, parts, strict=True))
        if author.person_id in paid
    )


def _line(entry: RoyaltyEntry, author: ArticleAuthor, part: int, number: int) -> RoyaltyLine:
    return RoyaltyLine(
        entry=entry,
        person=author.person,
        name=author.person.full_name if author.person else author.pen_name,
        pen_name=author.pen_name if author.person else "",
        share=author.share,
        computed=part,
        amount=part,
        sort_order=number,
    )


def _open_month(unit_id: int, month: date) -> RoyaltyMonth:
    """The month, or the first open one after it, held open until the transaction ends."""
    while True:
        row, _made = RoyaltyMonth.objects.get_or_create(unit_id=unit_id, month=month)
        if _hold(row):
            return row
        month = month_after(month)


def _hold(row: RoyaltyMonth) -> bool:
    """Whether the month is open; if it is, it stays so until the transaction ends.

    Shared, so that articles of a unit can go on line side by side; the ORM has no word for it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT closed_at IS NULL FROM newsroom_royaltymonth WHERE id = %s FOR SHARE", [row.pk])
        return cursor.fetchone()[0]


# --- Putting right -------------------------------------------------------------------------------


@transaction.atomic
def adjust(line: RoyaltyLine, amount: int, *, reason: str, by: User, request: Any = None) -> RoyaltyAdjustment:
    """Change what an author gets for an article of an open month, and keep why."""
    entry = line.entry
    _require_keeper(by, entry.unit)
    reason = _reason(reason)
    _require_open(entry.month)
    line = RoyaltyLine.objects.select_for_update().get(pk=line.pk)
    lowest = -HIGHEST_RATE if entry.corrects_id else 0
    if not lowest <= amount <= HIGHEST_RATE:
        raise ValidationError({"amount": _("Số tiền phải từ %(from)s đến %(to)s.") % _bounds(lowest)})
    if amount == line.amount:
        raise ValidationError({"amount": _("Số tiền này không khác số đang ghi.")})
    made = _change(line, amount, reason, by)
    audit.record(
        AuditKind.ROYALTY_CHANGED, actor=by, unit=entry.unit, subject=entry.title, request=request, reason=reason
    )
    return made


def _change(line: RoyaltyLine, amount: int, reason: str, by: User) -> RoyaltyAdjustment:
    made = RoyaltyAdjustment.objects.create(
        line=line, before=line.amount, after=amount, reason=reason, by=by, by_name=str(by)
    )
    line.amount = amount
    line.save(update_fields=["amount"])
    return made


@transaction.atomic
def count_again(entry: RoyaltyEntry, *, reason: str, by: User, request: Any = None) -> None:
    """Count an article of an open month anew, from the genre and the authors it names now; adjustments go."""
    _require_keeper(by, entry.unit)
    reason = _reason(reason)
    _require_open(entry.month)
    entry = RoyaltyEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.corrects_id:
        raise ValidationError(_("Dòng bù trừ không tính lại được; hãy điều chỉnh số tiền."))
    if entry.article is None:
        raise ValidationError(_("Tin bài đã bị xoá nên không tính lại được; hãy điều chỉnh số tiền của từng dòng."))
    for name, value in _worth(entry.article, timezone.localdate(entry.published_at)).items():
        setattr(entry, name, value)
    entry.save()
    entry.lines.all().delete()
    _write_lines(entry, list(entry.article.authors.all()))
    audit.record(
        AuditKind.ROYALTY_CHANGED, actor=by, unit=entry.unit, subject=entry.title, request=request, reason=reason
    )


@transaction.atomic
def correct_later(line: RoyaltyLine, difference: int, *, reason: str, by: User, request: Any = None) -> RoyaltyLine:
    """Make up in the present open month for what a line of a closed month says wrong; that line stays."""
    entry = RoyaltyEntry.objects.select_related("unit", "month").get(pk=line.entry_id)
    _require_keeper(by, entry.unit)
    reason = _reason(reason)
    if not entry.month.is_closed:
        raise ValidationError(_("Tháng %(month)s chưa chốt; hãy điều chỉnh ngay trên dòng.") % _named(entry.month))
    # Two corrections of one line come one after the other.
    line = RoyaltyLine.objects.select_for_update().get(pk=line.pk)
    made_up = RoyaltyLine.objects.filter(entry__corrects=line).aggregate(sum=Sum("amount"))["sum"] or 0
    left = line.amount + made_up
    if difference == 0 or left + difference < 0 or difference > HIGHEST_RATE:
        raise ValidationError(
            {
                "amount": _("Số bù trừ phải khác 0, không quá %(to)s và không trừ quá %(left)s.")
                % {"to": dong(HIGHEST_RATE), "left": dong(left)}
            }
        )
    later = RoyaltyEntry.objects.create(
        unit=entry.unit,
        month=_open_month(entry.unit_id, max(first_of(today()), month_after(entry.month.month))),
        article=entry.article,
        title=entry.title,
        genre=entry.genre,
        genre_name=entry.genre_name,
        published_at=entry.published_at,
        corrects=line,
    )
    made = RoyaltyLine.objects.create(
        entry=later, person=line.person, name=line.name, pen_name=line.pen_name, share=line.share, computed=0, amount=0
    )
    _change(made, difference, reason, by)
    audit.record(
        AuditKind.ROYALTY_CHANGED, actor=by, unit=entry.unit, subject=entry.title, request=request, reason=reason
    )
    return made


def _bounds(lowest: int) -> dict[str, str]:
    return {"from": dong(lowest), "to": dong(HIGHEST_RATE)}


def _named(row: RoyaltyMonth) -> dict[str, str]:
    return {"month": month_name(row.month)}


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise ValidationError({"reason": _("Hãy ghi rõ lý do, ít nhất năm ký tự.")})
    return reason[:250]


def _require_keeper(person: User, unit: Unit) -> None:
    if not user_keeps_royalties(person, unit):
        raise PermissionDenied(_("Chỉ người duyệt xuất bản và quản trị của đơn vị làm được việc này với nhuận bút."))


def _require_open(row: RoyaltyMonth) -> None:
    """Hold the month open; raises `ValidationError` when it is closed."""
    if not _hold(row):
        raise ValidationError(
            _("Tháng %(month)s đã chốt nên không sửa được nữa; hãy ghi bù trừ vào tháng đang mở.") % _named(row)
        )


# --- Closing -------------------------------------------------------------------------------------


@transaction.atomic
def close_month(unit: Unit, month: date, *, by: User, request: Any = None) -> RoyaltyMonth:
    """Close a month of a unit for good. What goes on line in it afterwards counts for the next open month."""
    _require_keeper(by, unit)
    # Waits for the articles that are being counted into it.
    row = RoyaltyMonth.objects.select_for_update(of=("self",)).filter(unit=unit, month=month).first()
    sentence = _why_not_close(unit, month, row)
    if row is None or sentence:
        raise ValidationError(sentence or "")
    lines = RoyaltyLine.objects.filter(entry__month=row)
    row.closed_at, row.closed_by, row.closed_by_name = timezone.now(), by, str(by)
    row.articles = row.entries.filter(corrects=None).count()
    row.total = lines.aggregate(sum=Sum("amount"))["sum"] or 0
    row.save()
    _tell_authors(row, by)
    audit.record(
        AuditKind.ROYALTY_CLOSED,
        actor=by,
        unit=unit,
        subject=_("Nhuận bút tháng %(month)s") % _named(row),
        request=request,
    )
    return row


def _why_not_close(unit: Unit, month: date, row: RoyaltyMonth | None) -> str | None:
    if row is None or not row.entries.exists():
        return _("Tháng %(month)s không có tin bài nào tính nhuận bút nên không cần chốt.") % {
            "month": month_name(month)
        }
    if row.closed_at is not None:
        when = date_format(timezone.localtime(row.closed_at), "H:i d/m/Y")
        return _("Tháng %(month)s đã được %(who)s chốt lúc %(when)s.") % {
            **_named(row),
            "who": row.closed_by_name,
            "when": when,
        }
    if month > first_of(today()):
        return _("Tháng %(month)s chưa đến nên chưa chốt được.") % _named(row)
    earlier = RoyaltyMonth.objects.filter(unit=unit, month__lt=month, closed_at=None, entries__isnull=False)
    if first := earlier.order_by("month").first():
        return _("Hãy chốt tháng %(month)s trước; các tháng được chốt theo thứ tự.") % _named(first)
    return None


def _tell_authors(row: RoyaltyMonth, by: User) -> None:
    """Each author hears what they got, and nothing of the others."""
    sums = (
        RoyaltyLine.objects.filter(entry__month=row, person__isnull=False).values("person").annotate(sum=Sum("amount"))
    )
    totals = {line["person"]: line["sum"] for line in sums}
    for person in User.objects.filter(pk__in=totals):
        notify(
            [person],
            "royalties_closed",
            unit=row.unit_id,
            by=by,
            month=month_name(row.month),
            amount=dong(totals[person.pk]),
        )
