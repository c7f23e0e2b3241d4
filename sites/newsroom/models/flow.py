"""What flows along the tree: items sent down to units, and items a unit proposes to those above it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from sites.units import hosts
from sites.units.enums import HostRole
from sites.units.models import Audience, HostName, Unit, UnitHome, UnitOwned, UnitVersion, today

from ..enums import Placement, ProposalState, ProposalStepKind

PERSON = {"null": True, "editable": False, "on_delete": models.SET_NULL, "related_name": "+"}


# --- Down ----------------------------------------------------------------------------------------


class PushQuerySet(models.QuerySet):
    def in_force(self, now: datetime | None = None) -> Self:
        """Those that are shown at a moment (default: now)."""
        now = now or timezone.now()
        return self.filter(withdrawn_at__isnull=True, starts_at__lte=now, ends_at__gt=now)

    def not_over(self, now: datetime | None = None) -> Self:
        """Those in force and those still to begin."""
        return self.filter(withdrawn_at__isnull=True, ends_at__gt=now or timezone.now())

    def addressed_to(self, keys: tuple[str, ...], unit_id: int) -> Self:
        """Those sent to a unit with these keys; what it sends itself stands on its site anyway."""
        return self.filter(keys__overlap=list(keys)).exclude(unit=unit_id)

    def not_hidden_by(self, unit_id: int) -> Self:
        """Those that the unit shows; what is compulsory is shown whatever it once said."""
        hidden = PushReceipt.objects.filter(push=OuterRef("pk"), unit=unit_id, hidden_at__isnull=False)
        return self.filter(Q(compulsory=True) | ~Exists(hidden))


class Push(UnitOwned, Audience):
    """A page of a unit, shown by reference on the sites of its audience: one row, however many sites.

    `owner` is who sent it, `unit` the unit that did and to which the page belongs. It is in force from `starts_at`
    until `ends_at`, unless it is withdrawn before. A unit may also have taken it for its own site: then `taken_by` is
    that unit and `owner` its person.
    """

    page = models.ForeignKey(Page, null=True, on_delete=models.SET_NULL, related_name="pushes", verbose_name=_("tin"))
    # Of the day it was sent, for the record of a page that was deleted.
    title = models.CharField(_("tiêu đề"), max_length=255, editable=False)
    compulsory = models.BooleanField(
        _("bắt buộc"),
        default=False,
        help_text=_("Đơn vị nhận không ẩn được; nếu không thì có thể ẩn trên trang của mình."),
    )
    placement = models.CharField(_("vị trí"), max_length=10, choices=Placement, default=Placement.LIST)
    starts_at = models.DateTimeField(_("hiện từ"))
    ends_at = models.DateTimeField(_("hiện đến"))
    sent_at = models.DateTimeField(_("gửi lúc"), auto_now_add=True)
    taken_by = models.ForeignKey(
        Unit, null=True, editable=False, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị tự nhận")
    )
    withdrawn_at = models.DateTimeField(_("thu hồi lúc"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON, verbose_name=_("người thu hồi"))
    withdrawal_reason = models.CharField(_("lý do thu hồi"), max_length=300, blank=True, editable=False)

    objects = PushQuerySet.as_manager()

    # A page's usage tells what shows it to readers of its own site.
    wagtail_reference_index_ignore = True

    class Meta(Audience.Meta):
        verbose_name = _("tin gửi xuống")
        verbose_name_plural = _("tin gửi xuống")
        ordering = ["-sent_at", "-pk"]
        indexes = [
            *Audience.Meta.indexes,
            models.Index(
                fields=["ends_at", "starts_at"], name="newsroom_push_in_force", condition=Q(withdrawn_at__isnull=True)
            ),
            models.Index(fields=["unit", "-sent_at"], name="newsroom_push_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="newsroom_push_ends_after_start",
                violation_error_message=_("Thời điểm kết thúc phải sau thời điểm bắt đầu."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.withdrawn_at is not None or self.ends_at <= timezone.now()

    @property
    def state_text(self) -> str:
        now = timezone.now()
        if self.withdrawn_at is not None:
            return _("Đã thu hồi")
        if self.page is None:
            return _("Tin gốc đã xoá")
        if self.ends_at <= now:
            return _("Đã hết hạn")
        if not self.page.live:
            return _("Tin gốc đã gỡ")
        return _("Chưa đến giờ") if self.starts_at > now else _("Đang hiện")


class PushReceipt(models.Model):
    """What a unit has done about something sent to it; there is no row while it has done nothing."""

    push = models.ForeignKey(Push, on_delete=models.CASCADE, related_name="receipts")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", verbose_name=_("đơn vị"))
    received_at = models.DateTimeField(_("xác nhận lúc"), null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON, verbose_name=_("người xác nhận"))
    hidden_at = models.DateTimeField(_("ẩn lúc"), null=True)
    hidden_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON, verbose_name=_("người ẩn"))

    class Meta:
        verbose_name = _("phản hồi của đơn vị nhận")
        verbose_name_plural = _("phản hồi của đơn vị nhận")
        constraints = [models.UniqueConstraint(fields=["push", "unit"], name="newsroom_one_receipt_a_unit")]

    def __str__(self) -> str:
        return f"{self.push_id} @ {self.unit_id}"


# --- Up ------------------------------------------------------------------------------------------


class Proposal(UnitOwned):
    """An article a unit puts forward to the unit above it, and so on up to the one it is meant for.

    `unit` is the unit whose article it is, `owner` who proposed it, `goal` the unit it is meant for and `at` the one
    that has to decide now. What was proposed is the revision of that moment; the unit may go on writing.
    """

    page = models.ForeignKey(
        "newsroom.ArticlePage",
        null=True,
        on_delete=models.SET_NULL,
        related_name="proposals",
        verbose_name=_("tin bài"),
    )
    title = models.CharField(_("tiêu đề"), max_length=255, editable=False)
    revision = models.ForeignKey(Revision, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    goal = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("gửi tới"))
    at = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đang ở"))
    note = models.TextField(_("lời gửi kèm"), blank=True, max_length=1000)
    state = models.CharField(
        _("tình trạng"), max_length=12, choices=ProposalState, default=ProposalState.WAITING, editable=False
    )
    proposed_at = models.DateTimeField(_("đề xuất lúc"), auto_now_add=True)
    changed_at = models.DateTimeField(_("thay đổi lúc"), auto_now=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("đề xuất lên cấp trên")
        verbose_name_plural = _("đề xuất lên cấp trên")
        ordering = ["-proposed_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-proposed_at"], name="newsroom_proposal_of_unit"),
            models.Index(fields=["at", "state", "-changed_at"], name="newsroom_proposal_at_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["page"],
                condition=Q(state__in=ProposalState.open()),
                name="newsroom_one_open_proposal_a_page",
                violation_error_message=_("Tin này đã được đề xuất và đang chờ quyết định."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in ProposalState.open()


class ProposalStep(models.Model):
    """One thing that happened to a proposal: who did what in which unit, when and why. Never changed afterwards."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("việc"), max_length=12, choices=ProposalStepKind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    to = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("chuyển tới"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("người làm")
    )
    at = models.DateTimeField(_("lúc"), auto_now_add=True)
    note = models.TextField(_("lý do, ý kiến"), blank=True)
    # The own copy of the unit that took the item.
    copy = models.ForeignKey(
        "newsroom.ArticlePage",
        null=True,
        on_delete=models.SET_NULL,
        related_name="taken_over",
        verbose_name=_("bản nhận"),
    )

    class Meta:
        verbose_name = _("bước của đề xuất")
        verbose_name_plural = _("bước của đề xuất")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "unit"],
                condition=Q(kind=ProposalStepKind.ACCEPTED),
                name="newsroom_accepted_once_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.at:%d/%m/%Y %H:%M})"


