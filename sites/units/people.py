"""The people of a unit: inviting them, giving and ending their roles, pausing an account.

Every function owns its transaction, checks that the one who acts may do so, and puts what it did on the record.
What may not be done raises `PermissionDenied` with a sentence and changes nothing. Nobody here can reach an
account beyond its roles in this unit: passwords, other units' roles and roles of the whole province stay with
their owners and with the platform.
"""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from portal.accounts.models import User
from portal.core import text

from .enums import UNIT_ROLES, Action, AuditKind, Role
from .models import Invitation, RoleAssignment, Unit, today
from .oversight import audit
from .permissions import ROLE_ACTIONS, forget_roles, roles_of, user_can_administer


def roles_giveable_by(giver: User, unit: Unit) -> list[Role]:
    """The roles of this unit that the person may give: those that allow nothing the giver may not do there."""
    if not user_can_administer(giver, unit):
        return []
    own = roles_of(giver).actions_in(unit.pk)
    return [role for role in UNIT_ROLES if ROLE_ACTIONS[role] <= own]


def _require_giveable(giver: User, unit: Unit, role: str) -> None:
    if role not in roles_giveable_by(giver, unit):
        raise PermissionDenied(_("Bạn không được giao vai trò này trong đơn vị."))


def people_of(unit: Unit, query: str = "") -> QuerySet[User]:
    """Those who hold or held a role in the unit, in the order of Vietnamese names, found without accents."""
    people = User.objects.filter(pk__in=RoleAssignment.objects.filter(unit=unit).values("person"))
    if query := query.strip():
        people = people.filter(
            Q(full_name_folded__contains=text.fold(query)) | Q(email__icontains=query) | Q(username__icontains=query)
        )
    return people.order_by("full_name_key", "pk")


def works_only_in(person: User, unit: Unit) -> bool:
    """Whether the person holds, today or from a later day on, no role but in this unit."""
    others = RoleAssignment.objects.filter(person=person).exclude(unit=unit).exclude(valid_to__lte=today())
    return not person.is_superuser and not others.exists()


# --- Roles ---------------------------------------------------------------------------------------


@transaction.atomic
def give_role(person: User, unit: Unit, role: str, *, by: User, until: date | None = None) -> RoleAssignment:
    """Give a role from today on; raises `ValidationError` if the person holds it already."""
    _require_giveable(by, unit, role)
    if until is not None and until <= today():
        raise ValidationError({"until": _("Ngày kết thúc phải sau hôm nay.")})
    # One at a time for a person, so that two clicks do not meet at the constraint.
    User.objects.select_for_update().get(pk=person.pk)
    if RoleAssignment.objects.on().filter(person=person, unit=unit, role=role).exists():
        raise ValidationError({"role": _("Người này đang giữ vai trò đó.")})
    _drop_what_begins_later(person, unit, role)
    given = RoleAssignment.objects.create(person=person, unit=unit, role=role, valid_from=today(), valid_to=until)
    forget_roles(person)
    last_day = until.isoformat() if until else ""
    audit.record(AuditKind.ROLE_GIVEN, actor=by, unit=unit, subject=person.username, role=str(role), until=last_day)
    return given


def _drop_what_begins_later(person: User, unit: Unit, role: str) -> None:
    RoleAssignment.objects.filter(person=person, unit=unit, role=role, valid_from__gt=today()).delete()


