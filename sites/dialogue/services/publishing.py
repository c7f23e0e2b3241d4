"""From an answered case to what everybody may read: the machine proposes what is hidden, people decide, the rest is
the unit's workflow."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal
from django.utils.translation import gettext as _

from portal.core import page_cache, personal_data, text
from portal.core.personal_data import Finding
from sites.documents.services.serving import closed_units
from sites.units.enums import Action

from ..enums import CaseState, Happening, Publication
from ..models import Case, CaseEvent, PublishedCase
from .handling import require

# Every page of the dialogue depends on this version, on whatever site.
PAGES = "dialogue"

# Sent in the transaction of the change with `keys`, those of what readers now see otherwise.
published_changed = Signal()


@dataclass(frozen=True)
class Looked:
    """A text with what the machine found in it, and what would be left."""

    original: str
    findings: list[Finding]

    @property
    def proposed(self) -> str:
        return personal_data.hide(self.original, self.findings)

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """The text in pieces of (words, label), the label empty for what stays."""
        made, place = [], 0
        for one in self.findings:
            made += [(self.original[place : one.start], ""), (self.original[one.start : one.end], one.label)]
            place = one.end
        return [piece for piece in [*made, (self.original[place:], "")] if piece[0]]


def look(case: Case) -> dict[str, Looked]:
    """What the machine finds in the title, the question and the answer of a case, knowing who sent it."""
    known = [("name", case.name), ("email", case.email), ("phone", case.phone), ("address", case.address)]
    texts = {"title": case.subject, "question": case.body, "answer": case.answer}
    return {name: Looked(words, personal_data.find(words, known)) for name, words in texts.items()}


def why_not_publish(case: Case) -> str | None:
    """Why a case cannot be published, as a sentence; None where it can."""
    if case.state != CaseState.ANSWERED:
        return _("Chỉ công bố vụ việc đã trả lời.")
    if case.is_sealed_away:
        return _("Nội dung gốc đã bị xoá.")
    rule = case.kind.publication
    if rule == Publication.NEVER:
        return _("Loại này không được công bố.")
    if rule == Publication.CONSENT and not case.may_publish:
        return _("Người gửi không đồng ý công bố.")
    if case.events.filter(what=Happening.REMOVAL_ASKED).exists():
        return _("Người gửi đã đề nghị không công bố.")
    return None


@transaction.atomic
def propose(case: Case, *, by: Any) -> PublishedCase:
    """Make the draft of what will be published, with what the machine proposes hidden already; once for a case.

    It goes on line by the unit's workflow. Raises `ValidationError` with a sentence where it may not be published.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("kind", "unit").get(pk=case.pk)
    require(by, case, Action.CHANGE)
    if known := PublishedCase.objects.filter(case=case).first():
        return known
    if reason := why_not_publish(case):
        raise ValidationError(reason)
    looked = look(case)
    published = PublishedCase(
        unit=case.unit,
        owner=by,
        case=case,
        kind=case.kind,
        field=case.field,
        title=looked["title"].proposed[:200],
        question=looked["question"].proposed[: PublishedCase._meta.get_field("question").max_length],
        answer=looked["answer"].proposed,
        shown_name=case.name if case.show_name else "",
        asked_on=case.received_on,
        # An answered case is a finished one.
        answered_on=case.finished_on or case.received_on,
        live=False,
    )
    published.save()
    published.save_revision(user=by)
    CaseEvent.objects.create(case=case, what=Happening.PROPOSED, unit=case.unit, by=by)
    return published


def complete(published: PublishedCase) -> None:
    """Fill what follows from other fields, before every save; an address once given stays."""
    published.title = text.normalise(published.title)
    if not published.slug:
        base = text.slugify(published.title, 100) or "hoi-dap"
        of_unit = PublishedCase.objects.filter(unit=published.unit_id, slug__startswith=base)
        taken = set(of_unit.values_list("slug", flat=True))
        published.slug = next(slug for slug in addresses(base) if slug not in taken)


def addresses(base: str) -> Iterable[str]:
    """The addresses that a thing of this name may have, the plainest first; there is no end of them."""
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def changed(published: PublishedCase) -> None:
    """Expire what is kept of published cases after the commit, and tell whoever listens."""
    sites = [published.unit.site_id] if published.unit.site_id else []
    page_cache.expire(PAGES, *(page_cache.site(site_id) for site_id in sites))
    published_changed.send(sender=PublishedCase, keys=[published.pk])


def public_cases() -> QuerySet[PublishedCase]:
    """What everybody may read: published, of units whose site is open."""
    found = PublishedCase.objects.filter(live=True)
    closed = closed_units()
    return found.exclude(unit__in=closed) if closed else found
