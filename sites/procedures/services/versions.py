"""What was published of a procedure from when to when: snapshots, each with the days it held."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ..models import Procedure, ProcedureVersion

# Kept as they are; what they name is kept beside them in words.
PLAIN = (
    "code",
    "name",
    "summary",
    "keywords",
    "sets",
    "time_value",
    "time_unit",
    "time_note",
    "applicants",
    "decided_by",
    "result",
    "conditions",
    "national_url",
)
STREAMS = ("steps", "ways", "dossiers", "fees")
MARK_LENGTH = 12


def content_of(procedure: Procedure) -> dict[str, Any]:
    """All that a page shows of a procedure as JSON: plain values, lists of blocks without their ids, names of lists,
    documents and files by key and by name.

    Reads child rows of the object as they are in memory, so that a draft can be looked at.
    """
    content: dict[str, Any] = {name: getattr(procedure, name) for name in PLAIN}
    content |= {name: [_without_ids(block.get_prep_value()) for block in getattr(procedure, name)] for name in STREAMS}
    # A snapshot is in one language whoever publishes.
    with override(procedure.locale.language_code):
        content["field"] = str(procedure.field)
        content["agency"] = str(procedure.agency)
        content["tiers"] = [str(tier) for tier in sorted(procedure.tiers.all(), key=lambda tier: tier.rank)]
    announced = procedure.announced_by
    content["announced_by"] = {"pk": announced.pk, "text": announced.heading} if announced else None
    content["bases"] = [
        {
            "pk": basis.document_id,
            "text": f"{basis.document.heading}: {basis.document.title}" if basis.document else basis.text,
            "provisions": basis.provisions,
        }
        for basis in procedure.bases.all()
    ]
    content["forms"] = [
        {
            "title": str(form),
            "name": form.stored.name,
            "size": form.stored.size,
            "mark": form.stored.sha256[:MARK_LENGTH],
        }
        for form in procedure.attachments.all()
    ]
    return content


def _without_ids(block: Any) -> Any:
    """A block as it was typed: the same words published twice are the same."""
    if isinstance(block, dict):
        value = block["value"] if set(block) <= {"type", "value", "id"} and "value" in block else block
        if value is not block:
            return _without_ids(value)
        return {key: _without_ids(part) for key, part in block.items()}
    if isinstance(block, list):
        return [_without_ids(part) for part in block]
    return block


@transaction.atomic
def keep_version(procedure: Procedure) -> ProcedureVersion | None:
    """Note what has just been published; None where nothing is different.

    A later first day closes the open version and opens the next; the same day corrects the open one.
    """
    content = content_of(procedure)
    latest = ProcedureVersion.objects.select_for_update().filter(procedure=procedure).order_by("-number").first()
    if latest is not None:
        if latest.content == content and latest.valid_from >= procedure.valid_from:
            return None
        if procedure.valid_from <= latest.valid_from:
            latest.content, latest.corrected_at = content, timezone.now()
            latest.note = procedure.change_note or latest.note
            latest.save(update_fields=["content", "corrected_at", "note"])
            return latest
        latest.valid_to = procedure.valid_from
        latest.save(update_fields=["valid_to"])
    return ProcedureVersion.objects.create(
        procedure=procedure,
        number=latest.number + 1 if latest else 1,
        content=content,
        note=procedure.change_note,
        valid_from=procedure.valid_from,
    )


def why_not_from(procedure: Procedure, day: date) -> str | None:
    """Why the content cannot apply from this day, as a sentence; None when it can."""
    latest = ProcedureVersion.objects.filter(procedure=procedure.pk).order_by("-number").first()
    if latest is not None and day < latest.valid_from:
        return _("Nội dung đang công bố áp dụng từ %(day)s; hãy ghi ngày đó (đính chính) hoặc một ngày sau đó.") % {
            "day": f"{latest.valid_from:%d/%m/%Y}"
        }
    return None
