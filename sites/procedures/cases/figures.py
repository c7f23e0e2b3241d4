"""The figures, kept right by every change of a case in the transaction that makes it.

What a case adds is said twice: by `Change` in Python for the few cases of a delivery, and by `_COUNTED` in SQL for all
of them. `differences` compares the aggregates with the second, row by row; a job does so every night.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db import connection, transaction

from .enums import OPEN_STATES, SOLVED_STATES, CaseState
from .rows import Content

logger = logging.getLogger(__name__)
NUMBERS = ("received", "early", "on_time", "late", "withdrawn", "open_due")
# Field of work and first day of the month, or day promised; None for all fields.
Key = tuple[int | None, date]


def outcome_of(content: Content) -> str:
    """Under which number a finished case counts."""
    if content.state == CaseState.WITHDRAWN:
        return "withdrawn"
    if content.finished_on is None or content.finished_on > content.due_on:
        return "late"
    return "on_time" if content.finished_on == content.due_on else "early"


@dataclass
class Change:
    """What a delivery changes in the figures of its unit."""

    months: dict[Key, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: dict.fromkeys(NUMBERS, 0)))
    days: dict[Key, int] = field(default_factory=lambda: defaultdict(int))

    def count(self, content: Content, step: int) -> None:
        """Add a case (`step` 1) or take away what it was before (-1)."""
        for of_field in (content.field_id, None):
            self.months[of_field, content.received_on.replace(day=1)]["received"] += step
            if content.finished_on is not None:
                self.months[of_field, content.finished_on.replace(day=1)][outcome_of(content)] += step
            if content.is_open:
                self.months[of_field, content.due_on.replace(day=1)]["open_due"] += step
                self.days[of_field, content.due_on] += step

    def write(self, unit_id: int) -> None:
        """Put the change into the aggregates; inside the transaction that changes the cases."""
        months = [(*key, *numbers.values()) for key, numbers in self.months.items() if any(numbers.values())]
        days = [(*key, number) for key, number in self.days.items() if number]
        with connection.cursor() as cursor:
            if months:
                cursor.execute(_ADD_MONTHS, [unit_id, *(list(column) for column in zip(*months, strict=True)), unit_id])
                cursor.execute(_FORGET_MONTHS, [unit_id])
            if days:
                cursor.execute(_ADD_DAYS, [unit_id, *(list(column) for column in zip(*days, strict=True))])
                cursor.execute(_FORGET_DAYS, [unit_id])


_ADD_MONTHS = f"""
    INSERT INTO procedures_monthfigure AS kept (unit_id, field_id, month, {", ".join(NUMBERS)})
    SELECT %s, * FROM unnest(%s::bigint[], %s::date[], {", ".join(["%s::int[]"] * len(NUMBERS))})
    ON CONFLICT (unit_id, field_id, month) DO UPDATE SET
        {", ".join(f"{name} = kept.{name} + excluded.{name}" for name in NUMBERS)}
    WHERE kept.unit_id = %s
"""  # noqa: S608
_FORGET_MONTHS = f"""
    DELETE FROM procedures_monthfigure WHERE unit_id = %s AND {" AND ".join(f"{name} = 0" for name in NUMBERS)}
"""  # noqa: S608
_ADD_DAYS = """
    INSERT INTO procedures_openfigure AS kept (unit_id, field_id, due_on, number)
    SELECT %s, * FROM unnest(%s::bigint[], %s::date[], %s::int[])
    ON CONFLICT (unit_id, field_id, due_on) DO UPDATE SET number = kept.number + excluded.number
"""
_FORGET_DAYS = "DELETE FROM procedures_openfigure WHERE unit_id = %s AND number = 0"


# --- Counting everything --------------------------------------------------------------------------


def _listed(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


_OPEN, _SOLVED = f"state IN ({_listed(OPEN_STATES)})", f"state IN ({_listed(SOLVED_STATES)})"
_COUNTED = {
    "procedures_monthfigure": (
        ("unit_id", "field_id", "month"),
        NUMBERS,
        f"""
        SELECT c.unit_id, f.field_id, date_trunc('month', m.day)::date AS month, sum(received)::int AS received,
            sum(early)::int AS early, sum(on_time)::int AS on_time, sum(late)::int AS late,
            sum(withdrawn)::int AS withdrawn, sum(open_due)::int AS open_due
        FROM procedures_case AS c
        CROSS JOIN LATERAL (VALUES (c.field_id), (NULL)) AS f(field_id)
        CROSS JOIN LATERAL (VALUES
            (received_on, 1, 0, 0, 0, 0, 0),
            (finished_on, 0, ({_SOLVED} AND finished_on < due_on)::int, ({_SOLVED} AND finished_on = due_on)::int,
                ({_SOLVED} AND finished_on > due_on)::int, (state = '{CaseState.WITHDRAWN}')::int, 0),
            (CASE WHEN {_OPEN} THEN due_on END, 0, 0, 0, 0, 0, 1)
        ) AS m(day, received, early, on_time, late, withdrawn, open_due)
        WHERE m.day IS NOT NULL GROUP BY 1, 2, 3
        """,  # noqa: S608
    ),
    "procedures_openfigure": (
        ("unit_id", "field_id", "due_on"),
        ("number",),
        f"""
        SELECT c.unit_id, f.field_id, c.due_on, count(*)::int AS number
        FROM procedures_case AS c CROSS JOIN LATERAL (VALUES (c.field_id), (NULL)) AS f(field_id)
        WHERE {_OPEN} GROUP BY 1, 2, 3
        """,  # noqa: S608
    ),
}

# Rows that only one of the two has.
_DIFFERENT = """
    WITH counted AS MATERIALIZED (SELECT {columns} FROM ({counted}) AS c),
        kept AS MATERIALIZED (SELECT {columns} FROM {table})
    SELECT (SELECT count(*) FROM (TABLE counted EXCEPT ALL TABLE kept) AS a)
        + (SELECT count(*) FROM (TABLE kept EXCEPT ALL TABLE counted) AS b)
"""  # noqa: S608


def differences() -> int:
    """In how many rows the aggregates are not what counting all cases gives; each table in one snapshot."""
    wrong = 0
    with connection.cursor() as cursor:
        for table, (keys, numbers, counted) in _COUNTED.items():
            columns = ", ".join((*keys, *numbers))
            cursor.execute(_DIFFERENT.format(columns=columns, table=table, counted=counted))
            wrong += cursor.fetchone()[0]
    return wrong


@transaction.atomic
def recount() -> None:
    """Count all cases anew; deliveries wait meanwhile, readers do not."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE procedures_case IN SHARE MODE")
        for table, (keys, numbers, counted) in _COUNTED.items():
            columns = ", ".join((*keys, *numbers))
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
            cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM ({counted}) AS c")  # noqa: S608


def check_and_mend() -> int:
    """Compare, say so and mend what differs; returns how many rows were wrong."""
    if wrong := differences():
        logger.error("figures of cases were wrong and have been counted anew", extra={"rows": wrong})
        recount()
    return wrong
