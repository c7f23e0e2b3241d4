"""Choices of the organisation and of the calendar."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class BodyKind(TextChoices):
    """What a body of the apparatus is."""

    COUNCIL = "council", _("Hội đồng nhân dân")
    COMMITTEE = "committee", _("Ủy ban nhân dân")
    OFFICE = "office", _("Phòng, ban, văn phòng")
    CENTRE = "centre", _("Trung tâm, đơn vị sự nghiệp")
    VILLAGE = "village", _("Thôn, tổ dân phố")
    OTHER = "other", _("Tổ chức khác")


class EntryKind(TextChoices):
    """What an entry of the calendar is."""

    WORK = "work", _("Lịch công tác")
    RECEPTION = "reception", _("Tiếp công dân")
    MEETING = "meeting", _("Họp, hội nghị")
    EVENT = "event", _("Sự kiện")


class Repeats(TextChoices):
    """How an entry comes again; what none of them says is a rule of its own (RFC 5545)."""

    NEVER = "never", _("Không lặp lại")
    DAILY = "daily", _("Hằng ngày")
    WEEKLY = "weekly", _("Hằng tuần")
    FORTNIGHTLY = "fortnightly", _("Hai tuần một lần")
    MONTHLY_DAY = "monthly_day", _("Hằng tháng, vào ngày này")
    MONTHLY_WEEKDAY = "monthly_weekday", _("Hằng tháng, vào thứ này của tuần này")
    YEARLY = "yearly", _("Hằng năm")
    RULE = "rule", _("Theo quy tắc riêng (RRULE)")


class OnDayOff(TextChoices):
    """What becomes of a day that falls on a weekend or holiday of the working-day calendar."""

    STAYS = "stays", _("Vẫn giữ")
    SKIPPED = "skipped", _("Bỏ ngày đó")
    MOVED = "moved", _("Chuyển sang ngày làm việc kế tiếp")
