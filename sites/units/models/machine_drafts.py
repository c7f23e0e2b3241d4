"""How far a machine is with the drafts of a translation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail_localize.models import Translation


class DraftingState(models.TextChoices):
    WAITING = "waiting", _("Chờ máy dịch")
    WORKING = "working", _("Máy đang dịch")
    DONE = "done", _("Máy đã dịch xong")
    STOPPED = "stopped", _("Đã dừng máy dịch")
    FAILED = "failed", _("Máy chưa dịch xong")


class DraftingProblem(models.TextChoices):
    """Why it ended before its end; kept as a code, so that each reader reads it in their own language."""

    NO_ANSWER = "no-answer", _("Máy dịch không trả lời hoặc báo lỗi. Các câu đã dịch vẫn được giữ; hãy thử lại sau.")
    NO_RIGHT = "no-right", _("Người yêu cầu không còn quyền dịch nội dung này.")
    LANGUAGE_OFF = "language-off", _("Đơn vị không dùng ngôn ngữ này.")
    GONE = "gone", _("Bản gốc hoặc bản dịch không còn nữa.")
    NO_MACHINE = "no-machine", _("Không có máy dịch cho hai ngôn ngữ này.")


BUSY = (DraftingState.WAITING, DraftingState.WORKING)


class MachineDrafts(models.Model):
    """What a person last asked a machine to draft in one translation."""

    translation = models.OneToOneField(Translation, on_delete=models.CASCADE, related_name="machine_drafts")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    # When the worker was last heard of, and which of its turns may write: one that was given up may still be at work.
    heard_at = models.DateTimeField(db_index=True)
    turn = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=DraftingState, default=DraftingState.WAITING)
    problem = models.CharField(max_length=20, choices=DraftingProblem, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("bản nháp máy dịch")
        verbose_name_plural = _("bản nháp máy dịch")

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.state}"

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY
