"""The search on PostgreSQL: nothing to install, always right, and what stands in when another engine fails.

Tokens are made in Python, so the database only intersects lists of them. It knows no rare words, so the
ranking is BM25 over a capped number of candidates, found by the rarest tokens of the query.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from django.db import connection
from django.utils import timezone

from ..models import Statistics
from ..query import FACETS, MAX_PAGE, PAGE_SIZE, Request, Terms
from ..ranking import K1, NUMBER_FIRST, RERANKED, TITLE_OCCURRENCES, B, inverse_frequency
from .base import COUNTED, FACET_VALUES, Answer, Counts, Hit
from .shared import alternative_tokens, best_parts, frequencies_of, hits_of, lift, lifted_rows, passes

# Of a query that needs all its words so many matches are looked at and counted; there are more than anybody reads.
COUNTED_HERE = min(COUNTED, 3_000)
# So many of them are ranked: all pages together. Those with the words in the title first, then with the rarest pairs.
RANKED = MAX_PAGE * PAGE_SIZE
# Candidates of a query that not all its words must match; chosen by the rarest tokens.
CANDIDATES = 3_000
MAX_TOKENS = 60

# Takes the moment twice.
IN_TIME = "(visible_from IS NULL OR visible_from <= %s) AND (visible_to IS NULL OR visible_to > %s)"
# Seconds instead of a date: of thousands of rows, making dates of them took a third of the time, only to sort them.
_COLUMNS = (
    "id, thing, kind, tier, unit_id, issuer, field, year, status, language, extract(epoch FROM date)::float8 AS moment,"
    " number"
)
_RANKED_BY = "id, vector, title_vector, length"


def quote_token(token: str) -> str:
    """A token as a `tsquery` writes it."""
    return "'" + token.replace("'", "''") + "'"


def every_one_of(tokens: Iterable[str]) -> str:
    return " & ".join(map(quote_token, tokens))


def any_of(tokens: Iterable[str]) -> str:
    return " | ".join(map(quote_token, tokens))


def all_of(terms: Terms) -> str:
    """The `tsquery` that every required syllable be there, or what may stand for it."""
    groups = []
    for word in terms.required:
        others = terms.alternatives.get(word, ())
        if others:
            groups.append(f"({quote_token(word)} | ({every_one_of(others)}))")
        else:
            groups.append(quote_token(word))
    return " & ".join(groups)


@dataclass(frozen=True)
class Found:
    """Entries that match; `capped` when there are more than are looked at."""

    rows: list[dict[str, Any]]
    capped: bool = False


class PostgresEngine:
    name = "postgresql"

    def search(self, request: Request) -> Answer:
        """One page of hits with totals and facets; see `Engine`."""
        if not request.terms:
            return Answer([], 0, False, engine=self.name)
        frequencies = frequencies_of(request.terms)
        relaxed = request.terms.is_sentence
        scores: dict[int, float] = {}
        found = Found([]) if relaxed else self._matching(request, frequencies)
        if not found.rows:
            relaxed = True
            scores = self._relaxed(request, frequencies)
            found = Found(self._rows(scores))
        wanted = found.rows
        if any(request.filters.values()):
            # Of more than are looked at, those with the chosen values are asked for by themselves.
            wanted = (
                self._matching(request, frequencies, chosen=True).rows
                if found.capped
                else [row for row in wanted if passes(request, row)]
            )
        total = len({row["thing"] for row in wanted})
        hits = self._page(request, wanted, scores, frequencies)
        return Answer(
            hits,
            min(total, COUNTED_HERE),
            len(wanted) > COUNTED_HERE,
            _facets(request, found.rows),
            counts=Counts.AT_LEAST if found.capped else Counts.EXACT,
            relaxed=relaxed,
            engine=self.name,
        )

    # --- What matches ------------------------------------------------------------------------------

    def _matching(self, request: Request, frequencies: dict[str, int], chosen: bool = False) -> "Found":
        """Entries that match, up to the number that is counted; those that are worth ranking first.

        `chosen` leaves out what has none of the chosen values.
        """
        terms = request.terms
        where, params = _visible(request)
        if chosen:
            where, params = _with_chosen(request, where, params)
        every = all_of(terms)
        rows = self._select(f"vector @@ %s::tsquery AND {where}", [every, *params], COUNTED_HERE + 1)
        if len(rows) <= RANKED:
            return Found(rows)
        capped = len(rows) > COUNTED_HERE
        if request.sort == "date":
            best = self._newest(request, every, where, params) if capped else []
        else:
            best = self._worth_ranking(terms, frequencies, where, params)
        together = {row["id"]: row for row in (*best, *rows)}
        return Found(list(together.values()), capped=capped)

    def _worth_ranking(
        self, terms: Terms, frequencies: dict[str, int], where: str, params: list[Any]
    ) -> list[dict[str, Any]]:
        """Of too many matches those with the number, with all words in the title, with the rarest pairs."""
        every = all_of(terms)
        best: list[dict[str, Any]] = []
        if terms.number:
            best += self._select(
                f"(number = %s OR number LIKE %s) AND vector @@ %s::tsquery AND {where}",
                [terms.number, f"{terms.number} %", every, *params],
                RERANKED,
            )
        pairs = sorted(terms.pairs, key=lambda pair: frequencies.get(pair, 0))
        narrower = [] if terms.alternatives else [("title_vector", every_one_of(terms.required))]
        narrower += [("vector", f"{every} & {every_one_of(pairs[:count])}") for count in (len(pairs), 1) if pairs]
        for column, tsquery in dict.fromkeys(narrower):
            if len(best) < RANKED:
                best += self._select(f"{column} @@ %s::tsquery AND {where}", [tsquery, *params], RANKED - len(best))
        return best

    def _newest(self, request: Request, every: str, where: str, params: list[Any]) -> list[dict[str, Any]]:
        """The newest of more matches than are looked at: so common that walking back in time soon finds enough."""
        wanted = min(request.page, MAX_PAGE) * PAGE_SIZE * 3
        return self._select(
            f"vector @@ %s::tsquery AND {where} AND date IS NOT NULL ORDER BY date DESC", [every, *params], wanted
        )

    def _select(self, where: str, params: list[Any], limit: int) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_COLUMNS} FROM search_entry WHERE {where} LIMIT %s", [*params, limit])  # noqa: S608
            return _dictionaries(cursor)

    def _relaxed(self, request: Request, frequencies: dict[str, int]) -> dict[int, float]:
        """Scores of entries that hold enough of the required syllables.

        An entry with m of n syllables holds at least one of any n - m + 1 of them, so the rarest that many
        find every such entry. Where these are too common, the rarest syllables and pairs together are asked,
        up to the cap.
        """
        terms = request.terms
        by_rarity = sorted(terms.required, key=lambda word: frequencies.get(word, 0))
        keys = by_rarity[: len(by_rarity) - terms.enough + 1]
        if sum(frequencies.get(key, 0) for key in keys) > CANDIDATES:
            keys, expected = [], 0
            for token in sorted((*terms.required, *terms.pairs), key=lambda token: frequencies.get(token, 0)):
                count = frequencies.get(token, 0)
                if count and keys and expected + count > CANDIDATES:
                    break
                keys.append(token)
                expected += count
        where, params = _visible(request)
        return self._scores(
            f"SELECT {_RANKED_BY} FROM search_entry WHERE vector @@ %s::tsquery AND {where} LIMIT %s",  # noqa: S608
            [any_of(keys), *params, CANDIDATES],
            terms,
            frequencies,
            enough=terms.enough,
        )

    # --- Ranking -----------------------------------------------------------------------------------

    def _scores(
        self, candidates: str, params: list[Any], terms: Terms, frequencies: dict[str, int], enough: int = 0
    ) -> dict[int, float]:
        """BM25 of the candidates, by entry id; those with fewer than `enough` required syllables are left out."""
        statistics = Statistics.objects.first() or Statistics(entries=1, average_length=100.0)
        tokens = list(dict.fromkeys((*terms.required, *terms.pairs, *alternative_tokens(terms))))[:MAX_TOKENS]
        weights = [inverse_frequency(frequencies.get(token, 1), max(statistics.entries, 1)) for token in tokens]
        required = [token in terms.required for token in tokens]
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH words AS MATERIALIZED (SELECT * FROM"  # noqa: S608
                "  unnest(%s::text[]::tsquery[], %s::float8[], %s::bool[]) AS w(query, weight, required))"
                " SELECT c.id, s.score FROM ("
                # Put together with nothing, a vector is unpacked once and not for each word.
                "  SELECT id, length, title_vector, vector || ''::tsvector AS vector"
                f" FROM ({candidates}) AS found OFFSET 0) AS c"
                " CROSS JOIN LATERAL ("
                f"  SELECT sum(weight * n * ({K1} + 1) / (n + {K1} * (1 - {B} + {B} * c.length / %s))) AS score,"
                "   count(*) FILTER (WHERE required) AS held"
                f"  FROM (SELECT weight, required, {_times('vector')} + {TITLE_OCCURRENCES} * {_times('title_vector')}"
                "   AS n FROM words) AS counted WHERE n > 0) AS s"
                " WHERE s.held >= %s",
                [[quote_token(token) for token in tokens], weights, required, *params]
                + [statistics.average_length, enough],
            )
            return {key: score or 0.0 for key, score in cursor.fetchall()}

    def _rows(self, ids: Iterable[int]) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_COLUMNS} FROM search_entry WHERE id = ANY(%s)", [list(ids)])  # noqa: S608
            return _dictionaries(cursor)

    def _page(
        self,
        request: Request,
        rows: list[dict[str, Any]],
        scores: dict[int, float],
        frequencies: dict[str, int],
    ) -> list[Hit]:
        start = (min(request.page, MAX_PAGE) - 1) * PAGE_SIZE
        if request.sort == "date":
            rows = sorted(rows, key=lambda row: (row["moment"] is None, -(row["moment"] or 0.0), -row["id"]))
            ids = best_parts([(row["thing"], row["id"]) for row in rows])[start : start + PAGE_SIZE]
            return hits_of(lifted_rows(request, ids), [(key, 0.0) for key in ids])
        if not scores:
            ids = [row["id"] for row in rows[:RANKED]]
            scores = self._scores(
                f"SELECT {_RANKED_BY} FROM search_entry WHERE id = ANY(%s)",  # noqa: S608
                [ids],
                request.terms,
                frequencies,
            )
        things = {row["id"]: row["thing"] for row in rows}
        for row in rows:
            if _number_begins(request.terms.number, row["number"]):
                scores[row["id"]] = scores.get(row["id"], 0.0) + NUMBER_FIRST
        ranked = sorted((key for key in scores if key in things), key=lambda key: (-scores[key], key))
        ranked = best_parts([(things[key], key) for key in ranked])
        best = ranked[: max(RERANKED, start + PAGE_SIZE)]
        read = lifted_rows(request, best[:RERANKED])
        now = request.now or timezone.now()
        lifted = {key: scores[key] * lift(request, row, now) for key, row in read.items()}
        order = sorted(lifted, key=lambda key: (-lifted[key], key)) + best[RERANKED:]
        shown = order[start : start + PAGE_SIZE]
        read |= lifted_rows(request, [key for key in shown if key not in read])
        return hits_of(read, [(key, lifted.get(key, scores[key])) for key in shown])


def _times(column: str) -> str:
    """SQL for how often a word stands in a vector.

    PostgreSQL has no function for that, and unnesting a vector costs more than all the rest. Its rank of one word is
    the sum of 1/i² over the occurrences, divided by π²/6, so the step that a rank lies on is their number.
    """
    return f"width_bucket(ts_rank('{{1,1,1,1}}', {column}, query)::float8, ARRAY[{_STEPS}]::float8[])"


def _steps(most: int = 100) -> str:
    sums = [0.0, *accumulate(1 / (number * number) for number in range(1, most + 1))]
    return ",".join(f"{(low + high) / 2 / 1.64493406685:.9f}" for low, high in pairwise(sums))


_STEPS = _steps()


def _number_begins(asked: str, number: str) -> bool:
    return bool(asked) and (number == asked or number.startswith(f"{asked} "))


def _visible(request: Request) -> tuple[str, list[Any]]:
    """The condition that an entry may be shown now and lies in the scope asked for."""
    now = request.now or timezone.now()
    conditions = [IN_TIME]
    params: list[Any] = [now, now]
    if request.unit_id is not None and request.scope == "site":
        conditions.append("unit_id = %s")
        params.append(request.unit_id)
    elif request.unit_id is not None and request.scope == "below":
        conditions.append("unit_path @> ARRAY[%s::bigint]")
        params.append(request.unit_id)
    return " AND ".join(conditions), params


def _dictionaries(cursor: Any) -> list[dict[str, Any]]:
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _with_chosen(request: Request, where: str, params: list[Any]) -> tuple[str, list[Any]]:
    """The condition, and that an entry has one of the chosen values of every facet."""
    for facet, values in request.filters.items():
        if values:
            where += f" AND coalesce({'unit_id' if facet == 'unit' else facet}::text, '') = ANY(%s)"
            params = [*params, list(values)]
    return where, params


def _facets(request: Request, rows: list[dict[str, Any]]) -> dict[str, list[tuple[str, int]]]:
    """How many things have each value, counted once a thing, each facet ignoring its own filter."""
    things = list({row["thing"]: row for row in rows}.values())
    chosen = {facet for facet, values in request.filters.items() if values}
    facets = {}
    for facet in FACETS:
        others = things
        if chosen - {facet}:
            others = [row for row in things if passes(request, row, but=facet)]
        counts = Counter(row["unit_id" if facet == "unit" else facet] for row in others)
        values = [(str(value), count) for value, count in counts.items() if value not in (None, "")]
        if values:
            facets[facet] = sorted(values, key=lambda value: (-value[1], value[0]))[:FACET_VALUES]
    return facets
