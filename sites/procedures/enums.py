"""Choices of the procedures."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TimeUnit(TextChoices):
    """What a time limit is counted in."""

    WORKING_DAY = "working_day", _("ngày làm việc")
    DAY = "day", _("ngày")
    HOUR = "hour", _("giờ làm việc")
    MONTH = "month", _("tháng")


class FilingWay(TextChoices):
    """How a dossier reaches the agency."""

    DIRECT = "direct", _("Nộp trực tiếp")
    ONLINE = "online", _("Nộp trực tuyến")
    POST = "post", _("Gửi qua bưu chính công ích")


class ServiceScheme(TextChoices):
    """The ways in which the law has told how far a service goes on line; which one counts when is in `ServiceLevel`."""

    LEVELS = "levels", _("Mức độ dịch vụ công trực tuyến")
    SCOPE = "scope", _("Phạm vi dịch vụ công trực tuyến")
    PROACTIVE = "proactive", _("Mức độ dịch vụ chủ động")


class Offered(TextChoices):
    """Whether a unit takes dossiers of a procedure."""

    INHERITED = "inherited", _("Như đơn vị cấp trên")
    YES = "yes", _("Có tiếp nhận")
    NO = "no", _("Không tiếp nhận")
