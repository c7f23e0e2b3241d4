"""A citizen looks a case up by its code and the second fact; nobody finds out that way which codes there are.

A code that nobody has and a wrong second fact run the same statements and get the same answer. Who is wrong too often
waits: each wrong try counts for the network it came from and for the code it named, whether there is such a case or
not. A try is counted before it is answered and taken back if it was right, so that many at once find no gap.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.core.senders import sender_key
from portal.core.working_days import calendar, is_overdue
from sites.units.models import UnitVersion, today

from ..models import Case
from .codes import stored_fact

SALT = "sites.procedures.cases.looking_up"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class TooManyTries(Exception):
    """No more is answered before `ends_at`."""

    def __init__(self, ends_at: datetime) -> None:
        super().__init__(ends_at)
        self.ends_at = ends_at


@dataclass(frozen=True)
class Answer:
    """What a citizen may know of a case; nobody's name is in it."""

    code: str
    procedure: str
    procedure_slug: str
    agency: str
    state: str
    state_name: str
    received_on: date
    due_on: date
    finished_on: date | None
    new_due_on: date | None
    is_open: bool
    # By how many working days it is late, or was when it was finished; 0 while it is in time.
    late_by: int
    changed_at: datetime


def look_up(code: str, fact: str, request: HttpRequest) -> Answer | None:
    """The case of this code (`codes.clean_code`) if the second fact (four figures) is right.

    Raises `TooManyTries` when the reader's network or the code has had its share of wrong tries.
    """
    keys = _count_a_try(code, request)
    try:
        case = Case.objects.get(code=code, fact=stored_fact(code, fact))
    except Case.DoesNotExist:
        return None
    _take_back(keys)
    return _answer(case)


def _answer(case: Case) -> Answer:
    unit = UnitVersion.objects.on().filter(unit=case.unit_id).first()
    unit = unit or UnitVersion.objects.filter(unit=case.unit_id).order_by("-valid_from").first()
    until = case.finished_on or today()
    late = case.finished_on > case.due_on if case.finished_on else is_overdue(case.due_on)
    return Answer(
        code=case.code,
        procedure=case.procedure.name,
        procedure_slug=case.procedure.slug if case.procedure.live else "",
        agency=unit.full_name if unit else "",
        state=case.state,
        state_name=case.get_state_display(),
        received_on=case.received_on,
        due_on=case.due_on,
        finished_on=case.finished_on,
        new_due_on=case.new_due_on,
        is_open=case.is_open,
        # A day late is late, even where nobody works on it.
        late_by=max(calendar().count(case.due_on, until), 1) if late else 0,
        changed_at=case.changed_at,
    )


# --- Tries ---------------------------------------------------------------------------------------

_COUNT = """
    INSERT INTO procedures_lookuptries AS kept (key, number, ends_at)
    SELECT * FROM unnest(%s::text[], ARRAY[1, 1], %s::timestamptz[])
    ON CONFLICT (key) DO UPDATE SET number = kept.number + 1
    RETURNING key, number, ends_at
"""


def _windows(code: str, request: HttpRequest) -> list[tuple[str, int, datetime]]:
    """The key, how many wrong tries it may have, and when it ends: of the network this hour, of the code this day."""
    now = timezone.localtime()
    hour = now.replace(minute=0, second=0, microsecond=0)
    midnight = hour.replace(hour=0)
    network = salted_hmac(SALT, f"network {hour.isoformat()} {sender_key(request)}", algorithm="sha256").hexdigest()
    case = salted_hmac(SALT, f"case {midnight.date().isoformat()} {code}", algorithm="sha256").hexdigest()
    return [
        (network, settings.CASE_LOOKUPS_PER_NETWORK, hour + HOUR),
        (case, settings.CASE_LOOKUPS_PER_CODE, midnight + DAY),
    ]


def _count_a_try(code: str, request: HttpRequest) -> list[str]:
    windows = _windows(code, request)
    # In one order, so that two tries at once do not wait for each other in a ring.
    windows.sort()
    keys = [key for key, _limit, _ends in windows]
    limits = {key: limit for key, limit, _ends in windows}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [keys, [ends for _key, _limit, ends in windows]])
        over = [ends_at for key, number, ends_at in cursor.fetchall() if number > limits[key]]
    if over:
        raise TooManyTries(max(over))
    return keys


def _take_back(keys: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procedures_lookuptries SET number = greatest(number - 1, 0) WHERE key = ANY(%s)", [sorted(keys)]
        )


# --- What the demo shows beside the form -----------------------------------------------------------

_examples: list[Any] = []


def register_examples(provider: Any) -> None:
    """Name a function that returns (code, four figures, words about it) of cases anybody may look up: the demo's."""
    if provider not in _examples:
        _examples.append(provider)


def examples() -> list[tuple[str, str, str]]:
    """Cases that anybody may look up; none outside the demo."""
    return [example for provider in _examples for example in provider()] if settings.DEMO else []
