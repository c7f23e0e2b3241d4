"""The registers of what a unit receives and sends: public fields only (NĐ 30/2020, annex VI)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin
from wagtail.search import index

from portal.core.fields import FoldedField
from sites.units.models import UnitOwned, UnitWorkflowMixin, today

from ..enums import Direction, Handling


class RegisterEntry(UnitOwned, UnitWorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, index.Indexed):
    """One line of a register. `direction`, `year` and `register_no` are its key in the unit, whatever is imported."""

    direction = models.CharField(_("sổ"), max_length=8, choices=Direction)
    year = models.PositiveSmallIntegerField(_("năm của sổ"))
    register_no = models.CharField(_("số đến, số đi"), max_length=20, help_text=_("Số thứ tự trong sổ của năm."))
    # The number alone, by which a register is sorted: 9 stands before 10.
    register_order = models.PositiveIntegerField(default=0, editable=False)
    registered_on = models.DateField(_("ngày đến, ngày đi"))
    correspondent = models.CharField(_("nơi gửi, nơi nhận"), max_length=300)
    symbol = models.CharField(_("số, ký hiệu văn bản"), max_length=100, blank=True)
    symbol_key = FoldedField(source="symbol", max_length=120)
    document_date = models.DateField(_("ngày văn bản"), null=True, blank=True)
    abstract = models.TextField(_("tên loại và trích yếu"), max_length=2000)
    # Folded by `services.registers` from everything a reader may look for.
    search_text = models.TextField(editable=False, default="")
    handling_unit = models.CharField(_("đơn vị xử lý"), max_length=200, blank=True)
    due_on = models.DateField(_("hạn xử lý"), null=True, blank=True)
    state = models.CharField(_("tiến độ"), max_length=12, choices=Handling, default=Handling.WAITING)
    finished_on = models.DateField(_("ngày xử lý xong"), null=True, blank=True)

    search_fields = [
        index.SearchField("abstract"),
        index.AutocompleteField("abstract"),
        index.SearchField("symbol"),
        index.AutocompleteField("symbol"),
        index.SearchField("correspondent"),
        index.FilterField("unit"),
        index.FilterField("is_shared"),
        index.FilterField("live"),
        index.FilterField("direction"),
        index.FilterField("state"),
        index.FilterField("year"),
    ]

    class Meta:
        verbose_name = _("dòng sổ văn bản")
        verbose_name_plural = _("sổ văn bản")
        ordering = ["-year", "-register_order", "-pk"]
        indexes = [
            models.Index(
                fields=["unit", "direction", "-year", "-register_order", "-id"],
                name="documents_register_order",
                condition=Q(live=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "direction", "year", "register_no"],
                name="documents_register_number_once",
                violation_error_message=_("Số này đã có trong sổ của năm."),
            ),
            models.CheckConstraint(
                condition=Q(finished_on__isnull=True) | Q(state=Handling.DONE),
                name="documents_register_finished_when_done",
                violation_error_message=_("Chỉ ghi ngày xử lý xong khi tiến độ là “Đã xử lý”."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.register_no}/{self.year}: {self.abstract[:80]}"

    @property
    def is_late(self) -> bool:
        """Whether the time for handling is over and it is not done, or was done too late."""
        if self.due_on is None:
            return False
        return (self.finished_on or today()) > self.due_on if self.state != Handling.NO_ACTION else False
