"""Telling people what waits for them or has happened to their work: on the dashboard, and by mail.

An app says once how a kind of news reads (`register_kind`) and then calls `notify` inside the transaction of what
has happened: the rows for the dashboard are part of it, and the mail is a job of the same transaction, so that
nothing is told that was rolled back and nothing is lost that was not.

People are told about a unit only while they hold a role in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.utils import get_latest_str
from wagtail.models import Page

from portal.accounts.models import User

from .enums import Role
from .models import Notification, RoleAssignment, Unit

LONGEST_VALUE = 200


@dataclass(frozen=True)
class Kind:
    """How a kind of news reads, and which of Wagtail's mail preferences switches its mail off ("" for none)."""

    text: Any
    preference: str = ""
    by_mail: bool = True


_kinds: dict[str, Kind] = {}


def register_kind(code: str, text: Any, *, preference: str = "", by_mail: bool = True) -> None:
    """Say how news of this kind reads: a lazy sentence with `%(name)s` for what `notify` is given.

    Always at hand are `title` (of what it is about), `who` (who did it) and `unit`.
    """
    _kinds[code] = Kind(text, preference, by_mail)


def kind_of(code: str) -> Kind:
    """The kind; one that no app registers any more reads as its title."""
    return _kinds.get(code) or Kind("%(title)s", by_mail=False)


class _Known(dict):
    def __missing__(self, name: str) -> str:
        return "…"


def text_of(code: str, data: dict) -> str:
    return str(kind_of(code).text) % _Known(data)


def people_with_roles(unit: Unit | int, *roles: str) -> QuerySet[User]:
    """The active people who hold one of the roles in the unit today; any role, if none is named."""
    held = RoleAssignment.objects.on().filter(unit=unit)
    if roles:
        held = held.filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=held.values("person"))


def notify(
    people: Iterable[Any],
    code: str,
    *,
    unit: Unit | int | None,
    by: Any = None,
    about: Model | None = None,
    url: str = "",
    **data: Any,
) -> list[Notification]:
    """Tell each of the people once. Runs in the transaction of the caller, who is not told of what they did.

    `about` is the thing it is about, which gives the title and the address where `url` is not named. Who holds no
    role in `unit` is left out; with no unit, everybody named is told.
    """
    unit_id = unit.pk if isinstance(unit, Unit) else unit
    told = {person.pk: person for person in people if person is not None and person.is_active}
    if by is not None:
        told.pop(by.pk, None)
    if unit_id is not None and told:
        held = RoleAssignment.objects.on().filter(unit=unit_id, person__in=told)
        told = {key: told[key] for key in held.values_list("person", flat=True)}
    if not told:
        return []
    values = {name: str(value)[:LONGEST_VALUE] for name, value in data.items()}
    if about is not None:
        values.setdefault("title", get_latest_str(about)[:LONGEST_VALUE])
        url = url or edit_url(about, next(iter(told.values())))
    values.setdefault("who", str(by) if by is not None else str(_("Hệ thống")))
    rows = Notification.objects.bulk_create(
        Notification(person=person, unit_id=unit_id, kind=code, data=values, url=url) for person in told.values()
    )
    if kind_of(code).by_mail:
        # The jobs of the app need the services, and those this module.
        from .tasks import mail_notifications

        mail_notifications.enqueue([row.pk for row in rows])
    return rows


def edit_url(thing: Model, person: Any) -> str:
    """Where the thing is edited or looked at in the admin."""
    if isinstance(thing, Page):
        return reverse("wagtailadmin_pages:edit", args=[thing.pk])
    return AdminURLFinder(person).get_edit_url(thing) or ""


register_kind("step_waits", gettext_lazy("“%(title)s” chờ bạn duyệt ở bước “%(step)s”."), preference="submitted")
register_kind("approved", gettext_lazy("“%(title)s” đã được duyệt."), preference="approved")
register_kind("changes_wanted", gettext_lazy("%(who)s yêu cầu sửa “%(title)s”: %(comment)s"), preference="rejected")
register_kind("urgent", gettext_lazy("%(who)s đã đăng khẩn “%(title)s”. Lý do: %(reason)s"))
register_kind("published_on_time", gettext_lazy("“%(title)s” đã đăng theo lịch."), by_mail=False)
register_kind("unpublished_on_time", gettext_lazy("“%(title)s” đã gỡ xuống theo lịch."), by_mail=False)
register_kind("schedule_failed", gettext_lazy("Không đăng được “%(title)s” theo lịch: %(reason)s"))
register_kind("batch_waits", gettext_lazy("%(who)s đã nhập %(count)s mục trong đợt “%(title)s”, chờ bạn duyệt."))
register_kind("batch_done", gettext_lazy("Đợt nhập “%(title)s” đã đăng %(count)s mục."), by_mail=False)
register_kind("batch_failed", gettext_lazy("Chưa đăng được đợt nhập “%(title)s”: %(reason)s"))
register_kind(
    "machine_done", gettext_lazy("Máy đã dịch %(count)s câu của “%(title)s”; hãy xem từng câu."), by_mail=False
)
register_kind(
    "machine_failed", gettext_lazy("Máy chưa dịch xong “%(title)s” (%(count)s câu): %(reason)s"), by_mail=False
)
register_kind("mentioned", gettext_lazy("%(who)s nhắc đến bạn trong bình luận về “%(title)s”: %(comment)s"))
register_kind(
    "mention_unknown",
    gettext_lazy("Không báo được cho %(names)s trong bình luận về “%(title)s”: không có người này trong đơn vị."),
    by_mail=False,
)
register_kind(
    "commented",
    gettext_lazy("%(who)s bình luận về “%(title)s”: %(comment)s"),
    preference="updated_comments",
)

DECIDERS = (Role.PUBLISHER, Role.UNIT_ADMIN)
