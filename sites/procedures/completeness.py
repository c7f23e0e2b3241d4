"""What a procedure must have before it is published: the items the law names (TT 32/2017 art. 5.1)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sites.units.checklists import register_point
from sites.units.models import today

from .models import Procedure
from .services.versions import why_not_from


@register_point("procedure_steps", gettext_lazy("Trình tự thực hiện"), Procedure)
def has_steps(procedure: Procedure) -> Iterator[str]:
    if not procedure.steps:
        yield _("Hãy ghi các bước thực hiện.")


@register_point("procedure_dossier", gettext_lazy("Thành phần hồ sơ"), Procedure)
def has_a_dossier(procedure: Procedure) -> Iterator[str]:
    if not procedure.dossiers:
        yield _("Hãy ghi thành phần hồ sơ.")


@register_point("procedure_ways", gettext_lazy("Cách thức thực hiện"), Procedure)
def has_ways(procedure: Procedure) -> Iterator[str]:
    if not procedure.ways:
        yield _("Hãy ghi ít nhất một cách nộp hồ sơ.")


@register_point("procedure_time", gettext_lazy("Thời hạn giải quyết"), Procedure, field="time_value")
def has_a_time_limit(procedure: Procedure) -> Iterator[str]:
    if procedure.time_value is None and not procedure.time_note.strip():
        yield _("Hãy ghi thời hạn giải quyết; “0” là ngay trong ngày.")


@register_point("procedure_basis", gettext_lazy("Căn cứ pháp lý"), Procedure)
def has_a_basis(procedure: Procedure) -> Iterator[str]:
    if not procedure.bases.all() and not procedure.announced_by_id:
        yield _("Hãy ghi căn cứ pháp lý hoặc quyết định công bố.")


@register_point("procedure_level_reason", gettext_lazy("Lý do chưa toàn trình"), Procedure)
def says_why_not_fully_on_line(procedure: Procedure) -> Iterator[str]:
    """NĐ 224/2026 art. 14: partly on line only with the published reason."""
    for row in procedure.levels.all():
        if row.level_id and row.level.needs_reason and not row.reason.strip():
            yield _("Hãy ghi lý do của mức “%(level)s”.") % {"level": row.level.name}


@register_point("procedure_from", gettext_lazy("Ngày áp dụng"), Procedure, field="valid_from")
def applies_from_a_day_that_can_be(procedure: Procedure) -> Iterator[str]:
    """What is published is in force; what comes later is published on its day."""
    scheduled = procedure.go_live_at and procedure.go_live_at.date() >= procedure.valid_from
    if procedure.valid_from > today() and not scheduled:
        yield _("Nội dung áp dụng từ %(day)s: hãy đặt lịch đăng vào ngày đó, hoặc sửa ngày áp dụng.") % {
            "day": f"{procedure.valid_from:%d/%m/%Y}"
        }
    if reason := why_not_from(procedure, procedure.valid_from):
        yield reason
