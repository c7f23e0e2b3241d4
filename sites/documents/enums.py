"""Choices of the documents, and the groups of them that the rules ask for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Effect(TextChoices):
    """Whether a document holds today; stored, and computed by `services.effect` alone."""

    NOT_YET = "not_yet", _("Chưa có hiệu lực")
    IN_FORCE = "in_force", _("Còn hiệu lực")
    PARTLY = "partly", _("Hết hiệu lực một phần")
    EXPIRED = "expired", _("Hết hiệu lực")
    SUSPENDED = "suspended", _("Ngưng hiệu lực")


class RelationKind(TextChoices):
    """What one document does to another, read from the newer one."""

    AMENDS = "amends", _("Sửa đổi, bổ sung")
    REPLACES = "replaces", _("Thay thế")
    REPEALS = "repeals", _("Bãi bỏ")
    SUSPENDS = "suspends", _("Ngưng hiệu lực của")
    CORRECTS = "corrects", _("Đính chính")
    GUIDES = "guides", _("Hướng dẫn, quy định chi tiết")
    BASED_ON = "based_on", _("Căn cứ")
    CONSOLIDATES = "consolidates", _("Hợp nhất")
    CITES = "cites", _("Dẫn chiếu")


# The same, read from the older one.
READ_BACKWARDS = {
    RelationKind.AMENDS: _("Được sửa đổi, bổ sung bởi"),
    RelationKind.REPLACES: _("Bị thay thế bởi"),
    RelationKind.REPEALS: _("Bị bãi bỏ bởi"),
    RelationKind.SUSPENDS: _("Bị ngưng hiệu lực bởi"),
    RelationKind.CORRECTS: _("Được đính chính bởi"),
    RelationKind.GUIDES: _("Được hướng dẫn bởi"),
    RelationKind.BASED_ON: _("Là căn cứ của"),
    RelationKind.CONSOLIDATES: _("Được hợp nhất trong"),
    RelationKind.CITES: _("Được dẫn chiếu trong"),
}

# A document that does one of these to another may not, round some corner, have the same done to itself by it.
NEVER_ROUND = (RelationKind.AMENDS, RelationKind.REPLACES, RelationKind.REPEALS, RelationKind.GUIDES)
# What ends a document, wholly or in part.
ENDING = (RelationKind.REPLACES, RelationKind.REPEALS)


class Urgency(TextChoices):
    """How fast a document is to be delivered (NĐ 30/2020)."""

    NORMAL = "normal", _("Thường")
    URGENT = "urgent", _("Khẩn")
    VERY_URGENT = "very_urgent", _("Thượng khẩn")
    IMMEDIATE = "immediate", _("Hoả tốc")


class Confidentiality(TextChoices):
    """There is one value only: what is classified is never kept here, and the database refuses it."""

    PUBLIC = "public", _("Công khai")


class BodyKind(TextChoices):
    """What kind of body issues a document."""

    COUNCIL = "council", _("Hội đồng nhân dân")
    COMMITTEE = "committee", _("Uỷ ban nhân dân")
    DEPARTMENT = "department", _("Sở, ban, ngành")
    CENTRAL = "central", _("Cơ quan trung ương")
    PARTY = "party", _("Cơ quan Đảng")
    OTHER = "other", _("Cơ quan khác")


# --- Files, registers and imports -------------------------------------------------------------------


class TextState(TextChoices):
    """How far the text of a file is; the values are those of `portal.media.extraction`."""

    WAITING = "waiting", _("Đang chờ trích nội dung")
    EXTRACTED = "extracted", _("Đã trích nội dung")
    EMPTY = "empty", _("Không có chữ")
    NO_CONVERTER = "no_converter", _("Máy chủ chưa có bộ chuyển đổi")
    FAILED = "failed", _("Không đọc được")


class TextReason(TextChoices):
    """Why a text is missing or not whole, as a sentence that says what to do."""

    ENCRYPTED = "encrypted", _("Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi tải lên lại.")
    BROKEN = "broken", _("Tệp bị hỏng nên không đọc được. Hãy lưu lại từ bản gốc rồi tải lên lại.")
    TOO_LARGE = "too_large", _("Nội dung tệp sau khi giải nén quá lớn nên không đọc được.")
    TOO_SLOW = "too_slow", _("Đọc tệp quá lâu nên đã dừng.")
    CRASHED = "crashed", _("Trình đọc đã dừng đột ngột khi đọc tệp này.")
    NO_TEXT = "no_text", _("Tệp không có chữ nào.")
    NEEDS_RECOGNITION = (
        "needs_recognition",
        _("Tệp là ảnh quét: cần nhận dạng chữ, mà máy chủ chưa cài Tesseract với tiếng Việt."),
    )
    NO_WORD_READER = (
        "no_word_reader",
        _("Máy chủ chưa cài antiword hoặc LibreOffice nên chưa đọc được tệp Word cũ (.doc)."),
    )
    CUT = "cut", _("Tệp quá dài: chỉ phần đầu được trích.")
    MISSING = "missing", _("Không tìm thấy tệp trong kho lưu trữ.")


class Direction(TextChoices):
    """Which of its two registers a unit writes a document into."""

    RECEIVED = "received", _("Văn bản đến")
    SENT = "sent", _("Văn bản đi")


class Handling(TextChoices):
    """How far the handling of a registered document is."""

    WAITING = "waiting", _("Chưa xử lý")
    WORKING = "working", _("Đang xử lý")
    DONE = "done", _("Đã xử lý")
    NO_ACTION = "no_action", _("Để biết, không cần xử lý")


class ImportKind(TextChoices):
    """What the rows of an imported table become."""

    REGISTER = "register", _("Sổ văn bản")
    DOCUMENTS = "documents", _("Văn bản kèm tệp")


class ImportState(TextChoices):
    """Where an import stands."""

    MAPPING = "mapping", _("Chờ khai báo cột")
    CHECKING = "checking", _("Đang kiểm tra")
    CHECKED = "checked", _("Đã kiểm tra, chờ nhập")
    RUNNING = "running", _("Đang nhập")
    DONE = "done", _("Đã nhập xong")
    REFUSED = "refused", _("Không nhập dòng nào")


class KeepRows(TextChoices):
    """What happens to the good rows of a table that has bad ones."""

    GOOD = "good", _("Nhập các dòng đúng, bỏ các dòng lỗi")
    NONE = "none", _("Không nhập dòng nào nếu có một dòng lỗi")


class FaultKind(TextChoices):
    """Whether what is said of a row kept it out."""

    ERROR = "error", _("Lỗi")
    REMARK = "remark", _("Lưu ý")


class CommentState(TextChoices):
    """Where a comment on a draft is."""

    WAITING = "waiting", _("Chờ xem")
    SHOWN = "shown", _("Đã đăng")
    REFUSED = "refused", _("Không đăng")


class CommentRoad(TextChoices):
    """How a comment came."""

    PORTAL = "portal", _("Cổng thông tin")
    LETTER = "letter", _("Văn bản, thư")
    MAIL = "mail", _("Thư điện tử")
    MEETING = "meeting", _("Hội nghị, họp dân")


class Verdict(TextChoices):
    """What became of a comment in the draft."""

    ACCEPTED = "accepted", _("Tiếp thu")
    PARTLY = "partly", _("Tiếp thu một phần")
    KEPT = "kept", _("Giải trình, giữ như dự thảo")
