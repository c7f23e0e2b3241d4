"""How well the ranking answers a set of questions: `python -m tests.benchmarks.relevance FOLDER [--weights]`.

FOLDER holds `articles.tsv` (id, law, heading, text) and `questions.tsv` (id, question, relevant ids separated
by `;`). Entries are made in a transaction that is rolled back. Prints the mean reciprocal rank at ten with
accents as typed and with all marks stripped, boosts by person, place and time being off: on PostgreSQL, and on
the engine that SEARCH_URL names if it names one, in an index that is removed afterwards. `--weights` prints what
becomes of it on PostgreSQL without each of the weights.
"""

import argparse
import csv
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

# What is changed at a time, and to what. Weights of the base score first: they ask the database anew.
BASE = {
    "as it is": {},
    "repetition and length as in books (K1 1.2, B 0.75)": {"K1": 1.2, "B": 0.75},
    "a word of the title counts once": {"TITLE_OCCURRENCES": 0},
    "no pairs of neighbours": {"pairs": False},
    "half of a sentence must be there": {"ENOUGH_OF_A_SENTENCE": 0.5},
}
LIFTS = {
    "accents as typed lift nothing": {"EXACT": 0.0},
    "accents as typed lift twice as much": {"EXACT": 0.5},
    "the query in the title lifts nothing": {"TITLE_PHRASE": 0.0, "TITLE_WHOLE": 0.0},
    "how much of the title was asked for lifts nothing": {"TITLE_ASKED": 0.0},
    "how much of the title was asked for lifts twice as much": {"TITLE_ASKED": 1.0},
    "three times as many are reordered": {"RERANKED": 180},
}

Questions = list[tuple[str, set[str]]]


def rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def main() -> None:
    parser = argparse.ArgumentParser(description="How well the ranking answers a set of questions.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", action="store_true", help="also without each of the weights")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django

    django.setup()
    from django.db import transaction

    csv.field_size_limit(10_000_000)
    with transaction.atomic():
        names = fill(arguments.folder)
        questions = [
            (question, set(relevant.split(";"))) for _id, question, relevant in rows(arguments.folder / "questions.tsv")
        ]
        say(f"{len(names)} articles, {len(questions)} questions")
        measure_engines(questions, names)
        if arguments.weights:
            measure_weights(questions, names)
        transaction.set_rollback(True)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def fill(folder: Path) -> dict[str, str]:
    """An entry for each article; the names of the articles by the things they are here."""
    from search.models import Change, EngineIndex, Entry
    from search.services import _upsert, count_words
    from search.tokens import vector
    from sites.units.models import Unit

    unit = Unit.objects.create()
    for model in (Entry, EngineIndex, Change):
        model.objects.all().delete()
    names: dict[str, str] = {}
    entries = []
    for number, (name, law, heading, body) in enumerate(rows(folder / "articles.tsv")):
        literal, length = vector(heading, f"{law} {body}")
        names[f"a:{number}"] = name
        entries.append(
            Entry(
                thing=f"a:{number}",
                source="a",
                object_id=number,
                language="vi",
                unit=unit,
                unit_path=[unit.pk],
                tier="",
                kind="law",
                title=heading[:300],
                text=f"{law} {body}",
                path="/",
                vector=literal,
                length=length,
            )
        )
    _upsert(entries)
    count_words()
    return names


def measure_engines(questions: Questions, names: dict[str, str]) -> None:
    from search import rebuild
    from search.engines.clients import client
    from search.engines.lucene import LuceneEngine
    from search.engines.postgres import PostgresEngine

    both(questions, names, PostgresEngine(), "PostgreSQL")
    chosen = client()
    if chosen is None:
        return
    rebuild.rebuild(chosen)
    try:
        both(questions, names, LuceneEngine(chosen), chosen.address.kind)
    finally:
        rebuild.forget(chosen)


def both(questions: Questions, names: dict[str, str], engine: Any, name: str) -> None:
    from portal.core.text import fold

    for label, change in (("as typed", str), ("without marks", fold)):
        say(f"{name}, {label}: MRR@10 {reciprocal_rank(questions, names, engine, change):.4f}")


def reciprocal_rank(questions: Questions, names: dict[str, str], engine: Any, change: Callable[[str], str]) -> float:
    from search.query import Request, parse

    total = 0.0
    for question, relevant in questions:
        answer = engine.search(Request(terms=parse(change(question))))
        ranks = [rank for rank, hit in enumerate(answer.hits[:10], 1) if names[hit.thing] in relevant]
        total += 1 / ranks[0] if ranks else 0
    return total / len(questions)


def measure_weights(questions: Questions, names: dict[str, str]) -> None:
    """The same on PostgreSQL, as typed, with one weight changed at a time."""
    from portal.core import text
    from search.engines.postgres import PostgresEngine

    class Remembering(PostgresEngine):
        """Asks the database for the base scores of a question once: lifts only reorder them."""

        known: dict[Any, dict[int, float]] = {}

        def _scores(self, candidates: str, params: list[Any], terms: Any, *rest: Any, **options: Any) -> Any:
            key = (terms.typed, str(params))
            if key not in self.known:
                self.known[key] = super()._scores(candidates, params, terms, *rest, **options)
            return dict(self.known[key])

    with patch.object(text, "accented_syllables", lru_cache(20_000)(text.accented_syllables)):
        for changes, engine in ((BASE, PostgresEngine()), (LIFTS, Remembering())):
            for label, values in changes.items():
                with ExitStack() as stack:
                    for name, value in values.items():
                        set_weight(stack, name, value)
                    say(f"{label}: {reciprocal_rank(questions, names, engine, str):.4f}")


def set_weight(stack: ExitStack, name: str, value: Any) -> None:
    """Give a weight another value wherever it is read."""
    from search import query, ranking
    from search.engines import postgres

    if name == "pairs":
        stack.enter_context(patch.object(query.text, "bigrams", lambda words: []))
        return
    for module in (query, ranking, postgres):
        if hasattr(module, name):
            stack.enter_context(patch.object(module, name, value))


if __name__ == "__main__":
    main()
