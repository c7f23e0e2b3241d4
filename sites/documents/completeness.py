"""What a document must have before it is published: the fields the law names (NĐ 43/2011 art. 10.1.e)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sites.units.checklists import register_point

from . import services
from .models import OfficialDocument


@register_point("document_type", gettext_lazy("Loại văn bản"), OfficialDocument, field="type")
def has_a_type(document: OfficialDocument) -> Iterator[str]:
    if not document.type_id:
        yield _("Hãy chọn loại văn bản.")


@register_point("document_symbol", gettext_lazy("Số, ký hiệu"), OfficialDocument, field="symbol")
def has_a_symbol(document: OfficialDocument) -> Iterator[str]:
    if not document.symbol:
        yield _("Hãy ghi số, ký hiệu.")


@register_point("document_issuer", gettext_lazy("Cơ quan ban hành"), OfficialDocument, field="issuer")
def has_an_issuer(document: OfficialDocument) -> Iterator[str]:
    if not (document.issuer_id or document.issuer_name):
        yield _("Hãy chọn hoặc ghi tên cơ quan ban hành.")


@register_point("document_abstract", gettext_lazy("Trích yếu"), OfficialDocument, field="abstract")
def has_an_abstract(document: OfficialDocument) -> Iterator[str]:
    if not document.abstract:
        yield _("Hãy ghi trích yếu.")


# The text shows errors of its blocks only, so this one stands at the head of the form.
@register_point("document_content", gettext_lazy("Tệp hoặc toàn văn"), OfficialDocument)
def has_content(document: OfficialDocument) -> Iterator[str]:
    if not document.body and not document.attachments.all():
        yield _("Hãy đính kèm tệp của văn bản hoặc nhập toàn văn.")


@register_point("document_relations", gettext_lazy("Quan hệ không thành vòng"), OfficialDocument)
def relations_can_stand(document: OfficialDocument) -> Iterator[str]:
    """What could stand when the draft was written may close a circle with what has been published since."""
    for relation in document.relations.all():
        if reason := services.why_not_relate(document.pk, relation.target_id, relation.kind, relation.pk):
            yield reason
