"""People with their positions, from a day to a day, and those who speak for a unit."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from portal.core import text
from portal.core.fields import PersonSortKeyField
from portal.core.sorting import NamesInOrder
from sites.units.models import (
    AddressedContent,
    UnitContent,
    Validity,
    ValidityQuerySet,
    ends_after_start,
    one_address,
    today,
)

from .bodies import Body

# NĐ 244/2026 art. 3.3: the name is published within 24 hours of the decision.
PUBLISHED_WITHIN = timedelta(hours=24)
NO_PHONE = _("Hãy ghi điện thoại của người phát ngôn; pháp luật yêu cầu công bố.")


class Person(AddressedContent, ClusterableModel):
    """Somebody who holds or held a position; the law asks for a short biography, duties and how to reach them."""

    normalised = ("name", "biography")

    name = models.CharField(_("họ và tên"), max_length=150)
    name_key = PersonSortKeyField(source="name")
    photo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("ảnh"),
    )
    biography = models.TextField(_("tiểu sử tóm tắt"), blank=True, max_length=10_000)
    phone = models.CharField(_("điện thoại"), max_length=50, blank=True)
    email = models.EmailField(_("thư điện tử công vụ"), blank=True)

    objects = NamesInOrder.as_manager()

    panels = [
        FieldPanel("name"),
        InlinePanel(
            "positions",
            panels=[
                FieldRowPanel([FieldPanel("title"), FieldPanel("title_en")]),
                FieldRowPanel([FieldPanel("body"), FieldPanel("is_leader")]),
                FieldPanel("duties"),
                FieldRowPanel([FieldPanel("valid_from"), FieldPanel("valid_to")]),
            ],
            heading=_("Chức vụ và nhiệm kỳ"),
            label=_("Chức vụ"),
        ),
        MultiFieldPanel([FieldRowPanel([FieldPanel("phone"), FieldPanel("email")])], heading=_("Liên hệ")),
        FieldPanel("photo"),
        FieldPanel("biography"),
    ]
    search_fields = [
        *AddressedContent.search_fields,
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("name_key"),
    ]

    class Meta:
        verbose_name = _("nhân sự")
        verbose_name_plural = _("nhân sự")
        ordering = ["name_key", "pk"]
        constraints = [one_address("organisation_one_person_address")]

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "organisation/person_preview.html"

    def get_preview_context(self, request: object, mode_name: str) -> dict:
        # What a page shows is put together from these models.
        from ..reading import terms_of

        return super().get_preview_context(request, mode_name) | terms_of(self)


class Position(Orderable, Validity):
    """A position of a person during a time. One that has ended stays and is marked so; nothing is overwritten."""

    person = ParentalKey(Person, on_delete=models.CASCADE, related_name="positions")
    title = models.CharField(_("chức vụ"), max_length=150)
    title_en = models.CharField(_("chức vụ bằng tiếng Anh"), max_length=150, blank=True)
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.SET_NULL, related_name="positions", verbose_name=_("tổ chức")
    )
    is_leader = models.BooleanField(_("lãnh đạo"), default=False)
    duties = models.TextField(_("nhiệm vụ được phân công"), blank=True, max_length=3000)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(
        _("thôi giữ từ ngày"), null=True, blank=True, help_text=_("Ngày đầu tiên không còn giữ chức vụ.")
    )

    objects = ValidityQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = _("chức vụ")
        verbose_name_plural = _("chức vụ")
        constraints = [ends_after_start("organisation_position_ends_after_start")]

    def __str__(self) -> str:
        return self.shown_title

    @property
    def shown_title(self) -> str:
        return (get_language() == "en" and self.title_en) or self.title

    @property
    def is_over(self) -> bool:
        return self.valid_to is not None and self.valid_to <= today()

    @property
    def last_day(self) -> object:
        """The last day of the term; None while it lasts."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    def clean(self) -> None:
        super().clean()
        self.title = text.normalise(self.title or "")


class Spokesperson(UnitContent):
    """Who speaks for the unit to the press (NĐ 244/2026 art. 3.3): name, post, phone and official e-mail."""

    normalised = ("name", "position", "phone")

    name = models.CharField(_("họ và tên"), max_length=150)
    name_key = PersonSortKeyField(source="name")
    position = models.CharField(_("chức vụ"), max_length=200)
    phone = models.CharField(_("điện thoại"), max_length=50)
    email = models.EmailField(_("thư điện tử công vụ"))
    decision = models.CharField(
        _("quyết định giao"),
        max_length=200,
        blank=True,
        help_text=_("Số, ngày của quyết định giao làm người phát ngôn."),
    )
    assigned_at = models.DateTimeField(
        _("giao lúc"), help_text=_("Phải công bố trong 24 giờ kể từ lúc này (Nghị định 244/2026/NĐ-CP, điều 3).")
    )
    ends_on = models.DateField(
        _("thôi phát ngôn từ ngày"), null=True, blank=True, help_text=_("Từ ngày này không còn hiện trên trang.")
    )

    objects = NamesInOrder.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("position"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        FieldPanel("decision"),
        FieldRowPanel([FieldPanel("assigned_at"), FieldPanel("ends_on")]),
    ]
    search_fields = [
        *UnitContent.search_fields,
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("name_key"),
    ]

    class Meta:
        verbose_name = _("người phát ngôn")
        verbose_name_plural = _("người phát ngôn")
        ordering = ["-assigned_at", "pk"]
        indexes = [models.Index(fields=["unit"], condition=Q(live=True), name="organisation_spokes_live")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(phone=""),
                name="organisation_spokes_phone",
                violation_error_message=NO_PHONE,
            )
        ]

    @property
    def publish_by(self) -> datetime:
        return self.assigned_at + PUBLISHED_WITHIN

    @property
    def timeliness(self) -> str:
        """How it stands with the 24 hours, in words for the unit's own list."""
        if self.first_published_at:
            late = self.first_published_at > self.publish_by
            return str(_("Công bố quá 24 giờ") if late else _("Đã công bố trong 24 giờ"))
        if timezone.now() > self.publish_by:
            return str(_("Quá 24 giờ, chưa công bố"))
        return str(_("Phải công bố trước %(moment)s")) % {
            "moment": f"{timezone.localtime(self.publish_by):%H:%M %d/%m/%Y}"
        }

    def clean(self) -> None:
        super().clean()
        if not self.phone:
            # A draft as well: it would be published by a press of a button later.
            raise ValidationError({"phone": NO_PHONE})
        if self.assigned_at and self.ends_on and self.ends_on <= timezone.localdate(self.assigned_at):
            raise ValidationError({"ends_on": _("Ngày thôi phát ngôn phải sau ngày được giao.")})

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "organisation/spokesperson_preview.html"
