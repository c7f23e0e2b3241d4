"""How many listed documents there are of which kind, known without counting.

A kind is what a reader may narrow a list by. Stored are all kinds of up to three of the columns with few values, and
of a unit or an issuer alone or with one other column; larger sets of filters leave little enough to count at once.

Changes are appended by the database (`models.listing`) and folded in by a job. Whoever reads adds those that are
not folded in yet, in the same statement, so the numbers are right at every moment.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations

from django.db import connection, transaction

FEW_VALUES = ("type", "field", "year", "effect", "tier")
MANY_VALUES = ("issuer", "unit")
COLUMNS = (*FEW_VALUES, *MANY_VALUES)
TOTAL = ""
# A facet never offers more values than this.
MAX_VALUES = 100
# So many changes may wait; reading them costs a few pages.
FOLD_AT = 300

_LOCK = 0x646F6375  # "docu": any number that nothing else locks

Kind = Mapping[str, int]


def is_stored(columns: Iterable[str]) -> bool:
    """Whether the numbers of documents by these columns together are stored."""
    columns = set(columns)
    return len(columns) <= (2 if columns & set(MANY_VALUES) else 3)


def key(kind: Kind) -> str:
    """The stored form of a kind: `type=3 year=2024`."""
    return " ".join(f"{name}={kind[name]}" for name in COLUMNS if name in kind)


def _stored_sets() -> list[tuple[str, ...]]:
    sets = [names for size in range(4) for names in combinations(COLUMNS, size)]
    return [names for names in sets if is_stored(names)]


def _given(without: str = "") -> str:
    parts = [f"'{name}=' || {name}" for name in COLUMNS if name != without]
    return f"concat_ws(' ', {', '.join(parts)})"


def _insert(changes: str) -> str:
    """Add up `changes` (rows with a step and all columns) and add the sums to the counts.

    A column that does not belong to a set is null there, so `concat_ws` leaves it out of the key and the facets of
    it fall away.
    """
    sets = ", ".join(f"({', '.join(names)})" for names in _stored_sets())
    facets = ", ".join([f"('{TOTAL}', {_given()}, 0)", *(f"('{name}', {_given(name)}, {name})" for name in COLUMNS)])
    return f"""
        WITH changes AS ({changes}), kinds AS (
            SELECT {", ".join(COLUMNS)}, sum(step) AS number FROM changes
            GROUP BY GROUPING SETS ({sets}) HAVING sum(step) <> 0
        )
        INSERT INTO documents_listingcount AS kept (facet, given, value, number)
        SELECT f.facet, f.given, f.value, kinds.number
        FROM kinds CROSS JOIN LATERAL (VALUES {facets}) AS f(facet, given, value)
        WHERE f.value IS NOT NULL
        ON CONFLICT (facet, given, value) DO UPDATE SET number = kept.number + excluded.number
    """  # noqa: S608


_FOLD = _insert("DELETE FROM documents_listingchange RETURNING step, type, field, year, effect, tier, issuer, unit")
_REBUILD = _insert(
    "SELECT 1 AS step, type, field, extract(year FROM issued_on)::integer AS year, effect, tier, issuer, unit"
    " FROM documents_listeddocument"
)


@transaction.atomic
def fold() -> None:
    """Move the waiting changes into the counts; where another process is doing so, it does it for both."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if cursor.fetchone()[0]:
            cursor.execute(_FOLD)


def is_due() -> bool:
    """Whether enough changes wait to be folded in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT 1 FROM documents_listingchange LIMIT %s) AS waiting", [FOLD_AT])
        return cursor.fetchone()[0] >= FOLD_AT


@transaction.atomic
def rebuild() -> None:
    """Count everything anew; nobody publishes a document meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute("LOCK TABLE documents_listeddocument IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("DELETE FROM documents_listingchange")
        cursor.execute("DELETE FROM documents_listingcount")
        cursor.execute(_REBUILD)


def are_right() -> bool:
    """Whether the stored numbers, with the changes that wait, come to as many documents as are listed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM documents_listeddocument) ="
            " coalesce((SELECT number FROM documents_listingcount WHERE facet = %s AND given = '' AND value = 0), 0)"
            " + coalesce((SELECT sum(step) FROM documents_listingchange), 0)",
            [TOTAL],
        )
        return cursor.fetchone()[0]


def forget_empty() -> None:
    """Drop the counts that have come down to nothing."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM documents_listingcount WHERE number = 0")


_READ = """
    SELECT found.facet, found.given, found.value, found.number, NULL::integer[]
    FROM (VALUES {asked}) AS asked(facet, given)
    CROSS JOIN LATERAL (
        SELECT * FROM documents_listingcount AS c
        WHERE c.facet = asked.facet AND c.given = asked.given AND c.number <> 0
        ORDER BY c.number DESC, c.value LIMIT {limit}
    ) AS found
    UNION ALL
    SELECT '', '', 0, step, ARRAY[{columns}] FROM documents_listingchange
"""


def read(asked: Iterable[tuple[str, Kind]]) -> dict[tuple[str, str], dict[int, int]]:
    """The numbers by value of each facet among the documents of a kind; of `TOTAL`, one number under 0.

    At most `MAX_VALUES` values of a facet, those with the most documents.
    """
    wanted = {(facet, key(kind)): (facet, kind) for facet, kind in asked}
    if not wanted:
        return {}
    sql = _READ.format(asked=", ".join(["(%s, %s)"] * len(wanted)), limit=MAX_VALUES, columns=", ".join(COLUMNS))
    numbers: dict[tuple[str, str], dict[int, int]] = {name: {} for name in wanted}
    waiting: list[tuple[int, dict[str, int]]] = []
    with connection.cursor() as cursor:
        cursor.execute(sql, [part for name in wanted for part in name])
        for facet, given, value, number, change in cursor:
            if change is None:
                numbers[facet, given][value] = number
            else:
                waiting.append((number, dict(zip(COLUMNS, change, strict=True))))
    for step, changed in waiting:
        for name, (facet, kind) in wanted.items():
            if all(changed[column] == value for column, value in kind.items()):
                value = changed[facet] if facet else 0
                numbers[name][value] = numbers[name].get(value, 0) + step
    return {name: {value: number for value, number in found.items() if number > 0} for name, found in numbers.items()}
