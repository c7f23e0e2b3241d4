"""The search on PostgreSQL: nothing to install, always right, and what stands in when another engine fails.

Tokens are made in Python, so the database only intersects lists of them. It knows no rare words, so the
ranking is BM25 over a capped number of candidates, found by the rarest tokens of the query.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import connection
from django.utils import timezone

from ..models import Entry, Statistics, Word
from ..query import FACETS, MAX_PAGE, PAGE_SIZE, Request, Terms
from ..ranking import K1, RERANKED, TITLE_OCCURRENCES, B, boost, inverse_frequency
from .base import COUNTED, Answer, Hit

# Candidates of a query that not all its words must match; chosen by the rarest tokens.
CANDIDATES = 3_000
MAX_TOKENS = 60

_COLUMNS = "id, thing, kind, tier, unit_id, issuer, field, year, status, language, date"


def quote_token(token: str) -> str:
    """A token as a `tsquery` writes it."""
    return "'" + token.replace("'", "''") + "'"


def all_of(terms: Terms) -> str:
    """The `tsquery` that every required syllable be there, or what may stand for it."""
    groups = []
    for word in terms.required:
        others = terms.alternatives.get(word, ())
        if others:
            groups.append(f"({quote_token(word)} | ({' & '.join(map(quote_token, others))}))")
        else:
            groups.append(quote_token(word))
    return " & ".join(groups)


def any_of(tokens: Iterable[str]) -> str:
    return " | ".join(map(quote_token, tokens))


class PostgresEngine:
    name = "postgresql"

    def search(self, request: Request) -> Answer:
        """One page of hits with totals and facets; see `Engine`."""
        if not request.terms:
            return Answer([], 0, False, engine=self.name)
        frequencies = _frequencies(request.terms)
        relaxed = request.terms.is_sentence
        rows = [] if relaxed else self._matching(request, all_of(request.terms))
        scores: dict[int, float] = {}
        if not rows:
            relaxed = True
            scores = self._relaxed(request, frequencies)
            rows = self._rows(scores)
        facets = _facets(request, rows)
        wanted = [row for row in rows if _passes(request, row)]
        more = len(rows) > COUNTED
        total = len({row["thing"] for row in wanted})
        hits = self._page(request, wanted, scores, frequencies)
        return Answer(hits, min(total, COUNTED), more and total >= COUNTED, facets, relaxed=relaxed, engine=self.name)

    # --- What matches ------------------------------------------------------------------------------

    def _matching(self, request: Request, tsquery: str) -> list[dict[str, Any]]:
        """Entries that match, those with the words in the title first, up to the number that is counted."""
        where, params = _visible(request)
        in_title = tsquery.replace("' ", "':A ").replace("')", "':A)")
        in_title = in_title + ":A" if in_title.endswith("'") else in_title
        with connection.cursor() as cursor:
            cursor.execute(
                f"(SELECT 0 AS place, {_COLUMNS} FROM search_entry"  # noqa: S608
                f"  WHERE vector @@ %s::tsquery AND {where} LIMIT %s)"
                f" UNION ALL (SELECT 1, {_COLUMNS} FROM search_entry"
                f"  WHERE vector @@ %s::tsquery AND {where} LIMIT %s)"
                " ORDER BY place",
                [in_title, *params, COUNTED + 1, tsquery, *params, COUNTED + 1],
            )
            found: dict[int, dict[str, Any]] = {}
            for row in _dictionaries(cursor):
                found.setdefault(row["id"], row)
            return list(found.values())

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
            f"SELECT id, vector, length FROM search_entry WHERE vector @@ %s::tsquery AND {where} LIMIT %s",  # noqa: S608
            [any_of(keys), *params, CANDIDATES * 2],
            terms,
            frequencies,
            enough=terms.enough,
        )

    # --- Ranking -----------------------------------------------------------------------------------

    def _scores(
        self, candidates: str, params: list[Any], terms: Terms, frequencies: dict[str, int], enough: int = 1
    ) -> dict[int, float]:
        """BM25 of the candidates, by entry id; those with fewer than `enough` required syllables are left out."""
        statistics = Statistics.objects.first() or Statistics(entries=1, average_length=100.0)
        tokens = list(dict.fromkeys((*terms.required, *terms.pairs, *_alternative_tokens(terms))))[:MAX_TOKENS]
        weights = [inverse_frequency(frequencies.get(token, 1), max(statistics.entries, 1)) for token in tokens]
        required = [token in terms.required for token in tokens]
        occurrences = f"(cardinality(u.positions) + {TITLE_OCCURRENCES} * cardinality(array_positions(u.weights, 'A')))"
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH candidates AS ({candidates}), words AS ("  # noqa: S608
                "  SELECT * FROM unnest(%s::text[], %s::float8[], %s::bool[]) AS w(token, weight, required))"
                f" SELECT c.id, sum(w.weight * {occurrences} * ({K1} + 1)"
                f"   / ({occurrences} + {K1} * (1 - {B} + {B} * c.length / %s))) AS score"
                " FROM candidates AS c CROSS JOIN LATERAL unnest(c.vector) AS u(lexeme, positions, weights)"
                " JOIN words AS w ON w.token = u.lexeme"
                " GROUP BY c.id HAVING count(*) FILTER (WHERE w.required) >= %s",
                [*params, tokens, weights, required, statistics.average_length, enough],
            )
            return dict(cursor.fetchall())

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
            rows = sorted(rows, key=lambda row: (row["date"] is None, _minus(row["date"]), -row["id"]))
            ids = _best_parts([(row["thing"], row["id"]) for row in rows])[start : start + PAGE_SIZE]
            found = Entry.objects.in_bulk(ids)
            return [_hit(found[key], 0.0) for key in ids if key in found]
        if not scores:
            ids = [row["id"] for row in rows][: CANDIDATES * 2]
            scores = self._scores(
                "SELECT id, vector, length FROM search_entry WHERE id = ANY(%s)", [ids], request.terms, frequencies, 0
            )
        things = {row["id"]: row["thing"] for row in rows}
        ranked = sorted((key for key in scores if key in things), key=lambda key: (-scores[key], key))
        ranked = _best_parts([(things[key], key) for key in ranked])
        best = ranked[: max(RERANKED, start + PAGE_SIZE)]
        entries = Entry.objects.in_bulk(best[:RERANKED])
        now = request.now or timezone.now()
        lifted = {
            key: scores[key]
            * boost(
                replace(request, now=now),
                title=entry.title,
                body=entry.text,
                number=entry.number,
                status=entry.status,
                ages=entry.ages,
                date=entry.date,
                is_own_unit=entry.unit_id == request.unit_id,
            )
            for key, entry in entries.items()
        }
        order = sorted(lifted, key=lambda key: (-lifted[key], key)) + best[RERANKED:]
        shown = order[start : start + PAGE_SIZE]
        entries |= Entry.objects.in_bulk([key for key in shown if key not in entries])
        return [_hit(entries[key], lifted.get(key, scores[key])) for key in shown if key in entries]


def _minus(date: Any) -> float:
    return -date.timestamp() if date else 0.0


def _best_parts(ranked: Iterable[tuple[str, int]]) -> list[int]:
    """The first entry of each thing, in order."""
    seen: dict[str, int] = {}
    for thing, key in ranked:
        seen.setdefault(thing, key)
    return list(seen.values())


def _alternative_tokens(terms: Terms) -> list[str]:
    return [token for tokens in terms.alternatives.values() for token in tokens]


def _frequencies(terms: Terms) -> dict[str, int]:
    """In how many entries each token of the query stood when words were last counted."""
    tokens = [*terms.required, *terms.pairs, *_alternative_tokens(terms)]
    return dict(Word.objects.filter(token__in=tokens).values_list("token", "entries"))


def _visible(request: Request) -> tuple[str, list[Any]]:
    """The condition that an entry may be shown now and lies in the scope asked for."""
    now = request.now or timezone.now()
    conditions = ["(visible_from IS NULL OR visible_from <= %s)", "(visible_to IS NULL OR visible_to > %s)"]
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


def _value(row: dict[str, Any], facet: str) -> str:
    value = row["unit_id"] if facet == "unit" else row[facet]
    return "" if value is None else str(value)


def _passes(request: Request, row: dict[str, Any], but: str = "") -> bool:
    return all(facet == but or not values or _value(row, facet) in values for facet, values in request.filters.items())


def _facets(request: Request, rows: list[dict[str, Any]]) -> dict[str, list[tuple[str, int]]]:
    """How many things have each value, counted once a thing, each facet ignoring its own filter."""
    things: dict[str, dict[str, Any]] = {row["thing"]: row for row in rows}
    counts: dict[str, Counter] = defaultdict(Counter)
    for row in things.values():
        for facet in FACETS:
            value = _value(row, facet)
            if value and _passes(request, row, but=facet):
                counts[facet][value] += 1
    return {facet: counts[facet].most_common() for facet in FACETS if counts[facet]}


def _hit(entry: Entry, score: float) -> Hit:
    return Hit(
        thing=entry.thing,
        entry_id=entry.pk,
        unit_id=entry.unit_id,
        kind=entry.kind,
        tier=entry.tier,
        language=entry.language,
        title=entry.title,
        text=entry.text,
        path=entry.path,
        anchor=entry.anchor,
        date=entry.date,
        number=entry.number,
        status=entry.status,
        score=score,
    )
