"""What editors add to the search, as readers meet it: answers above the hits, and a count of what was in vain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from wagtail.models import Page

from portal.core import serving, text
from sites.units.models import today
from sites.units.tree import UnitLink

from .models import MissedQuery, PromotedAnswer
from .models.guidance import MAX_PHRASE_SYLLABLES
from .query import Terms

SHOWN = 3
OFFERED = 6
# A unit remembers so many different words a month, so that a robot cannot fill the table.
MISSED_A_MONTH = 500
KEPT_DAYS = 180
# Numbers of people and telephones, addresses of mail: what might name a person is not remembered.
_PERSONAL = re.compile(r"\d{6,}|@")


@dataclass(frozen=True)
class Answer:
    """A promoted answer as it is shown."""

    title: str
    summary: str
    url: str
    unit: str


def promoted(terms: Terms, chain: list[UnitLink]) -> list[Answer]:
    """The answers that a unit and those above it (its `tree.place`) have put above hits for these words, the unit's own
    first.
    """
    if not chain or not terms:
        return []
    order = {link.unit_id: level for level, link in enumerate(chain)}
    names = {link.unit_id: link.name for link in chain}
    pinned = PromotedAnswer.objects.filter(live=True, unit__in=order, folded__overlap=list(_phrases(terms)))
    found = list(pinned.only("title", "summary", "url", "unit_id", "page_id"))
    if not found:
        return []
    found.sort(key=lambda answer: (order[answer.unit_id], answer.pk))
    keys = [answer.page_id for answer in found if answer.page_id]
    pages = {page.pk: page for page in serving.public(Page.objects.filter(pk__in=keys))}
    shown = []
    for answer in found:
        page = pages.get(answer.page_id) if answer.page_id else None
        url = page.full_url if page else answer.url
        if url:
            shown.append(Answer(answer.title, answer.summary, url, names[answer.unit_id]))
    return shown[:SHOWN]


def offered(chain: list[UnitLink]) -> list[str]:
    """Words to begin with: what a unit and those above it have pinned answers to, newest first.

    Chosen by editors, so that nobody's searches need to be kept to know what is often looked for.
    """
    if not chain:
        return []
    units = [link.unit_id for link in chain]
    phrases = PromotedAnswer.objects.filter(live=True, unit__in=units).order_by("-pk").values_list("phrases", flat=True)
    first = (found.split("\n", 1)[0].strip() for found in phrases[: OFFERED * 2])
    return list(dict.fromkeys(filter(None, first)))[:OFFERED]


def _phrases(terms: Terms) -> Iterator[str]:
    """Every stretch of the query that could be a phrase."""
    words = text.syllables(terms.typed)
    for start in range(len(words)):
        for end in range(start + 1, min(start + MAX_PHRASE_SYLLABLES, len(words)) + 1):
            yield " ".join(words[start:end])


def remember_missed(terms: Terms, unit_id: int | None) -> None:
    """Count words that found nothing on a unit's site; words only, and none that might name a person."""
    folded = " ".join(terms.required)
    if unit_id is None or not folded or len(folded) > 120 or _PERSONAL.search(terms.typed):
        return
    month = today().replace(day=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO search_missedquery (unit_id, month, folded, typed, times)"
            " SELECT %(unit)s, %(month)s, %(folded)s, %(typed)s, 1"
            " WHERE (SELECT count(*) FROM search_missedquery WHERE unit_id = %(unit)s AND month = %(month)s) < %(most)s"
            "    OR EXISTS (SELECT FROM search_missedquery"
            "               WHERE unit_id = %(unit)s AND month = %(month)s AND folded = %(folded)s)"
            " ON CONFLICT (unit_id, month, folded)"
            " DO UPDATE SET times = search_missedquery.times + 1, typed = excluded.typed",
            {
                "unit": unit_id,
                "month": month,
                "folded": folded,
                "typed": terms.typed[:120],
                "most": MISSED_A_MONTH,
            },
        )


def purge_missed(on: date | None = None) -> int:
    """Forget what was asked too long ago; returns how many rows went."""
    count, _models = MissedQuery.objects.filter(month__lt=(on or today()) - timedelta(days=KEPT_DAYS)).delete()
    return count
