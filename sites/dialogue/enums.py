"""Choices of the dialogue, and named groups of them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from portal.core.clocks import Turn


class CountedDays(TextChoices):
    """The days of a limit; the values are those of `portal.core.clocks.Counted`."""

    WORKING_DAYS = "working_days", _("ngày làm việc")
    DAYS = "days", _("ngày")


class Publication(TextChoices):
    """Whether question and answer may be read by everybody."""

    NEVER = "never", _("Không công bố")
    CONSENT = "consent", _("Chỉ khi người gửi đồng ý")
    ANONYMOUS = "anonymous", _("Công bố sau khi ẩn thông tin cá nhân")


class CaseState(TextChoices):
    RECEIVED = "received", _("Mới nhận")
    WORKING = "working", _("Đang xử lý")
    WAITING = "waiting", _("Chờ người gửi bổ sung")
    DRAFTED = "drafted", _("Chờ duyệt trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    DECLINED = "declined", _("Không thụ lý")
    WITHDRAWN = "withdrawn", _("Người gửi đã rút")


OPEN_STATES = (CaseState.RECEIVED, CaseState.WORKING, CaseState.WAITING, CaseState.DRAFTED)


class Happening(TextChoices):
    """What can happen to a case."""

    RECEIVED = "received", _("Tiếp nhận")
    FORWARDED = "forwarded", _("Chuyển đơn vị xử lý")
    ASKED = "asked", _("Đề nghị bổ sung")
    ADDED = "added", _("Người gửi bổ sung")
    RESUMED = "resumed", _("Tiếp tục xử lý")
    PROLONGED = "prolonged", _("Gia hạn")
    NOTICE = "notice", _("Thông báo tiến độ")
    DRAFTED = "drafted", _("Soạn dự thảo trả lời")
    SENT_BACK = "sent_back", _("Yêu cầu sửa dự thảo")
    ANSWERED = "answered", _("Trả lời")
    DECLINED = "declined", _("Không thụ lý")
    WITHDRAWN = "withdrawn", _("Người gửi rút")
    NOTED = "noted", _("Ghi chú nội bộ")
    READ = "read", _("Xem thông tin người gửi")
    WARNED = "warned", _("Nhắc sắp hết hạn")
    ESCALATED = "escalated", _("Báo cấp trên vì quá hạn")
    RATED = "rated", _("Người gửi đánh giá")
    PROPOSED = "proposed", _("Đề xuất công bố")
    REMOVAL_ASKED = "removal_asked", _("Người gửi đề nghị gỡ bản công bố")
    EXPORTED = "exported", _("Trích xuất dữ liệu")
    ERASED = "erased", _("Xoá thông tin cá nhân")
    PURGED = "purged", _("Hết hạn lưu, đã xoá")


# What the one who sent the case is shown of its history; everything else never leaves.
SHOWN_TO_SENDER = (
    Happening.RECEIVED,
    Happening.FORWARDED,
    Happening.ASKED,
    Happening.ADDED,
    Happening.RESUMED,
    Happening.PROLONGED,
    Happening.NOTICE,
    Happening.ANSWERED,
    Happening.DECLINED,
    Happening.WITHDRAWN,
    Happening.ESCALATED,
    Happening.RATED,
    Happening.REMOVAL_ASKED,
    Happening.PURGED,
)
TURNS = {
    Happening.RECEIVED: Turn.START,
    Happening.ASKED: Turn.PAUSE,
    Happening.ADDED: Turn.RESUME,
    Happening.RESUMED: Turn.RESUME,
    Happening.PROLONGED: Turn.EXTEND,
    Happening.ANSWERED: Turn.STOP,
    Happening.DECLINED: Turn.STOP,
    Happening.WITHDRAWN: Turn.STOP,
}


class FileRole(TextChoices):
    SENT = "sent", _("Người gửi đính kèm")
    ANSWER = "answer", _("Kèm văn bản trả lời")


class Rating(TextChoices):
    """How the sender judges the answer (three steps, as service centres ask)."""

    VERY_SATISFIED = "3", _("Rất hài lòng")
    SATISFIED = "2", _("Hài lòng")
    NOT_SATISFIED = "1", _("Chưa hài lòng")
