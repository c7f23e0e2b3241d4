"""Choices of cases."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CaseState(TextChoices):
    """Where a case is (after the states that TT 22/2019/TT-VPCP art. 4 has senders deliver)."""

    RECEIVED = "received", _("Đã tiếp nhận")
    PROCESSING = "processing", _("Đang giải quyết")
    WAITING = "waiting", _("Chờ người nộp bổ sung")
    SOLVED = "solved", _("Đã có kết quả, chờ trả")
    RETURNED = "returned", _("Đã trả kết quả")
    REFUSED = "refused", _("Không đủ điều kiện giải quyết")
    WITHDRAWN = "withdrawn", _("Người nộp đã rút")


OPEN_STATES = (CaseState.RECEIVED, CaseState.PROCESSING, CaseState.WAITING)
# With an answer, which a refusal with its reasons is as well; what was withdrawn has none.
SOLVED_STATES = (CaseState.SOLVED, CaseState.RETURNED, CaseState.REFUSED)
# What may follow a state, besides itself. Nothing goes backwards.
FOLLOWING = {
    CaseState.RECEIVED: frozenset(CaseState) - {CaseState.RECEIVED},
    CaseState.PROCESSING: frozenset(CaseState) - {CaseState.RECEIVED},
    CaseState.WAITING: frozenset(CaseState) - {CaseState.RECEIVED},
    CaseState.SOLVED: frozenset({CaseState.RETURNED}),
    CaseState.RETURNED: frozenset(),
    CaseState.REFUSED: frozenset(),
    CaseState.WITHDRAWN: frozenset(),
}


class Channel(TextChoices):
    FILE = "file", _("Tệp")
    API = "api", _("Giao diện lập trình")
    PROGRAM = "program", _("Lệnh của hệ thống")


class DeliveryState(TextChoices):
    CHECKING = "checking", _("Đang kiểm tra")
    CHECKED = "checked", _("Đã kiểm tra, chờ đồng ý")
    TAKING = "taking", _("Đang nhập")
    DONE = "done", _("Đã nhập")
    REFUSED = "refused", _("Không nhập")


class Fault(TextChoices):
    """Why a row is set aside; the codes are part of the interface and do not change."""

    FORM = "form", _("Dòng không đọc được")
    UNKNOWN_KEY = "unknown_key", _("Có mục không được gửi")
    MISSING = "missing", _("Thiếu mục bắt buộc")
    CODE = "code", _("Mã hồ sơ không đúng dạng")
    VERSION = "version", _("Số phiên bản không đúng dạng")
    DATE = "date", _("Ngày không đúng dạng")
    STATE = "state", _("Tình trạng không có trong danh mục")
    FACT = "fact", _("Thông tin tra cứu không đúng dạng")
    UNKNOWN_PROCEDURE = "unknown_procedure", _("Không có thủ tục mang mã này")
    UNKNOWN_UNIT = "unknown_unit", _("Không có đơn vị mang mã này")
    OTHER_UNIT = "other_unit", _("Hồ sơ của đơn vị khác")
    DUE_BEFORE_RECEIVED = "due_before_received", _("Ngày hẹn trả trước ngày nhận")
    FINISHED_BEFORE_RECEIVED = "finished_before_received", _("Ngày có kết quả trước ngày nhận")
    IN_THE_FUTURE = "in_the_future", _("Ngày ở tương lai")
    NEW_DUE = "new_due", _("Ngày hẹn lại không sau ngày hẹn trả")
    FINISHED_STATE = "finished_state", _("Ngày có kết quả và tình trạng không khớp")
    BACKWARDS = "backwards", _("Tình trạng đi lùi")
    SAME_VERSION = "same_version", _("Cùng phiên bản mà nội dung khác")
