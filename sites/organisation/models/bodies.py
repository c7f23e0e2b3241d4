"""The bodies of the apparatus, one below the other."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from portal.core.fields import SortKeyField
from portal.core.sorting import NamesInOrder
from sites.units.models import AddressedContent, one_address

from ..enums import BodyKind

# No apparatus is deeper; a longer way up is a circle.
MAX_DEPTH = 12


class Body(AddressedContent):
    """A body with its functions and duties (NĐ 43/2011 art. 10.1.a): council, committee, office, centre, village."""

    normalised = ("name", "name_en", "functions", "address")

    name = models.CharField(_("tên"), max_length=200)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200, blank=True)
    name_key = SortKeyField(source="name")
    kind = models.CharField(_("loại"), max_length=10, choices=BodyKind, default=BodyKind.OFFICE)
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="children",
        verbose_name=_("thuộc"),
        help_text=_("Tổ chức cấp trên trong sơ đồ; để trống cho tổ chức đứng đầu."),
    )
    functions = models.TextField(
        _("chức năng, nhiệm vụ, quyền hạn"), blank=True, max_length=10_000, help_text=_("Mỗi ý một dòng.")
    )
    address = models.CharField(_("địa chỉ"), max_length=250, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=50, blank=True)
    email = models.EmailField(_("thư điện tử công vụ"), blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=100)

    objects = NamesInOrder.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("name_en"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("order")]),
        FieldPanel("parent"),
        FieldPanel("functions"),
        MultiFieldPanel(
            [FieldPanel("address"), FieldRowPanel([FieldPanel("phone"), FieldPanel("email")])], heading=_("Liên hệ")
        ),
    ]
    search_fields = [
        *AddressedContent.search_fields,
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("order"),
        index.FilterField("name_key"),
    ]

    class Meta:
        verbose_name = _("tổ chức trong bộ máy")
        verbose_name_plural = _("tổ chức trong bộ máy")
        ordering = ["order", "name_key"]
        constraints = [one_address("organisation_one_body_address")]

    @property
    def shown_name(self) -> str:
        return self.in_language("name")

    def clean(self) -> None:
        super().clean()
        above = self.parent
        for _step in range(MAX_DEPTH):
            if above is None:
                return
            if above.pk == self.pk and self.pk is not None:
                raise ValidationError({"parent": _("Tổ chức này không thể thuộc chính nó hoặc thuộc cấp dưới của nó.")})
            above = above.parent
        raise ValidationError({"parent": _("Sơ đồ quá nhiều cấp. Hãy chọn một tổ chức cấp trên gần hơn.")})

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "organisation/body_preview.html"
