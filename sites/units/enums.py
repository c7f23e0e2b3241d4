"""Choices of the unit models, and named groups of them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EventKind(TextChoices):
    """What can happen to units (domain reference §7.3, after GOV.UK Whitehall's closed statuses)."""

    CREATE = "create", _("Thành lập")
    MERGE = "merge", _("Sáp nhập")
    SPLIT = "split", _("Chia tách")
    PARTIAL_TRANSFER = "partial_transfer", _("Điều chỉnh một phần")
    RENAME = "rename", _("Đổi tên")
    RETYPE = "retype", _("Đổi loại")
    REPARENT = "reparent", _("Chuyển đơn vị cấp trên")
    ABOLISH = "abolish", _("Kết thúc hoạt động")


class Share(TextChoices):
    """How much of the old unit went along an edge."""

    WHOLE = "whole", _("Toàn bộ")
    PART = "part", _("Một phần")


class HostRole(TextChoices):
    PRIMARY = "primary", _("Chính")
    ALIAS = "alias", _("Phụ (chuyển hướng)")
    ARCHIVE = "archive", _("Lưu trữ")


class Role(TextChoices):
    """What a person is: in a unit, or, for the last three, in the whole province."""

    CONTRIBUTOR = "contributor", _("Cộng tác viên")
    EDITOR = "editor", _("Biên tập viên")
    PUBLISHER = "publisher", _("Người duyệt xuất bản")
    UNIT_ADMIN = "unit_admin", _("Quản trị đơn vị")
    EDITORIAL_BOARD = "editorial_board", _("Ban Biên tập")
    AUDITOR = "auditor", _("Kiểm toán viên")
    PLATFORM_ADMIN = "platform_admin", _("Quản trị nền tảng")


# Roles that a unit's own administrator gives; the province-wide ones are given by the platform.
UNIT_ROLES = (Role.CONTRIBUTOR, Role.EDITOR, Role.PUBLISHER, Role.UNIT_ADMIN)
WIDE_ROLES = (Role.EDITORIAL_BOARD, Role.AUDITOR, Role.PLATFORM_ADMIN)


class Action(TextChoices):
    """What can be done to a unit's things. The codes are those Wagtail's permission policies ask for."""

    VIEW = "view", _("Xem")
    CHOOSE = "choose", _("Chọn để dùng")
    ADD = "add", _("Tạo mới")
    CHANGE_OWN = "change_own", _("Sửa của mình")
    CHANGE = "change", _("Sửa")
    DELETE = "delete", _("Xoá")
    LOCK = "lock", _("Khoá")
    UNLOCK = "unlock", _("Mở khoá")
    PUBLISH = "publish", _("Xuất bản")
    BULK_DELETE = "bulk_delete", _("Xoá cả nhánh")
    TRANSLATE = "translate", _("Dịch")
    ADMINISTER = "administer", _("Quản trị đơn vị")


class AudienceKind(TextChoices):
    """To whom something is sent along the tree."""

    ALL = "all", _("Tất cả đơn vị")
    TIER = "tier", _("Một cấp")
    SUBTREE = "subtree", _("Một địa bàn")
    LIST = "list", _("Danh sách đơn vị")


class BannerColour(TextChoices):
    """Banner colours on which white text has a contrast of at least 7:1."""

    RED = "red", _("Đỏ")
    BLUE = "blue", _("Lam")
    GREEN = "green", _("Lục")
    BROWN = "brown", _("Nâu")
    PURPLE = "purple", _("Tím")
    TEAL = "teal", _("Xanh cổ vịt")


class AuditKind(TextChoices):
    """What the audit log tells of."""

    SIGN_IN = "sign_in", _("Đăng nhập")
    SIGN_IN_FAILED = "sign_in_failed", _("Đăng nhập không thành công")
    SIGN_OUT = "sign_out", _("Đăng xuất")
    LOCKED_OUT = "locked_out", _("Tạm khoá vì nhập sai nhiều lần")
    SECOND_FACTOR_SET_UP = "second_factor_set_up", _("Bật xác minh hai lớp")
    SECOND_FACTOR_RESET = "second_factor_reset", _("Đặt lại xác minh hai lớp")
    ROLE_GIVEN = "role_given", _("Giao vai trò")
    ROLE_ENDED = "role_ended", _("Thôi vai trò")
    INVITED = "invited", _("Mời tham gia")
    INVITATION_ACCEPTED = "invitation_accepted", _("Nhận lời mời")
    SUSPENDED = "suspended", _("Tạm dừng tài khoản")
    RESUMED = "resumed", _("Mở lại tài khoản")
    REFUSED = "refused", _("Bị từ chối")
    VIEW_AS_STARTED = "view_as_started", _("Bắt đầu xem thay")
    VIEW_AS_ENDED = "view_as_ended", _("Kết thúc xem thay")
    ALERT_PUBLISHED = "alert_published", _("Đăng cảnh báo")
    ALERT_CHANGED = "alert_changed", _("Sửa cảnh báo")
    ALERT_WITHDRAWN = "alert_withdrawn", _("Gỡ cảnh báo")
    URGENT = "urgent", _("Đăng khẩn")
    ROYALTY_CHANGED = "royalty_changed", _("Sửa nhuận bút")
    ROYALTY_CLOSED = "royalty_closed", _("Chốt nhuận bút")
    SENT_DOWN = "sent_down", _("Gửi tin xuống cấp dưới")
    WITHDRAWN = "withdrawn", _("Thu hồi tin đã gửi")
    HIDDEN = "hidden", _("Ẩn tin từ cấp trên")
    TAKEN = "taken", _("Nhận tin của đơn vị khác")
    SHOWN_AGAIN = "shown_again", _("Hiện lại tin từ cấp trên")
    CONSULTATION_CLOSED = "consultation_closed", _("Kết thúc sớm việc lấy ý kiến")
    CONSULTATION_RESULTS = "consultation_results", _("Công bố tiếp thu, giải trình")
    COMMENT_SHOWN = "comment_shown", _("Đăng góp ý")
    COMMENT_REFUSED = "comment_refused", _("Không đăng góp ý")
    DIALOGUE_EXPORTED = "dialogue_exported", _("Trích xuất dữ liệu cá nhân")
    DIALOGUE_ERASED = "dialogue_erased", _("Xoá dữ liệu cá nhân")
