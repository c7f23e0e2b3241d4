"""The figures themselves, each read by queries whose number does not depend on how much there is.

An item counts on the day it first went on line, whatever became of it later. Aliases are no items of their own.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
)
from django.db.models.functions import Coalesce, TruncMonth
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState

from sites.units.models import Unit

from ..models import ArticleAuthor, ArticlePage, Proposal, Push, PushReceipt
from ..models.authors import WHOLE
from .period import Period

# Who publishes their own work in one click goes through all steps at once: no time that anybody waited.
ONE_CLICK = timedelta(seconds=1)
HOUR = timedelta(hours=1)


class Median(Aggregate):
    """The middle value; of times, where one item that was forgotten for a month would spoil a mean."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def items(period: Period, unit: Unit | None = None) -> QuerySet[ArticlePage]:
    """The articles that first went on line in the period, of one unit or of all."""
    found = ArticlePage.objects.filter(first_published_at__range=period.range, alias_of__isnull=True)
    return found if unit is None else found.filter(unit=unit)


def by_month(period: Period, unit: Unit) -> list[tuple[date, int]]:
    """The number of items of each month, also where it is none."""
    month = TruncMonth("first_published_at")
    rows = items(period, unit).order_by().annotate(month=month).values("month").annotate(number=Count("pk"))
    found = {row["month"].date(): row["number"] for row in rows}
    return [(month, found.get(month, 0)) for month in period.months()]


def by_genre(period: Period, unit: Unit) -> list[tuple[str, int]]:
    """The number of items of each genre, the most frequent first."""
    rows = items(period, unit).order_by().values("genre__name").annotate(number=Count("pk"))
    rows = rows.order_by("-number", "genre__name_key")
    return [(row["genre__name"] or _("(chưa ghi thể loại)"), row["number"]) for row in rows]


def by_author(period: Period, unit: Unit) -> list[tuple[str, int, float]]:
    """Name, number of items and the sum of shares of each author, the most productive first.

    A person who signs with several names is one author; an item without authors counts for the name below it.
    """
    own = items(period, unit).values("pk")
    rows = (
        ArticleAuthor.objects.filter(article__in=own)
        .order_by()
        .annotate(signed=Coalesce("person__full_name", F("pen_name")))
        .values("person", "signed")
        .annotate(number=Count("article", distinct=True), shares=Sum("share"))
    )
    found = [(row["signed"] or "", row["number"], round(row["shares"] / WHOLE, 2)) for row in rows]
    unsigned = items(period, unit).filter(~Exists(ArticleAuthor.objects.filter(article=OuterRef("pk"))))
    rest = unsigned.order_by().values("author_name").annotate(number=Count("pk"))
    found += [(row["author_name"] or _("(chưa ghi tác giả)"), row["number"], float(row["number"])) for row in rest]
    return sorted(found, key=lambda row: (-row[2], row[0]))


# --- The way through approval --------------------------------------------------------------------


def _courses(period: Period) -> QuerySet[WorkflowState]:
    """The approvals of articles that ended in the period, with the time each took."""
    took = ExpressionWrapper(F("current_task_state__finished_at") - F("created_at"), output_field=DurationField())
    return WorkflowState.objects.filter(
        content_type=ContentType.objects.get_for_model(ArticlePage),
        status=WorkflowState.STATUS_APPROVED,
        current_task_state__finished_at__range=period.range,
    ).annotate(took=took)


def approvals(period: Period, unit: Unit) -> dict[str, Any]:
    """How many articles were approved, the middle and longest time from handing in to approval, in hours."""
    courses = _courses(period).filter(workflow__unit_workflow__unit=unit)
    waited = Q(took__gte=ONE_CLICK)
    found = courses.aggregate(
        number=Count("pk"), waited=Count("pk", filter=waited), middle=Median("took", filter=waited)
    )
    longest = courses.order_by("-took").values_list("took", flat=True).first()
    return found | {"middle": hours(found["middle"]), "longest": hours(longest)}


def steps(period: Period, unit: Unit) -> list[tuple[str, int, int, float | None]]:
    """For each step: its name, how often it was passed and sent back, and the middle time it took in hours."""
    took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    done = TaskState.objects.filter(
        workflow_state__workflow__unit_workflow__unit=unit,
        workflow_state__content_type=ContentType.objects.get_for_model(ArticlePage),
        finished_at__range=period.range,
        status__in=(TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED),
    ).annotate(took=took)
    rows = (
        done.order_by()
        .values("task", "task__name")
        .annotate(
            passed=Count("pk", filter=Q(status=TaskState.STATUS_APPROVED)),
            sent_back=Count("pk", filter=Q(status=TaskState.STATUS_REJECTED)),
            middle=Median("took", filter=Q(took__gte=ONE_CLICK)),
        )
        .order_by("task")
    )
    return [(row["task__name"], row["passed"], row["sent_back"], hours(row["middle"])) for row in rows]


def hours(time: timedelta | None) -> float | None:
    """A time in hours, to a tenth; nothing where there is none."""
    return None if time is None else round(time / HOUR, 1)


# --- Of many units at once -----------------------------------------------------------------------


def _per_unit(rows: QuerySet, units: Iterable[int] | None, name: str = "unit", **what: Any) -> dict[int, Any]:
    if units is not None:
        rows = rows.filter(**{f"{name}__in": units})
    aggregate = what or {"number": Count("pk")}
    found = rows.order_by().values(name).annotate(**aggregate).values_list(name, *aggregate)
    return {row[0]: row[1] for row in found}


def of_units(period: Period, units: Iterable[int] | None = None) -> dict[str, dict[int, Any]]:
    """Each figure by the id of the unit, for these units or for all; six queries however many they are."""
    courses = _courses(period).filter(took__gte=ONE_CLICK)
    proposals = Proposal.objects.filter(proposed_at__range=period.range)
    owner = "workflow__unit_workflow__unit"
    middle = _per_unit(courses, units, owner, middle=Median("took"))
    return {
        "items": _per_unit(items(period), units),
        "middle": {unit: hours(time) for unit, time in middle.items()},
        "proposed": _per_unit(proposals, units),
        "accepted": _per_unit(proposals.filter(steps__kind="accepted"), units, number=Count("pk", distinct=True)),
        "pushed": _per_unit(Push.objects.filter(sent_at__range=period.range), units),
        "confirmed": _per_unit(PushReceipt.objects.filter(received_at__range=period.range), units),
    }


def busiest(period: Period, number: int) -> list[tuple[int, int]]:
    """The units with the most items, as (id, number)."""
    rows = items(period).filter(unit__isnull=False).order_by().values("unit").annotate(number=Count("pk"))
    return list(rows.order_by("-number", "unit").values_list("unit", "number")[:number])
