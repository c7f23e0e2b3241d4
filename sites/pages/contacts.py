"""Whom to turn to in a unit: the law asks every site to name them (Law on access to information art. 17.1.m)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from portal.core.fields import SortKeyField
from portal.core.sorting import NamesInOrder
from sites.units.models import UnitOwned, UnitWorkflowMixin


class ContactPoint(
    UnitOwned,
    UnitWorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    models.Model,
):
    """A person or desk of a unit that readers can call or write to."""

    name = models.CharField(_("họ tên hoặc bộ phận"), max_length=150)
    name_key = SortKeyField(source="name")
    position = models.CharField(_("chức vụ, nhiệm vụ"), max_length=200, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=50, blank=True)
    email = models.EmailField(_("thư điện tử công vụ"), blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("trang giới thiệu"),
    )
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=100)

    objects = NamesInOrder.as_manager()

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("position"),
        # What lists of them are narrowed and sorted by while searching.
        index.FilterField("unit"),
        index.FilterField("is_shared"),
        index.FilterField("live"),
        index.FilterField("order"),
        index.FilterField("name_key"),
    ]

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("position")], heading=_("Đầu mối")),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")], heading=_("Liên hệ")),
        FieldPanel("page"),
        FieldRowPanel([FieldPanel("order"), FieldPanel("is_shared")]),
    ]

    class Meta:
        verbose_name = _("đầu mối liên hệ")
        verbose_name_plural = _("đầu mối liên hệ")
        ordering = ["order", "name_key"]
        indexes = [models.Index(fields=["unit", "order", "name_key"], name="pages_contact_of_unit")]

    def __str__(self) -> str:
        return self.name

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "pages/contact_point_preview.html"
