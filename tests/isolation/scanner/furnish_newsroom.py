"""Fills a unit with what its newsroom has: alerts, what flows along the tree, royalties."""

from datetime import date, timedelta

from django.utils import timezone

from sites.newsroom.enums import ProposalState, ProposalStepKind
from sites.newsroom.models import (
    Adaptation,
    Alert,
    Genre,
    Proposal,
    ProposalStep,
    Push,
    PushReceipt,
    RoyaltyAdjustment,
    RoyaltyEntry,
    RoyaltyLine,
    RoyaltyMonth,
    RoyaltyRate,
)
from sites.units.enums import AudienceKind, Role

from .estate import Estate


def add_alerts(estate: Estate) -> None:
    """Alerts that nobody reads yet, of the unit and all below it: the one that waits and one that was taken off."""
    begins = timezone.now() + timedelta(days=7)
    for withdrawn_at in (None, timezone.now()):
        alert = Alert.objects.create(
            unit=estate.unit,
            owner=estate.people[Role.PUBLISHER],
            text=estate.word("alert"),
            text_en=estate.word("alert:en"),
            link=f"https://example.test/{estate.bare('alert:link')}",
            starts_at=begins,
            ends_at=begins + timedelta(days=1),
            withdrawn_at=withdrawn_at,
            audience=AudienceKind.SUBTREE,
            area=estate.unit,
            keys=[f"in:{estate.unit.uuid}"],
        )
        estate.add("newsroom.alert", alert)


def add_flow(estate: Estate) -> None:
    """An item sent to the unit itself and one withdrawn, with a receipt; a proposal that waits and one that is over."""
    page, now = estate.pages["published"], timezone.now()
    for withdrawn_at in (None, now):
        push = Push.objects.create(
            unit=estate.unit,
            owner=estate.people[Role.PUBLISHER],
            page=page,
            title=estate.word("push"),
            starts_at=now + timedelta(days=7),
            ends_at=now + timedelta(days=8),
            withdrawn_at=withdrawn_at,
            withdrawal_reason=estate.word("push:reason"),
            audience=AudienceKind.SUBTREE,
            area=estate.unit,
            keys=[f"unit:{estate.unit.uuid}"],
        )
        estate.add("newsroom.push", push)
        estate.add("newsroom.pushreceipt", PushReceipt.objects.create(push=push, unit=estate.unit, received_at=now))
    adaptation = Adaptation.objects.create(
        article=estate.pages["draft"], source_title=estate.word("adaptation"), followed_at=now
    )
    estate.add("newsroom.adaptation", adaptation)
    for state in (ProposalState.WAITING, ProposalState.DECLINED):
        proposal = Proposal.objects.create(
            unit=estate.unit,
            owner=estate.people[Role.PUBLISHER],
            page=page,
            title=estate.word("proposal"),
            note=estate.word("proposal:note"),
            goal=estate.unit,
            at=estate.unit,
            state=state,
        )
        estate.add("newsroom.proposal", proposal)
        step = ProposalStep.objects.create(
            proposal=proposal, kind=ProposalStepKind.PROPOSED, unit=estate.unit, note=estate.word("proposal:step")
        )
        estate.add("newsroom.proposalstep", step)


def add_royalties(estate: Estate) -> None:
    """The unit's genres under marked names, what they are worth, and what somebody got for articles of two months."""
    for genre in Genre.objects.filter(unit=estate.unit):
        genre.name = estate.word("genre")
        genre.save()
        rate = RoyaltyRate.objects.create(unit=estate.unit, genre=genre, amount=150_000, valid_from=date(2026, 1, 1))
        estate.add("newsroom.royaltyrate", rate)
        estate.add("newsroom.genre", genre)
    for number, month in enumerate((date(2026, 9, 1), date(2026, 10, 1))):
        row = estate.add("newsroom.royaltymonth", RoyaltyMonth.objects.create(unit=estate.unit, month=month))
        entry = RoyaltyEntry.objects.create(
            unit=estate.unit,
            month=row,
            article=estate.pages["published" if number else "edited"],
            title=estate.word("royalties:title"),
            genre_name=estate.word("royalties:genre"),
            rate=150_000,
            published_at=timezone.now(),
        )
        line = RoyaltyLine.objects.create(
            entry=entry,
            person=estate.people[Role.EDITOR],
            name=estate.word("royalties:name"),
            pen_name=estate.word("royalties:pen-name"),
            share=100,
            computed=150_000,
            amount=160_000,
        )
        RoyaltyAdjustment.objects.create(
            line=line,
            before=150_000,
            after=160_000,
            reason=estate.word("royalties:reason"),
            by=estate.people[Role.PUBLISHER],
            by_name=estate.word("royalties:by"),
        )
        estate.add("newsroom.royaltyentry", entry)
        estate.add("newsroom.royaltyline", line)
    closed = estate.things["newsroom.royaltymonth"][0]
    closed.closed_at, closed.closed_by_name = timezone.now(), estate.word("royalties:closed-by")
    closed.save()
