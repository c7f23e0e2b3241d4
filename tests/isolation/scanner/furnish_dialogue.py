"""What has been sent to a unit: cases in every state with files and history, templates; and who subscribes to it."""

from datetime import date

from django.core.files.base import ContentFile
from django.utils import timezone

from sites.dialogue.enums import OPEN_STATES, CaseState, Happening
from sites.dialogue.models import AnswerTemplate, Case, CaseEvent, CaseFile, CaseKind
from sites.subscriptions.models import Subscription, Told
from sites.units.enums import Role

from .estate import Estate


def add_dialogue(estate: Estate) -> None:
    """A case in every state, each with a note and a file; late ones among them."""
    kind = CaseKind.objects.get(code="hoi-dap")
    for number, state in enumerate(CaseState.values):
        case = Case.objects.create(
            code=f"26-{estate.unit.pk:04}-{number:04}"[:16],
            kind=kind,
            unit=estate.unit,
            first_unit=estate.unit,
            state=state,
            subject=estate.word("case:subject"),
            body=estate.word("case:body"),
            name=estate.word("case:name"),
            email=f"{estate.bare('case-email')}@example.test".lower(),
            draft=estate.word("case:draft"),
            answer=estate.word("case:answer") if state == CaseState.ANSWERED else "",
            consented_at=timezone.now(),
            may_publish=True,
            answer_days=15,
            counted="working_days",
            warn_days=3,
            received_on=date(2026, 3, 2),
            forward_by=date(2026, 3, 4),
            due_on=date(2026, 3, 23),
            finished_on=None if state in OPEN_STATES else date(2026, 3, 20),
        )
        estate.add("dialogue.case", case)
        for what in (Happening.RECEIVED, Happening.NOTED):
            text = estate.word("case-event:text") if what == Happening.NOTED else ""
            by = estate.people[Role.EDITOR]
            CaseEvent.objects.create(case=case, what=what, unit=estate.unit, by=by, text=text)
        file = CaseFile(case=case, name=estate.word("case-file")[:150], size=3)
        file.file.save("tep", ContentFile(b"tep"))
        estate.add("dialogue.casefile", file)
    template = AnswerTemplate.objects.create(
        unit=estate.unit, title=estate.word("template"), body=estate.word("template:body")
    )
    estate.add("dialogue.answertemplate", template)
    # Who subscribes is seen by nobody, not even by the people of the unit.
    for number, confirmed in enumerate((True, False)):
        subscription = Subscription.objects.create(
            unit=estate.unit,
            email=f"{estate.bare('subscription-email')}@example.test".lower(),
            topics=["news", "alerts"],
            confirmed_at=timezone.now() if confirmed else None,
            told_until=date(2026, 3, 2) if confirmed else None,
            sender_key=f"{number}",
        )
        estate.add("subscriptions.subscription", subscription)
        Told.objects.create(subscription=subscription, topic="alerts", key=str(number))