@transaction.atomic
def end_role(given: RoleAssignment, *, by: User, on: date | None = None) -> None:
    """End a role of a unit, today or on a later day. The last administrator cannot give up that role."""
    unit = given.unit
    if unit is None or not user_can_administer(by, unit):
        raise PermissionDenied(_("Chỉ quản trị đơn vị mới gỡ được vai trò."))
    _require_giveable(by, unit, given.role)
    day = on or today()
    if given.valid_to is not None and given.valid_to <= today():
        # Ending it again would move its last day.
        raise ValidationError({"role": _("Vai trò này đã hết từ trước.")})
    if day < today():
        raise ValidationError({"until": _("Ngày kết thúc không được ở quá khứ.")})
    if given.role == Role.UNIT_ADMIN and given.person_id == by.pk:
        raise PermissionDenied(_("Bạn không tự gỡ được vai trò quản trị của mình; hãy nhờ quản trị viên khác."))
    if day <= given.valid_from:
        given.delete()
    else:
        given.valid_to = day
        given.save(update_fields=["valid_to"])
    forget_roles(given.person)
    audit.record(
        AuditKind.ROLE_ENDED, actor=by, unit=unit, subject=given.person.username, role=given.role, on=day.isoformat()
    )


# --- Accounts ------------------------------------------------------------------------------------


def _require_whole_account(person: User, unit: Unit, by: User) -> None:
    if not user_can_administer(by, unit):
        raise PermissionDenied(_("Chỉ quản trị đơn vị mới tạm dừng được tài khoản."))
    if person.pk == by.pk:
        raise PermissionDenied(_("Bạn không tự tạm dừng được tài khoản của mình."))
    if not works_only_in(person, unit):
        raise PermissionDenied(
            _("Người này còn làm việc ở nơi khác. Hãy gỡ vai trò trong đơn vị mình thay vì tạm dừng tài khoản.")
        )


