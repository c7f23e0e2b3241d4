"""The admin of documents, and of the lists that the platform keeps."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.model import ModelViewSet

from sites.units.isolation.columns import LiveStatusTagColumn, UpdatedAtColumn
from sites.units.isolation.listing import UnitIndexView
from sites.units.isolation.snippets import UnitSnippetViewSet

from .enums import Effect
from .filing.attaching import AttachmentsPanel
from .models import DocumentType, Field, OfficialDocument

# In the order in which a clerk has them before their eyes: the file, the head of the document, its end.
entry_panels = [
    MultiFieldPanel(
        [FieldPanel("source_file"), FieldPanel("source_stored", classname="w-hidden")],
        heading=_("Lấy thông tin từ tệp"),
        help_text=_("Hệ thống đọc số, ngày, trích yếu, người ký trong tệp, điền vào các ô trống và đính kèm tệp."),
        classname="document-source",
    ),
    MultiFieldPanel(
        [
            FieldPanel("symbol"),
            FieldPanel("accept_duplicate", classname="document-duplicate"),
            FieldRowPanel([FieldPanel("type"), FieldPanel("number"), FieldPanel("year")]),
            FieldPanel("issuer"),
            FieldPanel("issuer_name"),
        ],
        heading=_("Số, ký hiệu"),
        classname="document-symbol",
    ),
    FieldPanel("abstract"),
    FieldRowPanel([FieldPanel("issued_on"), FieldPanel("effective_on"), FieldPanel("expires_on")]),
    FieldRowPanel([FieldPanel("signer"), FieldPanel("signer_title")]),
    FieldRowPanel([FieldPanel("field"), FieldPanel("tags")]),
    AttachmentsPanel(),
]
text_panels = [
    FieldPanel("title"),
    FieldPanel("body"),
    InlinePanel(
        "texts",
        panels=[FieldPanel("language"), FieldPanel("title"), FieldPanel("abstract")],
        heading=_("Tiêu đề bằng ngôn ngữ khác"),
        label=_("Ngôn ngữ"),
    ),
]
relation_panels = [
    InlinePanel(
        "relations",
        panels=[
            FieldPanel("kind"),
            FieldPanel("target"),
            FieldPanel("target_symbol"),
            FieldRowPanel([FieldPanel("partly"), FieldPanel("provisions")]),
            FieldRowPanel([FieldPanel("from_date"), FieldPanel("to_date")]),
        ],
        heading=_("Văn bản này làm gì với văn bản khác"),
        label=_("Quan hệ"),
    ),
]
further_panels = [
    FieldRowPanel([FieldPanel("gazette_number"), FieldPanel("gazette_date")]),
    FieldPanel("urgency"),
    FieldPanel("recipients"),
    FieldPanel("source_url"),
]


class DocumentFilterSet(WagtailFilterSet):
    """Lists of some dozens of values; issuers and units are found by searching."""

    year = django_filters.NumberFilter(label=_("Năm"))
    effect = django_filters.ChoiceFilter(label=_("Hiệu lực"), choices=Effect.choices)
    live = django_filters.BooleanFilter(label=_("Đã xuất bản"))
    symbol_parsed = django_filters.BooleanFilter(label=_("Đọc được số, ký hiệu"))

    class Meta:
        model = OfficialDocument
        fields = ["type", "field", "effect", "year", "live", "symbol_parsed"]


class DocumentIndexView(UnitIndexView):
    # Wagtail counts what it lists; a list as long as this one is walked, not counted, beyond some pages.
    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("type", "latest_revision").defer("body")


class OfficialDocumentViewSet(UnitSnippetViewSet):
    model = OfficialDocument
    icon = "doc-full"
    menu_label = _("Văn bản")
    menu_order = 240
    list_display = [
        Column("symbol", label=_("Số, ký hiệu"), sort_key="symbol_key", classname="document-number"),
        "title",
        Column("type", label=_("Loại")),
        DateColumn("issued_on", label=_("Ban hành"), sort_key="issued_on"),
        Column("get_effect_display", label=_("Hiệu lực")),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    ]
    list_per_page = 30
    ordering = ["-issued_on", "-pk"]
    filterset_class = DocumentFilterSet
    index_view_class = DocumentIndexView
    edit_handler = TabbedInterface(
        [
            ObjectList(entry_panels, heading=_("Văn bản")),
            ObjectList(text_panels, heading=_("Toàn văn, bản dịch")),
            ObjectList(relation_panels, heading=_("Quan hệ")),
            ObjectList(further_panels, heading=_("Thông tin khác")),
        ]
    )


class PlatformListViewSet(ModelViewSet):
    """A list that all units use and the platform keeps."""

    add_to_settings_menu = True
    form_fields = ["name", "name_en", "order"]
    list_display = ["name", "name_en", "code"]
    inspect_view_enabled = False
    copy_view_enabled = False


class FieldViewSet(PlatformListViewSet):
    model = Field
    icon = "tag"
    menu_label = _("Lĩnh vực văn bản")
    form_fields = ["code", "name", "name_en", "order"]


class DocumentTypeViewSet(PlatformListViewSet):
    model = DocumentType
    icon = "list-ul"
    menu_label = _("Loại văn bản")
    form_fields = ["code", "name", "name_en", "abbreviation", "normative", "issued_by", "order"]
    list_display = ["name", "abbreviation", "normative", "code"]
