"""Cases, published answers and figures made ready for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from portal.core.charts import Picture, stacked
from portal.core.clocks import Reading
from sites.units.models import today

from ..enums import CaseState
from ..models import Case, CaseEvent, PublishedCase
from ..services import clock
from ..services.figures import Numbers
from ..services.links import secret_of

# Where a state stands among the steps of its kind.
_STANDS = {CaseState.WAITING: CaseState.WORKING, CaseState.DECLINED: CaseState.ANSWERED}


@dataclass(frozen=True)
class Step:
    """A step on the way of a case; `state` is done, now or ahead."""

    name: str
    state: str


def steps_of(case: Case) -> list[Step]:
    """The steps of the kind, with where the case is; the last one says how it ended where that was otherwise."""
    stands = _STANDS.get(CaseState(case.state), case.state)
    names = [state for state, _words in case.kind.steps]
    reached = names.index(stands) if stands in names else len(names) - 1
    made = []
    for place, (_state, words) in enumerate(case.kind.steps):
        ended_otherwise = place == reached and case.state in (CaseState.DECLINED, CaseState.WITHDRAWN)
        name = case.get_state_display() if ended_otherwise else words
        # An answer is a step that is over as soon as it is reached.
        is_done = place < reached or (place == reached and not case.is_open)
        made.append(Step(name, "done" if is_done else "now" if place == reached else "ahead"))
    return made


def case_context(case: Case) -> dict[str, Any]:
    """What the sender sees: where the case is, its history as far as it is theirs, the answer and the files."""
    events: list[CaseEvent] = list(case.events.select_related("unit", "to_unit"))
    reading: Reading = clock.read(case)
    files = list(case.files.all())
    published = getattr(case, "published", None)
    return {
        "case": case,
        "secret": secret_of(case),
        "reading": reading,
        "steps": steps_of(case),
        "history": [event for event in events if event.is_shown_to_sender],
        "sent_files": [file for file in files if file.role == "sent"],
        "answer_files": [file for file in files if file.role == "answer"],
        "documents": list(case.documents.filter(live=True).select_related("unit")) if case.answer else [],
        "published": published if published is not None and published.live else None,
        "is_late": case.is_open and case.is_late(today()),
        "may_rate": case.state == CaseState.ANSWERED and not case.is_sealed_away,
    }


def published_context(published: PublishedCase) -> dict[str, Any]:
    """What the page of a published answer shows."""
    return {
        "published": published,
        "files": [row.file for row in published.files.select_related("file")],
        "breadcrumb_title": published.title,
    }


def pictures(months: Sequence[tuple[date, Numbers]]) -> list[tuple[str, Picture]]:
    """What was received, and how what was answered stands to its time; those that have something to show."""
    labels = [date_format(month, "n") for month, _numbers in months]
    numbers = [row for _month, row in months]
    received, answered = _("Nhận theo tháng"), _("Trả lời theo tháng")
    made = [
        (received, stacked(received, labels, [(_("Nhận"), [row.received for row in numbers])])),
        (
            answered,
            stacked(
                answered,
                labels,
                [
                    (_("Đúng hạn"), [row.on_time for row in numbers]),
                    (_("Quá hạn"), [row.late for row in numbers]),
                ],
            ),
        ),
    ]
    return [(title, picture) for title, picture in made if picture]