@transaction.atomic
def suspend(person: User, unit: Unit, *, by: User) -> None:
    """Pause the account of a person who works in this unit alone; nothing of theirs is lost."""
    _require_whole_account(person, unit, by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    audit.record(AuditKind.SUSPENDED, actor=by, unit=unit, subject=person.username)


@transaction.atomic
def resume(person: User, unit: Unit, *, by: User) -> None:
    _require_whole_account(person, unit, by)
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.record(AuditKind.RESUMED, actor=by, unit=unit, subject=person.username)


# --- Invitations ---------------------------------------------------------------------------------


class InvitationRefused(PermissionDenied):
    """The link does not let this person in; the message says why. `invitation` is the one it was, if any."""

    def __init__(self, reason: str, invitation: Invitation | None = None) -> None:
        super().__init__(reason)
        self.invitation = invitation


@transaction.atomic
def invite(unit: Unit, *, email: str, full_name: str, role: str, by: User, until: date | None = None) -> Invitation:
    """Invite a person to take a role; an earlier invitation of the same address to this unit ends.

    Whether there is an account with that address is not told to the one who invites.
    """
    _require_giveable(by, unit, role)
    if until is not None and until <= today():
        raise ValidationError({"until": _("Ngày kết thúc phải sau hôm nay.")})
    _open(unit).filter(email__iexact=email).update(withdrawn_at=timezone.now())
    invitation = Invitation(
        unit=unit, email=email.lower(), full_name=text.normalise(full_name), role=role, role_until=until, invited_by=by
    )
    invitation.new_secret()
    invitation.save()
    audit.record(AuditKind.INVITED, actor=by, unit=unit, subject=invitation.email, role=str(role))
    transaction.on_commit(lambda: send_invitation.enqueue(invitation.pk))
    return invitation


def _open(unit: Unit) -> QuerySet[Invitation]:
    return unit.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> None:
    """Make the link of an invitation useless."""
    if not user_can_administer(by, invitation.unit):
        raise PermissionDenied(_("Chỉ quản trị đơn vị mới rút được lời mời."))
    _open(invitation.unit).filter(pk=invitation.pk).update(withdrawn_at=timezone.now())
    audit.record(AuditKind.INVITED, actor=by, unit=invitation.unit, subject=invitation.email, withdrawn=True)


@task()
def send_invitation(invitation_id: int) -> None:
    """Send the link. Its secret is made here, so that it is written nowhere but in the mail."""
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update(of=("self",)).select_related("unit").get(pk=invitation_id)
        if not invitation.is_open:
            return
        secret = invitation.new_secret()
        invitation.save(update_fields=["secret_hash"])
        # In the transaction: if the mail cannot be sent, the link sent before goes on working.
        with translation.override(settings.LANGUAGE_CODE):
            context = {
                "invitation": invitation,
                "link": settings.WAGTAILADMIN_BASE_URL + reverse("units_invitation", args=[secret]),
            }
            send_mail(
                render_to_string("units/mail/invitation_subject.txt", context).strip(),
                render_to_string("units/mail/invitation.txt", context),
                settings.DEFAULT_FROM_EMAIL,
                [invitation.email],
            )


def find_invitation(secret: str, *, lock: bool = False) -> Invitation:
    """The invitation of a link; raises `InvitationRefused` for one that is unknown, used, withdrawn or too old."""
    rows = Invitation.objects.select_related("unit")
    if lock:
        rows = rows.select_for_update(of=("self",))
    invitation = rows.filter(secret_hash=Invitation.hash_of(secret)).first()
    if invitation is None:
        raise InvitationRefused(_("Liên kết mời không đúng. Hãy kiểm tra lại thư hoặc xin lời mời mới."))
    reason = ""
    if invitation.accepted_at:
        reason = _("Lời mời này đã được dùng. Nếu đó là bạn, hãy đăng nhập.")
    elif invitation.withdrawn_at:
        reason = _("Lời mời này đã bị rút lại.")
    elif not invitation.is_open:
        reason = _("Lời mời này đã hết hạn. Hãy xin quản trị đơn vị gửi lời mời mới.")
    if reason:
        raise InvitationRefused(reason, invitation)
    return invitation


def account_for(invitation: Invitation) -> User | None:
    """The account of the invited address, if the person has one already."""
    return User.objects.filter(email__iexact=invitation.email).first()


@transaction.atomic
def accept_with_account(secret: str, person: User) -> Invitation:
    """The signed-in person takes the role; the address must be the invited one."""
    invitation = find_invitation(secret, lock=True)
    if person.email.lower() != invitation.email.lower():
        raise InvitationRefused(_("Lời mời này gửi cho một địa chỉ thư khác với tài khoản bạn đang dùng."))
    return _take(invitation, person)


@transaction.atomic
def accept_as_newcomer(secret: str, *, full_name: str, password: str) -> User:
    """Make the account of an invited person who has none, and give it the role.

    The caller has checked the password against the rules. Raises `InvitationRefused` if there is an account.
    """
    invitation = find_invitation(secret, lock=True)
    if account_for(invitation) is not None:
        raise InvitationRefused(_("Địa chỉ thư này đã có tài khoản; hãy đăng nhập rồi mở lại liên kết."))
    person = User.objects.create_user(
        username=_free_username(invitation.email), email=invitation.email, password=password, full_name=full_name
    )
    _take(invitation, person)
    return person


def _free_username(email: str) -> str:
    username = email[:140]
    taken: Iterable[str] = set(User.objects.filter(username__startswith=username).values_list("username", flat=True))
    return next(name for name in (username, *(f"{username}.{n}" for n in range(2, 1000))) if name not in taken)


def _take(invitation: Invitation, person: User) -> Invitation:
    unit = invitation.unit
    giver = invitation.invited_by
    # The one who invited may have left since; then the promise no longer holds.
    if giver is None or not giver.is_active or Action.ADMINISTER not in roles_of(giver).actions_in(unit.pk):
        raise InvitationRefused(_("Người mời không còn quản trị đơn vị; hãy xin lời mời mới."))
    if not RoleAssignment.objects.on().filter(person=person, unit=unit, role=invitation.role).exists():
        until = invitation.role_until if invitation.role_until and invitation.role_until > today() else None
        if invitation.role_until and until is None:
            raise InvitationRefused(_("Thời hạn giữ vai trò nêu trong lời mời đã qua."))
        give_role(person, unit, invitation.role, by=giver, until=until)
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    audit.record(AuditKind.INVITATION_ACCEPTED, actor=person, unit=unit, subject=invitation.email, role=invitation.role)
    return invitation
