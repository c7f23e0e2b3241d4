"""Consultations on drafts, comments and issues of the gazette; every function passes the owning unit explicitly."""

import uuid
from datetime import date, timedelta

from sites.documents.enums import CommentState
from sites.documents.models import Consultation, ConsultationComment, GazetteIssue, GazetteItem
from sites.units.models import Unit, today


def make_consultation(
    unit: Unit, title: str = "Dự thảo quy chế quản lý chợ", *, opens: int = -5, closes: int = 15, **fields: object
) -> Consultation:
    """A published consultation that opens and closes so many days from today."""
    fields.setdefault("summary", "Quy định nơi bán hàng, phí và vệ sinh.")
    fields.setdefault("drafted_by", "Phòng Kinh tế")
    fields.setdefault("receiver", "Phòng Kinh tế, số 1 đường Thử Nghiệm")
    day = today()
    return Consultation.objects.create(
        unit=unit, title=title, opens_on=day + timedelta(days=opens), closes_on=day + timedelta(days=closes), **fields
    )


def make_comment(
    consultation: Consultation, body: str = "Cần thêm chỗ để xe.", *, state: str = CommentState.SHOWN, **fields: object
) -> ConsultationComment:
    return ConsultationComment.objects.create(
        consultation=consultation, body=body, state=state, form_key=uuid.uuid4(), **fields
    )


def make_issue(unit: Unit, number: str = "12", day: date = date(2026, 3, 5), *items: dict, **fields: object):
    """A published issue with these items: `{"document": …}` or `{"symbol": …, "abstract": …, "pages": …}`."""
    issue = GazetteIssue.objects.create(unit=unit, number=number, published_on=day, **fields)
    for order, item in enumerate(items):
        GazetteItem.objects.create(issue=issue, sort_order=order, **item)
    return issue
