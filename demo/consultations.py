"""The demo's drafts open for comment, from one still to open to one whose document has been issued."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.rich_text import RichText

from sites.documents.enums import BodyKind, CommentRoad, CommentState, RelationKind
from sites.documents.models import (
    Consultation,
    ConsultationComment,
    ConsultationFile,
    DocumentRelation,
    DocumentType,
    Field,
    OfficialDocument,
)
from sites.documents.services import body_of, save_document
from sites.units.enums import Role
from sites.units.models import RoleAssignment, UnitVersion, today

from . import pictures
from .accounts import unit_named
from .documents import SERIES, articles, signer_title
from .facts import Country, in_sentence
from .models import DemoItem
from .texts import content
from .writing import blocks

# What the issued document is based on: the law on receiving citizens, which the province's site has.
BASIS = "42/2013/QH13"


class Table:
    """Lays the drafts of the units out for comment, each once and in one transaction."""

    def __init__(self, country: Country) -> None:
        self.country = country

    @cached_property
    def types(self) -> dict[str, DocumentType]:
        return {row.code: row for row in DocumentType.objects.all()}

    @cached_property
    def fields(self) -> dict[str, Field]:
        return {row.code: row for row in Field.objects.all()}

    def write(self) -> None:
        """All drafts of the units that the list of units has."""
        for plan in content("consultations.toml")["consultation"]:
            version = unit_named(self.country, plan["tier"], plan["name"])
            key = f"consultation:{plan['id']}"
            if version is None or DemoItem.objects.filter(key=key).exists():
                continue
            with transaction.atomic():
                self._draft(version, plan)
                DemoItem.objects.create(key=key)

    def _draft(self, version: UnitVersion, plan: dict[str, Any]) -> None:
        facts = self.country.facts(version, Random(plan["id"]))
        results_at = timezone.now() + timedelta(days=plan["closes"] + 20) if plan.get("results") else None
        consultation = Consultation.objects.create(
            unit=version.unit,
            title=plan["title"],
            summary=plan["summary"],
            body=blocks(plan["body"], facts, Random(plan["id"]), lambda _kind: None),
            drafted_by=plan["drafted_by"],
            type=self.types[plan["type"]],
            field=self.fields[plan["field"]],
            opens_on=today() + timedelta(days=plan["opens"]),
            closes_on=today() + timedelta(days=plan["closes"]),
            receiver=f"{plan['drafted_by']}, {facts['dia_chi'][:1].lower()}{facts['dia_chi'][1:]}",
            receiver_email=facts["thu_dien_tu"],
            receiver_phone=facts["dien_thoai"],
            conclusion=plan.get("conclusion", ""),
            results_at=results_at,
            result_document=self._issued(version, plan) if "issued" in plan else None,
            is_sample=True,
        )
        for order, (title, lines) in enumerate(_papers(plan, facts)):
            stored = pictures.document(version, title, lines)
            ConsultationFile.objects.create(consultation=consultation, file=stored, title=title, sort_order=order)
        publisher = RoleAssignment.objects.filter(unit=version.unit, role=Role.PUBLISHER).first()
        by = publisher.person if publisher else None
        ConsultationComment.objects.bulk_create(_comment(consultation, row, by) for row in plan.get("comment", ()))

    def _issued(self, version: UnitVersion, plan: dict[str, Any]) -> OfficialDocument:
        """The document that followed the draft."""
        issued, body = plan["issued"], body_of(version.unit, BodyKind.COMMITTEE)
        day = today() + timedelta(days=issued["days"])
        document = save_document(
            OfficialDocument(
                unit=version.unit,
                symbol=f"{issued['number']}/{day.year}/{issued['abbreviation']}-UBND-{SERIES}",
                type=self.types[plan["type"]],
                issuer=body,
                field=self.fields[plan["field"]],
                abstract=issued["abstract"].format(name=in_sentence(version)),
                signer_title=signer_title(body),
                issued_on=day,
                effective_on=day + timedelta(days=10),
                recipients="Như trên;\nLưu: VT.",
                body=[("text", RichText("".join(articles(issued["articles"]))))],
                is_sample=True,
            )
        )
        basis = OfficialDocument.objects.filter(unit=version.unit, symbol=BASIS).first()
        DocumentRelation.objects.create(source=document, kind=RelationKind.BASED_ON, target=basis, target_symbol=BASIS)
        return document


def _papers(plan: dict[str, Any], facts: dict[str, str]) -> Iterator[tuple[str, list[str]]]:
    """The files of a draft: its text and the submission, as titles and paragraphs."""
    subject = f"{plan['title'][:1].lower()}{plan['title'][1:]}"
    lines = [line.lstrip("#-| ").rstrip(" |") for line in plan["body"].format_map(facts).splitlines()]
    yield f"Toàn văn {subject}", [line for line in lines if line]
    yield (
        f"Tờ trình về {subject}",
        [
            "1. Sự cần thiết: quy định hiện hành chưa theo kịp thực tế; người dân đã kiến nghị nhiều lần.",
            f"2. Nội dung chính: {plan['summary']}",
            "3. Việc lấy ý kiến: đăng trên Cổng thông tin điện tử; mỗi góp ý đều được trả lời.",
        ],
    )


def _comment(consultation: Consultation, row: dict[str, Any], by: Any) -> ConsultationComment:
    state = row.get("state", CommentState.WAITING)
    received: datetime = consultation.begins_at + timedelta(days=row["day"], hours=9, minutes=17)
    received = min(received, timezone.now())
    road = row.get("road", CommentRoad.PORTAL)
    decided = state != CommentState.WAITING
    return ConsultationComment(
        consultation=consultation,
        road=road,
        received_at=received,
        consented_at=received if road == CommentRoad.PORTAL else None,
        provision=row.get("provision", ""),
        body=row["body"],
        name=row.get("name", ""),
        show_name=row.get("show", False),
        state=state,
        refusal=row.get("refusal", ""),
        decided_by=by if decided else None,
        decided_at=received + timedelta(hours=5) if decided else None,
        verdict=row.get("verdict", ""),
        answer=row.get("answer", ""),
        answered_by=by if "answer" in row else None,
        answered_at=consultation.ends_at + timedelta(days=7) if "answer" in row else None,
    )
