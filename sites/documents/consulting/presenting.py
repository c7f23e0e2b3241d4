"""What the pages of consultations and of the gazette show."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from portal.core import page_cache
from portal.media import bodies
from sites.units import hosts
from sites.units.enums import HostRole
from sites.units.models import HostName, Unit

from ..models import Consultation, ConsultationComment, GazetteIssue, OfficialDocument
from ..services.consultations import shown_comments
from ..services.serving import public_documents

COMMENTS_SHOWN = 30


def roots(units: Iterable[Unit]) -> dict[int, str]:
    """The address of each unit's site, in one query."""
    rows = HostName.objects.on().filter(role=HostRole.PRIMARY, unit__in=units).values_list("unit_id", "host")
    return {unit_id: hosts.root_url(host) for unit_id, host in rows}


def document_urls(documents: Iterable[OfficialDocument | None]) -> dict[int, str]:
    """Where those of the documents that anybody may read are, by their keys."""
    keys = {document.pk for document in documents if document is not None}
    found = list(public_documents().filter(pk__in=keys).only("unit_id", "slug").order_by()) if keys else []
    root = roots({document.unit_id for document in found}) if found else {}
    return {
        document.pk: root[document.unit_id] + reverse("documents:document", args=[document.slug])
        for document in found
        if document.unit_id in root
    }


def state_of(consultation: Consultation) -> str:
    """Where it stands now, in one word for templates."""
    if consultation.is_over():
        return "over"
    return "open" if consultation.begins_at <= timezone.now() else "coming"


def watch(request: HttpRequest, consultation: Consultation) -> None:
    """The page is right until the consultation begins or ends; nobody saves anything at that moment."""
    for moment in (consultation.begins_at, consultation.ends_at):
        if moment > timezone.now():
            page_cache.right_until(request, moment)


def consultation_context(consultation: Consultation, request: Any) -> dict[str, Any]:
    """What the page of a consultation shows beside its comments."""
    watch(request, consultation)
    result = consultation.result_document
    return {
        "consultation": consultation,
        "state": state_of(consultation),
        "body": bodies.prepare(consultation.body, request),
        "files": list(consultation.files.all()),
        "result": result,
        "result_url": document_urls([result]).get(result.pk, "") if result else "",
        "comments_total": shown_comments(consultation).count() if consultation.pk else 0,
        "breadcrumb_title": consultation.title,
    }


def numbered(comments: Iterable[ConsultationComment], before: int) -> list[tuple[int, ConsultationComment]]:
    """The comments with their numbers, which stay the same on every page of the list."""
    return list(enumerate(comments, start=before + 1))


def gazette_context(issue: GazetteIssue) -> dict[str, Any]:
    """An issue and what is in it, with the addresses of what is on the portal."""
    items = list(issue.items.all())
    urls = document_urls(item.document for item in items)
    rows = []
    for item in items:
        document = item.document
        # A document that is not public, or not any more, is named by what is printed of it, never by itself.
        is_public = document is not None and document.pk in urls
        rows.append(
            {
                "symbol": document.heading if is_public and not item.symbol else item.symbol,
                "abstract": document.title if is_public and not item.abstract else item.abstract,
                "pages": item.pages,
                "url": urls[document.pk] if is_public else "",
            }
        )
    return {"issue": issue, "rows": rows, "breadcrumb_title": str(issue)}
