"""What each unit adds to procedures: where, when, whom to ask."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from sites.units.models import UnitOwned, UnitWorkflowMixin

from ..enums import Offered
from .procedures import Procedure

# What may be inherited, one by one.
INHERITED = ("place", "address", "hours", "contact", "phone", "email", "fee", "person", "note")


class LocalFacts(
    UnitOwned,
    UnitWorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    models.Model,
):
    """What a unit says of a procedure, or of all of them where `procedure` is empty.

    What is left empty is inherited: from what the unit says of all procedures, then from the units above it, each
    asked in the same order (`services.facts`). Nothing is copied, so that what a province changes holds everywhere
    at once.
    """

    procedure = models.ForeignKey(
        Procedure,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="local_facts",
        verbose_name=_("thủ tục"),
        help_text=_("Để trống: áp dụng cho mọi thủ tục mà đơn vị tiếp nhận."),
    )
    offered = models.CharField(_("tiếp nhận hồ sơ"), max_length=9, choices=Offered, default=Offered.INHERITED)
    place = models.CharField(
        _("nơi nộp hồ sơ"), max_length=250, blank=True, help_text=_("Ví dụ: Trung tâm Phục vụ hành chính công xã.")
    )
    address = models.CharField(_("địa chỉ"), max_length=250, blank=True)
    hours = models.CharField(
        _("giờ làm việc"),
        max_length=250,
        blank=True,
        help_text=_("Ví dụ: thứ Hai đến thứ Sáu, 7:30–11:30, 13:30–17:00."),
    )
    contact = models.CharField(_("bộ phận phụ trách"), max_length=200, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=50, blank=True)
    email = models.EmailField(_("thư điện tử công vụ"), blank=True)
    fee = models.CharField(
        _("phí, lệ phí tại địa phương"),
        max_length=300,
        blank=True,
        help_text=_("Theo nghị quyết của Hội đồng nhân dân."),
    )
    person = models.CharField(_("người phụ trách"), max_length=150, blank=True)
    note = models.CharField(_("lưu ý"), max_length=500, blank=True)
    is_shared = models.BooleanField(default=False, editable=False)

    search_fields = [
        index.SearchField("place"),
        index.AutocompleteField("place"),
        index.FilterField("unit"),
        index.FilterField("live"),
        index.FilterField("is_shared"),
        index.FilterField("procedure"),
    ]

    class Meta:
        verbose_name = _("thông tin tiếp nhận tại đơn vị")
        verbose_name_plural = _("thông tin tiếp nhận tại đơn vị")
        ordering = ["unit", "procedure", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "procedure"],
                name="procedures_facts_once",
                nulls_distinct=False,
                violation_error_message=_("Đơn vị đã có thông tin cho thủ tục này. Hãy sửa thông tin đó."),
            ),
            models.CheckConstraint(
                condition=Q(procedure__isnull=False) | ~Q(offered=Offered.NO),
                name="procedures_not_all_off",
                violation_error_message=_("Hãy chọn thủ tục mà đơn vị không tiếp nhận."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.procedure) if self.procedure_id else str(_("Mọi thủ tục"))

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "procedures/facts_preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        # What a page shows is put together from these models.
        from ..services.facts import preview

        return super().get_preview_context(request, mode_name) | {"facts": preview(self)}
