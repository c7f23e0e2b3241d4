"""Polls: who may answer, an answer taken once, and what came of it.

One answer a person as far as privacy allows: a form counts once, a browser is told that it has answered, and from one
network no more come in a day than a household or an office has people. Nobody signs in and nobody is remembered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.core import page_cache, text
from portal.core.charts import Picture, bars
from sites.documents.services.serving import closed_units
from sites.units.models import today

from ..models import Poll, PollBallot, PollQuestion, PollTally
from .publishing import PAGES, addresses

PER_NETWORK = 10
KEYS_KEPT = timedelta(days=2)


@dataclass(frozen=True)
class Result:
    """How often each answer to a question was given, in the order of the answers."""

    question: PollQuestion
    rows: list[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(number for _choice, number in self.rows)

    @property
    def picture(self) -> Picture | None:
        return bars(self.question.text, self.rows, unit=_("lượt"), lying=True)


def public_polls() -> QuerySet[Poll]:
    """The published polls of units whose site is open, those that are over included."""
    found = Poll.objects.filter(live=True)
    closed = closed_units()
    return found.exclude(unit__in=closed) if closed else found


def open_now(polls: QuerySet[Poll]) -> QuerySet[Poll]:
    """Those that take answers today."""
    return polls.filter(live=True, opens_on__lte=today(), closes_on__gte=today())


def complete(poll: Poll) -> None:
    """Fill what follows from other fields, before every save; an address once given stays."""
    poll.title = text.normalise(poll.title)
    if not poll.slug:
        base = text.slugify(poll.title, 100) or "tham-do"
        taken = set(Poll.objects.filter(unit=poll.unit_id, slug__startswith=base).values_list("slug", flat=True))
        poll.slug = next(slug for slug in addresses(base) if slug not in taken)


def changed(poll: Poll) -> None:
    """Expire what is kept of polls after the commit."""
    page_cache.expire(PAGES, *([page_cache.site(poll.unit.site_id)] if poll.unit.site_id else []))


def is_answered(poll: Poll) -> bool:
    """Whether anybody has answered, after which its questions stay as they are."""
    return poll.pk is not None and poll.ballots.exists()


@transaction.atomic
def answer(poll: Poll, answers: Mapping[int, Sequence[str]], *, form_key: UUID, sender_key: str) -> None:
    """Count what was answered, by the id of the question; the same form sent twice counts once.

    Raises `ValidationError` with a sentence when no answers are taken now, an answer is none of the question's, one
    that is needed is missing, or too many came from the network.
    """
    _one_at_a_time(poll)
    if poll.ballots.filter(form_key=form_key).exists():
        return
    current = Poll.objects.get(pk=poll.pk)
    if not current.is_open():
        raise ValidationError(_("Cuộc thăm dò không nhận trả lời lúc này."))
    if poll.ballots.filter(sender_key=sender_key).count() >= PER_NETWORK:
        raise ValidationError(_("Hôm nay đã nhận nhiều trả lời từ mạng của bạn. Hãy trả lời vào ngày khác."))
    questions = list(current.questions.all())
    for question in questions:
        _check(question, answers.get(question.pk, ()))
    PollBallot.objects.create(poll=current, form_key=form_key, sender_key=sender_key)
    for question in questions:
        for choice in dict.fromkeys(answers.get(question.pk, ())):
            _count(question, choice)


def _one_at_a_time(poll: Poll) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"poll {poll.pk}"])


def _check(question: PollQuestion, given: Sequence[str]) -> None:
    known = question.choices
    if any(choice not in known for choice in given) or (len(given) > 1 and not question.several):
        raise ValidationError(_("Lựa chọn không hợp lệ ở câu “%(question)s”.") % {"question": question.text})
    if question.required and not given:
        raise ValidationError(_("Hãy trả lời câu “%(question)s”.") % {"question": question.text})


def _count(question: PollQuestion, choice: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dialogue_polltally AS kept (question_id, choice, number) VALUES (%s, %s, 1)"
            " ON CONFLICT (question_id, choice) DO UPDATE SET number = kept.number + 1",
            [question.pk, choice],
        )


def results(poll: Poll) -> list[Result]:
    """What came of each question; two queries however many there are."""
    questions = list(poll.questions.all())
    kept = PollTally.objects.filter(question__in=[question.pk for question in questions if question.pk])
    numbers = {(tally.question_id, tally.choice): tally.number for tally in kept}
    return [Result(one, [(choice, numbers.get((one.pk, choice), 0)) for choice in one.choices]) for one in questions]


def rows(found: Iterable[Result]) -> list[tuple[str, str, int]]:
    """The results as question, answer and number, for a table to take away."""
    return [(result.question.text, choice, number) for result in found for choice, number in result.rows]


def forget_keys() -> int:
    """Forget from which network an answer came once its day is over; returns of how many."""
    old = PollBallot.objects.filter(sent_on__lt=today() - KEYS_KEPT).exclude(sender_key="")
    return old.update(sender_key="")
