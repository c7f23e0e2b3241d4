"""What a unit has delivered of its cases: taken, checked and on its way, with rows set aside, and its tokens."""

from django.utils import timezone

from sites.procedures.cases.enums import Channel, DeliveryState, Fault
from sites.procedures.cases.tokens import digest_of
from sites.procedures.models import CaseDelivery, CaseFault, CaseToken
from sites.units.enums import Role

from .estate import Estate


def add_cases(estate: Estate) -> None:
    """A delivery in every state that the admin knows, each with a row set aside; a token in force and a revoked one."""
    for number, state in enumerate(DeliveryState.values):
        delivery = CaseDelivery.objects.create(
            unit=estate.unit,
            by=estate.people[Role.EDITOR],
            channel=Channel.FILE,
            name=estate.word("case-delivery"),
            message=estate.word("case-delivery:message"),
            key=f"lo-{number}",
            state=state,
            made=1,
            columns=["code", "state"],
        )
        estate.add("procedures.casedelivery", delivery)
        fault = CaseFault.objects.create(
            delivery=delivery,
            line=number + 1,
            code=estate.bare("case-fault:code")[:40],
            kind=Fault.STATE,
            reason=estate.word("case-fault:reason"),
        )
        estate.add("procedures.casefault", fault)
    for revoked_at in (None, timezone.now()):
        token = CaseToken.objects.create(
            unit=estate.unit,
            name=estate.word("case-token"),
            hint=estate.bare("case-token:hint")[:12],
            digest=digest_of(estate.bare("case-token:secret")),
            made_by=estate.people[Role.UNIT_ADMIN],
            revoked_at=revoked_at,
        )
        estate.add("procedures.casetoken", token)
