"""A case of dialogue: what somebody sent, what happened to it since, and the files with it."""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.core.clocks import Counted, Limit
from portal.media.private import private_storage
from sites.documents.models import Field, OfficialDocument
from sites.units.models import Unit

from ..enums import OPEN_STATES, SHOWN_TO_SENDER, CaseState, CountedDays, FileRole, Happening, Rating
from .kinds import CaseKind

LONGEST_BODY, LONGEST_ANSWER = 5000, 20_000
# What is erased when its time is over, or somebody asks for it; what is left are days, units and numbers.
PERSONAL = ("subject", "body", "name", "email", "phone", "address", "place", "draft", "answer", "rating_text")


class Case(models.Model):
    """What somebody asks, reports or requests. `unit` is the one that deals with it now, `first_unit` the one it was
    sent to.

    The days are kept as the clock last said (`services.clock.wind`), so that lists and figures ask no history. What
    was written is sealed: people of the unit read it, and what is published is another text (`PublishedCase`).
    """

    code = models.CharField(_("mã"), max_length=16, unique=True, editable=False)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.ForeignKey(CaseKind, on_delete=models.PROTECT, related_name="+", verbose_name=_("loại"))
    field = models.ForeignKey(
        Field, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("lĩnh vực")
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị xử lý"))
    first_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị nhận"))
    state = models.CharField(_("tình trạng"), max_length=10, choices=CaseState, default=CaseState.RECEIVED)

    subject = models.CharField(_("tiêu đề"), max_length=200, blank=True)
    body = models.TextField(_("nội dung"), max_length=LONGEST_BODY, blank=True)
    place = models.CharField(_("nơi xảy ra"), max_length=250, blank=True)
    name = models.CharField(_("họ tên hoặc tổ chức"), max_length=150, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    phone = models.CharField(_("điện thoại"), max_length=30, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=250, blank=True)
    may_publish = models.BooleanField(_("đồng ý công bố"), default=False)
    show_name = models.BooleanField(_("đồng ý hiện tên"), default=False)
    language = models.CharField(max_length=10, default="vi", editable=False)
    consented_at = models.DateTimeField(_("đồng ý xử lý dữ liệu lúc"), editable=False)
    mail_refused = models.BooleanField(_("thư điện tử không nhận"), default=False, editable=False)
    # Of the form that it came by, so that sending it twice leaves one; and of the network it came from, not the
    # address itself.
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    sender_key = models.CharField(max_length=64, blank=True, editable=False)

    answer_days = models.PositiveSmallIntegerField(editable=False)
    counted = models.CharField(max_length=12, choices=CountedDays, editable=False)
    warn_days = models.PositiveSmallIntegerField(editable=False)
    received_at = models.DateTimeField(_("nhận lúc"), default=timezone.now, editable=False)
    received_on = models.DateField(_("ngày nhận"), editable=False)
    forward_by = models.DateField(_("chuyển trước hết ngày"), editable=False)
    due_on = models.DateField(_("hạn trả lời"), null=True, editable=False)
    warn_on = models.DateField(null=True, editable=False)
    finished_on = models.DateField(_("ngày kết thúc"), null=True, editable=False)
    warned_at = models.DateTimeField(null=True, editable=False)
    escalated_at = models.DateTimeField(null=True, editable=False)

    draft = models.TextField(_("dự thảo trả lời"), max_length=LONGEST_ANSWER, blank=True)
    draft_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(_("trả lời"), max_length=LONGEST_ANSWER, blank=True)
    documents = models.ManyToManyField(OfficialDocument, blank=True, related_name="+", verbose_name=_("văn bản"))
    rating = models.CharField(_("đánh giá"), max_length=1, choices=Rating, blank=True)
    rating_text = models.CharField(_("lời đánh giá"), max_length=500, blank=True)
    purged_at = models.DateTimeField(_("đã xoá dữ liệu lúc"), null=True, editable=False)
    is_sample = models.BooleanField(_("dữ liệu minh hoạ"), default=False, editable=False)

    class Meta:
        verbose_name = _("vụ việc đối thoại")
        verbose_name_plural = _("vụ việc đối thoại")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "state", "due_on"], name="dialogue_case_inbox"),
            models.Index(fields=["unit", "received_on"], name="dialogue_case_of_unit"),
            models.Index(fields=["received_on"], name="dialogue_case_by_day"),
            models.Index(fields=["received_at"], name="dialogue_case_by_moment"),
            models.Index(fields=["due_on"], name="dialogue_case_open", condition=Q(state__in=OPEN_STATES)),
            models.Index(fields=["finished_on"], name="dialogue_case_purge", condition=Q(purged_at=None)),
            models.Index(fields=["sender_key", "received_at"], name="dialogue_case_of_sender"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, finished_on=None)
                | (~Q(state__in=OPEN_STATES) & Q(finished_on__isnull=False)),
                name="dialogue_case_finished_state",
            ),
            models.CheckConstraint(
                condition=Q(finished_on=None) | Q(finished_on__gte=F("received_on")),
                name="dialogue_case_finished_later",
            ),
        ]

    def __str__(self) -> str:
        # Never the words of the sender: this names it in lists, logs and mails.
        return f"{self.code} ({self.kind})"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_sealed_away(self) -> bool:
        """Whether what was written has been erased."""
        return self.purged_at is not None

    @property
    def limit(self) -> Limit:
        return Limit(self.answer_days, Counted(self.counted), self.warn_days)

    def is_late(self, day: date) -> bool:
        """Whether it was finished after its last day, or is open on `day` after it."""
        return self.due_on is not None and (self.finished_on or day) > self.due_on


class CaseEvent(models.Model):
    """Something that happened to a case; rows are only ever added. `text` is erased with the case.

    `to_unit` is where it went; `days` those that an extension added.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("lúc"), default=timezone.now)
    what = models.CharField(_("việc"), max_length=14, choices=Happening)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    to_unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("chuyển đến")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("người làm")
    )
    text = models.TextField(_("nội dung"), max_length=LONGEST_BODY, blank=True)
    days = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("diễn biến")
        verbose_name_plural = _("diễn biến")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["case", "at"], name="dialogue_events_of_case"),
            models.Index(fields=["what", "at"], name="dialogue_events_by_what"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} ({self.at:%d/%m/%Y})"

    @property
    def is_shown_to_sender(self) -> bool:
        return self.what in SHOWN_TO_SENDER


def file_name(instance: "CaseFile", filename: str) -> str:
    """Nothing of the name that the sender gave is in the name of the stored file."""
    moment: datetime = timezone.localtime()
    return f"dialogue/{moment:%Y/%m}/{uuid.uuid4().hex}"


class CaseFile(models.Model):
    """A file with a case, stored where there is no address; handed out by a view that asks who wants it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    role = models.CharField(max_length=6, choices=FileRole, default=FileRole.SENT)
    name = models.CharField(_("tên tệp"), max_length=150)
    file = models.FileField(upload_to=file_name, storage=private_storage, max_length=120)
    size = models.PositiveIntegerField(_("dung lượng"))
    is_photo = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tệp của vụ việc")
        verbose_name_plural = _("tệp của vụ việc")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
