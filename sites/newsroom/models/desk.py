"""The desk: what the newsroom means to write, who writes it, and by when."""

from typing import Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, WorkflowState

from portal.core import text
from portal.core.fields import FoldedField
from sites.units.models import UnitOwned

from ..enums import StoryStatus


def page_type() -> ContentType:
    return ContentType.objects.get_for_model(Page)


def reviews_of(page_id: str = "pk") -> models.QuerySet[WorkflowState]:
    """The review under way of the page of an outer query, if there is one."""
    return WorkflowState.objects.filter(
        base_content_type=page_type(), object_id=_as_text(page_id), status=WorkflowState.STATUS_IN_PROGRESS
    )


def under_review(page_id: str = "pk") -> Exists:
    """A condition on pages: somebody has sent it in and nobody has sent it back."""
    return Exists(reviews_of(page_id))


def scheduled(page_id: str = "pk") -> Exists:
    """A condition on pages: an approved version waits for its hour."""
    return Exists(
        Revision.objects.filter(
            base_content_type=page_type(), object_id=_as_text(page_id), approved_go_live_at__isnull=False
        )
    )


def _as_text(page_id: str) -> Cast:
    # Workflow states and revisions keep the keys of pages as text.
    return Cast(OuterRef(page_id), CharField())


class StoryQuerySet(models.QuerySet):
    def with_status(self) -> Self:
        """Each story with its `status`, which follows from what has been done and is stored nowhere."""
        return self.annotate(
            status=Case(
                When(dropped_at__isnull=False, then=Value(StoryStatus.DROPPED)),
                When(article__live=True, then=Value(StoryStatus.PUBLISHED)),
                When(
                    Q(article__isnull=False) & (under_review("article_id") | scheduled("article_id")),
                    then=Value(StoryStatus.SUBMITTED),
                ),
                When(article__isnull=False, then=Value(StoryStatus.WRITING)),
                When(assignee__isnull=False, then=Value(StoryStatus.ASSIGNED)),
                default=Value(StoryStatus.IDEA),
                output_field=CharField(),
            )
        )

    def unfinished(self) -> Self:
        """Those that somebody still has to work on: neither dropped nor published."""
        return self.filter(Q(article__isnull=True) | Q(article__live=False), dropped_at__isnull=True)

    def in_hand_of(self, person: object) -> Self:
        """The person's unfinished ones, the nearest deadline first."""
        return self.unfinished().filter(assignee=person).order_by(F("deadline").asc(nulls_last=True), "pk")


class Story(UnitOwned):
    """A story from idea to published article.

    `owner` is who proposed it, `assignee` who writes it. A story is never deleted but dropped with a reason, so that
    its record stays.
    """

    title = models.CharField(_("đề tài"), max_length=200)
    folded = FoldedField(source="title")
    notes = models.TextField(
        _("nội dung, yêu cầu"),
        blank=True,
        max_length=4000,
        help_text=_("Góc nhìn, nhân vật, địa điểm, ảnh cần có, người liên hệ …"),
    )
    genre = models.ForeignKey(
        "newsroom.Genre", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("thể loại")
    )
    section = models.ForeignKey(
        "newsroom.NewsIndexPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("chuyên mục"),
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="stories",
        verbose_name=_("người thực hiện"),
    )
    deadline = models.DateTimeField(_("hạn nộp"), null=True, blank=True)
    article = models.OneToOneField(
        "newsroom.ArticlePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="story",
        verbose_name=_("tin bài"),
    )
    created_at = models.DateTimeField(_("đề xuất lúc"), auto_now_add=True)
    dropped_at = models.DateTimeField(_("bỏ lúc"), null=True, editable=False)
    drop_reason = models.CharField(_("lý do bỏ"), max_length=300, blank=True, editable=False)
    # The last day on which somebody was reminded, so that a job run twice writes one letter.
    reminded_on = models.DateField(null=True, editable=False)

    objects = StoryQuerySet.as_manager()

    # A page's usage tells what shows it to readers; a story shows nothing.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("đề tài")
        verbose_name_plural = _("đề tài")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["unit", "-created_at"], name="newsroom_story_of_unit"),
            models.Index(
                fields=["deadline"], name="newsroom_story_due", condition=Q(deadline__isnull=False, dropped_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.title = text.normalise(self.title).strip()
        self.notes = text.normalise(self.notes)
        super().save(*args, **kwargs)

    @property
    def record_url(self) -> str:
        """Its record in the admin; readers never see a story."""
        return reverse("newsroom_desk:story", args=[self.pk])

    @property
    def status_text(self) -> str:
        """How the status that `with_status` has found reads."""
        return str(StoryStatus(self.status).label)

    @property
    def is_finished(self) -> bool:
        return self.dropped_at is not None or (self.article is not None and self.article.live)

    @property
    def is_overdue(self) -> bool:
        return self.deadline is not None and self.deadline < timezone.now() and not self.is_finished
