"""Polls and surveys: what a unit asks everybody, who has answered, and how often each answer was given.

Who has answered and what was answered are kept apart, so that no row says what anybody thinks.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

from portal.core.working_days import end_of
from sites.units.models import UnitOwned, UnitWorkflowMixin

LONGEST_OPTION = 150
MOST_OPTIONS = 20


class Poll(
    UnitOwned,
    UnitWorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    ClusterableModel,
):
    """Questions that everybody may answer once, from the first day to the end of the last one."""

    title = models.CharField(_("tên cuộc thăm dò"), max_length=200)
    slug = models.SlugField(_("địa chỉ"), max_length=120, editable=False)
    intro = models.TextField(_("giới thiệu"), max_length=2000, help_text=_("Hỏi để làm gì, kết quả được dùng thế nào."))
    opens_on = models.DateField(_("ngày bắt đầu"))
    closes_on = models.DateField(_("ngày cuối"), help_text=_("Nhận trả lời đến hết ngày này."))
    shows_results = models.BooleanField(
        _("hiện kết quả khi đang hỏi"), default=False, help_text=_("Nếu không, kết quả hiện sau ngày cuối.")
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("intro"),
        FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on"), FieldPanel("shows_results")]),
        InlinePanel("questions", heading=_("Câu hỏi"), label=_("Câu hỏi"), min_num=1, max_num=20),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("unit"),
        index.FilterField("is_shared"),
        index.FilterField("live"),
        index.FilterField("closes_on"),
    ]

    class Meta:
        verbose_name = _("thăm dò ý kiến")
        verbose_name_plural = _("thăm dò ý kiến")
        ordering = ["-closes_on", "-pk"]
        indexes = [models.Index(fields=["unit", "-closes_on", "-id"], name="dialogue_polls_of_unit")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "slug"], name="dialogue_one_poll_address"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="dialogue_poll_closes_after_opening",
                violation_error_message=_("Ngày cuối không được trước ngày bắt đầu."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def begins_at(self) -> datetime:
        return end_of(self.opens_on - timedelta(days=1))

    @property
    def ends_at(self) -> datetime:
        return end_of(self.closes_on)

    def is_open(self) -> bool:
        """Whether answers are taken now; one that is not published takes none."""
        return self.live and self.begins_at <= timezone.now() < self.ends_at

    def is_over(self) -> bool:
        return self.ends_at <= timezone.now()

    def with_content_json(self, content: dict[str, Any]) -> "Poll":
        restored = super().with_content_json(content)
        restored.slug = self.slug or restored.slug
        return restored

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "dialogue/polls/poll.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        from ..public.poll_views import poll_context

        return super().get_preview_context(request, mode_name) | poll_context(self)


class PollQuestion(Orderable):
    """One question and what may be answered, a line each; fixed once somebody has answered."""

    poll = ParentalKey(Poll, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(_("câu hỏi"), max_length=300)
    options = models.TextField(
        _("các lựa chọn"), max_length=3200, help_text=_("Mỗi dòng một lựa chọn, từ 2 đến 20 dòng.")
    )
    several = models.BooleanField(_("chọn được nhiều"), default=False)
    required = models.BooleanField(_("bắt buộc"), default=True)

    panels = [
        FieldPanel("text"),
        FieldPanel("options"),
        FieldRowPanel([FieldPanel("several"), FieldPanel("required")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("câu hỏi thăm dò")
        verbose_name_plural = _("câu hỏi thăm dò")

    def __str__(self) -> str:
        return self.text

    @property
    def choices(self) -> list[str]:
        """The answers, each once, in their order."""
        lines = (" ".join(line.split())[:LONGEST_OPTION] for line in self.options.splitlines())
        return list(dict.fromkeys(line for line in lines if line))[:MOST_OPTIONS]


class PollBallot(models.Model):
    """That a form was sent; nothing of what was in it. The network's key goes when it keeps nobody from anything."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    form_key = models.UUIDField(editable=False)
    sender_key = models.CharField(max_length=64, blank=True, editable=False)
    # The day alone: a moment would tell which answers came together.
    sent_on = models.DateField(auto_now_add=True)

    class Meta:
        verbose_name = _("lượt trả lời")
        verbose_name_plural = _("lượt trả lời")
        indexes = [models.Index(fields=["poll", "sender_key"], name="dialogue_ballots_of_sender")]
        constraints = [models.UniqueConstraint(fields=["poll", "form_key"], name="dialogue_ballot_once")]

    def __str__(self) -> str:
        return f"{self.poll} {self.sent_on:%d/%m/%Y}"


class PollTally(models.Model):
    """How often an answer was given."""

    question = models.ForeignKey(PollQuestion, on_delete=models.CASCADE, related_name="tallies")
    choice = models.CharField(_("lựa chọn"), max_length=LONGEST_OPTION)
    number = models.PositiveIntegerField(_("số lượt"), default=0)

    class Meta:
        verbose_name = _("kết quả thăm dò")
        verbose_name_plural = _("kết quả thăm dò")
        constraints = [models.UniqueConstraint(fields=["question", "choice"], name="dialogue_tally_once")]

    def __str__(self) -> str:
        return f"{self.choice}: {self.number}"
