"""How well the ranking answers a set of questions: `python -m tests.benchmarks.relevance FOLDER`.

FOLDER holds `articles.tsv` (id, law, heading, text) and `questions.tsv` (id, question, relevant ids separated
by `;`). Entries are made in a transaction that is rolled back. Prints the mean reciprocal rank at ten with
accents as typed and with all marks stripped, boosts by person, place and time being off.
"""

import csv
import os
import sys
from collections.abc import Iterator
from pathlib import Path


def rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def main(folder: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        measure(Path(folder))
        transaction.set_rollback(True)


def measure(folder: Path) -> None:
    from portal.core.text import fold
    from search.engines.postgres import PostgresEngine
    from search.models import Entry
    from search.query import Request, parse
    from search.services import _upsert, count_words
    from search.tokens import vector
    from sites.units.models import Unit

    csv.field_size_limit(10_000_000)
    unit = Unit.objects.create()
    Entry.objects.all().delete()
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
    engine = PostgresEngine()
    questions = [(question, set(relevant.split(";"))) for _id, question, relevant in rows(folder / "questions.tsv")]
    for label, change in (("as typed", str), ("without marks", fold)):
        total = 0.0
        for question, relevant in questions:
            answer = engine.search(Request(terms=parse(change(question))))
            ranks = [rank for rank, hit in enumerate(answer.hits[:10], 1) if names[hit.thing] in relevant]
            total += 1 / ranks[0] if ranks else 0
        sys.stdout.write(f"MRR@10 {label}: {total / len(questions):.4f} ({len(questions)} questions)\n")


if __name__ == "__main__":
    main(sys.argv[1])
