"""Figures and cases made ready for their templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.core.charts import Picture, stacked
from sites.documents.models import Field
from sites.units.models import UnitVersion

from .enums import CaseState
from .looking_up import Answer
from .reading import Numbers, names_of


@dataclass(frozen=True)
class Step:
    """A step on the way of a case; `state` is done, now or ahead."""

    name: str
    day: date | None
    state: str


def steps_of(answer: Answer) -> list[Step]:
    """The way of a case in at most four steps, the one it is at marked."""
    reached = {CaseState.RECEIVED: 0, CaseState.RETURNED: 3, CaseState.SOLVED: 2}.get(CaseState(answer.state), 1)
    if answer.state in (CaseState.REFUSED, CaseState.WITHDRAWN):
        reached = 2
    names = [
        (_("Tiếp nhận"), answer.received_on),
        (answer.state_name if reached == 1 else _("Giải quyết"), None),
        (answer.state_name if reached == 2 else _("Có kết quả"), answer.finished_on),
        (_("Trả kết quả"), None),
    ]
    if answer.state in (CaseState.REFUSED, CaseState.WITHDRAWN):
        names.pop()
    return [
        Step(name, day, "done" if place < reached else "now" if place == reached else "ahead")
        for place, (name, day) in enumerate(names)
    ]


def pictures(months: Sequence[tuple[date, Numbers]]) -> list[tuple[str, Picture]]:
    """What was received, and how what was solved stands to its time; those that have something to show."""
    labels = [date_format(month, "n") for month, _numbers in months]
    numbers = [row for _month, row in months]
    received = _("Hồ sơ tiếp nhận theo tháng")
    solved = _("Hồ sơ đã giải quyết theo tháng")
    made = [
        (received, stacked(received, labels, [(_("Tiếp nhận"), [row.received for row in numbers])])),
        (
            solved,
            stacked(
                solved,
                labels,
                [
                    (_("Trước hạn"), [row.early for row in numbers]),
                    (_("Đúng hạn"), [row.on_time for row in numbers]),
                    (_("Quá hạn"), [row.late for row in numbers]),
                ],
            ),
        ),
    ]
    return [(title, picture) for title, picture in made if picture]


def named_fields(rows: Mapping[int, Numbers]) -> list[tuple[str, Numbers]]:
    """The fields of work that have numbers, those with the most cases first."""
    names = {field.pk: str(field) for field in Field.objects.filter(pk__in=list(rows))}
    found = [(names.get(key, ""), numbers) for key, numbers in rows.items()]
    return sorted(found, key=lambda row: (-row[1].received, row[0]))


def orders() -> list[tuple[str, str]]:
    return [("", _("Tên đơn vị")), ("qua-han", _("Nhiều hồ sơ quá hạn nhất")), ("tiep-nhan", _("Nhiều hồ sơ nhất"))]


def compared(rows: Mapping[int, Numbers], order: str) -> list[tuple[UnitVersion, Numbers]]:
    """The units with their numbers, in the order asked for."""
    versions = names_of(rows)
    found = [(versions[key], numbers) for key, numbers in rows.items() if key in versions]
    found.sort(key=lambda row: (row[0].tier.rank, row[0].name_key, row[0].pk))
    if order == "qua-han":
        found.sort(key=lambda row: -(row[1].late + row[1].overdue))
    elif order == "tiep-nhan":
        found.sort(key=lambda row: -row[1].received)
    return found
