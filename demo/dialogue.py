"""The demo's questions and reports: a few with their whole story, and numbers of what has been erased long ago."""

import uuid
from datetime import datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.core.working_days import calendar
from sites.dialogue.enums import CaseState, Happening
from sites.dialogue.models import (
    Case,
    CaseEvent,
    CaseKind,
    Poll,
    PollBallot,
    PollQuestion,
    PollTally,
    PublishedCase,
)
from sites.dialogue.services import clock, links
from sites.documents.models import Field
from sites.units.models import Unit, UnitVersion, today

from .accounts import unit_named
from .facts import Country
from .models import DemoItem
from .texts import content

# Of each unit, so many that ended this year and whose words are gone: what figures are made of.
COUNTED = 10


class Talk:
    """Writes the cases of the units, each once and in one transaction."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.calendar = calendar()

    @cached_property
    def kinds(self) -> dict[str, CaseKind]:
        return {kind.code: kind for kind in CaseKind.objects.all()}

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {field.code: field for field in Field.objects.all()}

    def write(self) -> None:
        """The stories of the units that the list of units has, then the numbers of all."""
        for plan in content("dialogue.toml")["case"]:
            key = f"dialogue:{plan['id']}"
            version = unit_named(self.country, plan["tier"], plan["name"])
            if version is None or DemoItem.objects.filter(key=key).exists():
                continue
            with transaction.atomic():
                self._story(version.unit, plan)
                DemoItem.objects.create(key=key)
        for plan in content("dialogue.toml")["poll"]:
            key = f"dialogue-poll:{plan['id']}"
            version = unit_named(self.country, plan["tier"], plan["name"])
            if version is None or DemoItem.objects.filter(key=key).exists():
                continue
            with transaction.atomic():
                self._poll(version.unit, plan)
                DemoItem.objects.create(key=key)
        if not DemoItem.objects.filter(key="dialogue:numbers").exists():
            with transaction.atomic():
                self._numbers(self.country.authorities)
                DemoItem.objects.create(key="dialogue:numbers")

    def _story(self, unit: Unit, plan: dict[str, Any]) -> None:
        received = _at(plan["days"])
        case = self._case(unit, self.kinds[plan["kind"]], received)
        case.code, case.field = links.new_code(), self.fields.get(plan.get("field", ""))
        case.subject, case.body, case.place = plan["subject"], plan["body"], plan.get("place", "")
        case.may_publish = True
        case.save()
        CaseEvent.objects.create(case=case, what=Happening.RECEIVED, unit=unit, at=received)
        to = unit_named(self.country, plan["to_tier"], plan["to_name"]) if "to_name" in plan else None
        if to is not None:
            moment = received + timedelta(hours=20)
            reason = "Thuộc thẩm quyền của Sở."
            CaseEvent.objects.create(
                case=case, what=Happening.FORWARDED, unit=unit, to_unit=to.unit, at=moment, text=reason
            )
            case.unit = to.unit
        if "answer" in plan:
            moment = received + timedelta(days=plan["answered"])
            case.state, case.answer, case.rating = CaseState.ANSWERED, plan["answer"], plan.get("rating", "")
            CaseEvent.objects.create(case=case, what=Happening.ANSWERED, unit=case.unit, at=moment)
        clock.wind(case, self.calendar)
        case.save()
        if plan.get("publish"):
            self._publish(case, plan)

    def _publish(self, case: Case, plan: dict[str, Any]) -> None:
        published = PublishedCase(
            unit=case.unit,
            case=case,
            kind=case.kind,
            field=case.field,
            title=plan["subject"],
            question=plan["public"],
            answer=plan["answer"],
            asked_on=case.received_on,
            answered_on=case.finished_on,
            live=True,
            is_sample=True,
        )
        published.save()
        published.save_revision()

    def _poll(self, unit: Unit, plan: dict[str, Any]) -> None:
        """A poll with what was answered so far."""
        poll = Poll(
            unit=unit,
            title=plan["title"],
            intro=plan["intro"],
            opens_on=today() + timedelta(days=plan["opens"]),
            closes_on=today() + timedelta(days=plan["closes"]),
            shows_results=plan["shows_results"],
            live=True,
        )
        poll.questions = [
            PollQuestion(
                text=one["text"],
                options="\n".join(one["options"]),
                several=one.get("several", False),
                sort_order=number,
            )
            for number, one in enumerate(plan["question"])
        ]
        poll.save()
        poll.save_revision()
        for question, one in zip(poll.questions.all(), plan["question"], strict=True):
            counted = zip(one["options"], one["counts"], strict=True)
            PollTally.objects.bulk_create(
                PollTally(question=question, choice=choice, number=number) for choice, number in counted
            )
        PollBallot.objects.bulk_create(
            PollBallot(poll=poll, form_key=uuid.uuid4()) for _number in range(sum(plan["question"][0]["counts"]))
        )

    def _numbers(self, versions: list[UnitVersion]) -> None:
        """Cases of which only the days and the result are left."""
        rows, kinds, fields = [], list(self.kinds.values())[:3], list(self.fields.values())
        for version in versions:
            chance = Random(f"dialogue {version.full_name}")
            for number in range(COUNTED):
                case = self._case(version.unit, chance.choice(kinds), _at(chance.randrange(40, 300)))
                case.code = f"00-{version.unit_id:05}-{number:03}"
                case.field = chance.choice(fields)
                case.due_on = self.calendar.add(case.received_on, case.answer_days)
                late = chance.random() < 0.12
                used = case.answer_days + chance.randrange(1, 6) if late else chance.randrange(1, case.answer_days)
                case.finished_on = min(self.calendar.add(case.received_on, used), today())
                case.state = CaseState.ANSWERED if chance.random() < 0.9 else CaseState.DECLINED
                case.rating = chance.choice(["", "", "1", "2", "3", "3"]) if case.state == CaseState.ANSWERED else ""
                case.purged_at = timezone.now()
                rows.append(case)
        Case.objects.bulk_create(rows, batch_size=1000)

    def _case(self, unit: Unit, kind: CaseKind, received: datetime) -> Case:
        return Case(
            kind=kind,
            unit=unit,
            first_unit=unit,
            received_at=received,
            received_on=received.date(),
            consented_at=received,
            answer_days=kind.answer_days,
            counted=kind.counted,
            warn_days=kind.warn_days,
            forward_by=self.calendar.add(received.date(), kind.forward_days),
            is_sample=True,
        )


def _at(days: int) -> datetime:
    """Nine in the morning so many days ago."""
    return timezone.make_aware(datetime.combine(today() - timedelta(days=days), time(9, 12)))