# --- Adapted in another language -----------------------------------------------------------------


class Adaptation(models.Model):
    """That an article is an adapted translation of another unit's: the article belongs to the unit that wrote it.

    `Travelling.original` of the article is its source. `followed_at` is the moment as of which the source is told;
    what changed there later is not in the translation yet. Beside the article, so that no draft takes it back.
    """

    article = models.OneToOneField(
        "newsroom.ArticlePage", on_delete=models.CASCADE, related_name="adaptation", verbose_name=_("tin bài")
    )
    # Of the day it was begun, for a source that was deleted.
    source_title = models.CharField(_("tiêu đề bản gốc"), max_length=255, editable=False)
    followed_at = models.DateTimeField(_("theo bản gốc lúc"))
    followed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON, verbose_name=_("người đối chiếu"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("bản dịch, biên tập")
        verbose_name_plural = _("bản dịch, biên tập")

    def __str__(self) -> str:
        return self.source_title


@dataclass(frozen=True)
class Source:
    """What readers are told of the source of an adapted article; `url` is empty and `is_gone` set when it is gone.

    `changed_at` is when it was corrected after the translation last followed it.
    """

    title: str
    unit: str
    language: str
    url: str
    changed_at: datetime | None
    is_gone: bool


class Travelling(models.Model):
    """An article knows its unit, by which lists of many units find it, and the unit it was taken over from.

    Both are filled by the machine and stay whatever the editors write: a unit's credit cannot be edited away.
    """

    unit = models.ForeignKey(Unit, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    credited_unit = models.ForeignKey(
        Unit, null=True, editable=False, on_delete=models.SET_NULL, related_name="+", verbose_name=_("đơn vị đề xuất")
    )
    original = models.ForeignKey(
        Page, null=True, editable=False, on_delete=models.SET_NULL, related_name="+", verbose_name=_("bản gốc")
    )

    class Meta:
        abstract = True

    @property
    def credit(self) -> tuple[str, str] | None:
        """Name of the unit the article was taken over from and address of its original, empty if that is gone."""
        if self.credited_unit_id is None:
            return None
        if "credit_name" not in self.__dict__:
            return self.credited_unit.full_name, ""
        if not (self.credit_host and self.credit_home and self.credit_path):
            return self.credit_name, ""
        prefix = "" if self.credit_language == settings.LANGUAGE_CODE else f"/{self.credit_language}"
        path = self.credit_path.removeprefix(self.credit_home)
        return self.credit_name, f"{hosts.root_url(self.credit_host)}{prefix}/{path}"

    @property
    def adapted_from(self) -> Source | None:
        """The source of an article that is an adapted translation; None for any other."""
        if "credit_followed_at" not in self.__dict__:
            read = with_credit(type(self).objects.filter(pk=self.pk)).first() if self.pk else None
            return read.adapted_from if read else None
        if self.credit_followed_at is None:
            return None
        name, url = self.credit or ("", "")
        changed = self.credit_changed_at
        return Source(
            title=self.credit_title or self.credit_source_title,
            unit=name,
            language=self.credit_language or settings.LANGUAGE_CODE,
            url=url,
            changed_at=changed if changed and changed > self.credit_followed_at else None,
            is_gone=self.credit_path is None,
        )


def with_credit(articles: models.QuerySet) -> models.QuerySet:
    """The articles with what `credit` and `adapted_from` tell, in the same query."""
    named = UnitVersion.objects.filter(unit=OuterRef("credited_unit"), valid_from__lte=today()).order_by("-valid_from")
    host = HostName.objects.on().filter(unit=OuterRef("credited_unit"), role=HostRole.PRIMARY)
    original = Page.objects.filter(pk=OuterRef("original"), live=True)
    home = UnitHome.objects.filter(unit=OuterRef("credited_unit"), locale=OuterRef("original__locale"))
    adaptation = Adaptation.objects.filter(article=OuterRef("pk"))
    return articles.annotate(
        credit_name=Subquery(named.values("full_name")[:1]),
        credit_host=Subquery(host.values("host")[:1]),
        credit_path=Subquery(original.values("url_path")[:1]),
        credit_language=Subquery(original.values("locale__language_code")[:1]),
        credit_home=Subquery(home.values("page__url_path")[:1]),
        credit_title=Subquery(original.values("title")[:1]),
        credit_changed_at=Subquery(original.values("last_published_at")[:1]),
        credit_followed_at=Subquery(adaptation.values("followed_at")[:1]),
        credit_source_title=Subquery(adaptation.values("source_title")[:1]),
    )
