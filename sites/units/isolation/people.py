"""The pages where a unit's administrator manages the people of the unit, and where the invited come in."""

from typing import Any

from django import forms
from django.contrib.auth import login
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from portal.accounts.models import User
from portal.accounts.second_factor import has_device

from .. import people
from ..enums import AuditKind, Role
from ..models import Invitation, RoleAssignment, Unit, today
from ..oversight import audit
from ..oversight.second_factor import reset_second_factor, user_can_reset_second_factor
from ..oversight.view_as import user_can_view_as
from ..permissions import active_unit, is_auditor, is_platform_admin
from .scope import administered_unit

PAGE_SIZE = 50


class RoleForm(forms.Form):
    """A role of the unit that the giver may give, and until when."""

    role = forms.ChoiceField(label=gettext_lazy("Vai trò"))
    until = forms.DateField(
        label=gettext_lazy("Đến trước ngày"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Để trống nếu không có thời hạn."),
    )

    def __init__(self, *args: Any, giver: User, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in people.roles_giveable_by(giver, unit)]

    def clean_role(self) -> str:
        return self.cleaned_data["role"]


class InvitationForm(RoleForm):
    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("Thư điện tử"))

    field_order = ("full_name", "email", "role", "until")


class NewcomerForm(forms.Form):
    """What a person without an account must say to come in."""

    full_name = forms.CharField(label=gettext_lazy("Họ và tên"), max_length=150)
    password = forms.CharField(
        label=gettext_lazy("Mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    password_again = forms.CharField(
        label=gettext_lazy("Nhập lại mật khẩu"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict | None:
        data = super().clean()
        password = self.cleaned_data.get("password")
        if password and password != self.cleaned_data.get("password_again"):
            self.add_error("password_again", _("Hai lần nhập mật khẩu không giống nhau."))
        elif password:
            person = User(username=self.email, email=self.email, full_name=self.cleaned_data.get("full_name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return data


def refused(request: HttpRequest, unit: Unit | None, error: PermissionDenied, subject: str) -> HttpResponse:
    """Answer 403 with the sentence. The gate puts it on the record, except for those who have not signed in."""
    if not request.user.is_authenticated:
        audit.record(AuditKind.REFUSED, request=request, unit=unit, subject=subject, reason=str(error))
    return render(request, "units/admin/refused.html", {"reason": str(error)}, status=403)


# --- For the unit's administrator ----------------------------------------------------------------


def _unit(request: HttpRequest) -> Unit:
    """The unit whose people are looked at: its administrator's, or any for an auditor who only looks."""
    unit = active_unit(request)
    if unit is not None and request.method in ("GET", "HEAD") and is_auditor(request.user):
        return unit
    return administered_unit(request)


def _person(unit: Unit, pk: int) -> User:
    return get_object_or_404(people.people_of(unit), pk=pk)


def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody who holds or held a role in the unit, and the invitations that are still open."""
    unit = _unit(request)
    query = request.GET.get("q", "")[:100]
    page = Paginator(people.people_of(unit, query), PAGE_SIZE).get_page(request.GET.get("p"))
    roles: dict[int, list[RoleAssignment]] = {}
    for given in RoleAssignment.objects.filter(unit=unit, person__in=[person.pk for person in page]):
        roles.setdefault(given.person_id, []).append(given)
    rows = [
        {"person": person, "roles": [given for given in roles.get(person.pk, []) if given.is_valid_on()]}
        for person in page
    ]
    invitations = unit.invitations.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)[:PAGE_SIZE]
    return render(
        request,
        "units/admin/people.html",
        {"unit": unit, "rows": rows, "page": page, "query": query, "invitations": invitations},
    )


def invite(request: HttpRequest) -> HttpResponse:
    unit = administered_unit(request)
    form = InvitationForm(request.POST or None, giver=request.user, unit=unit)
    if request.method == "POST":
        if denied := _tampered_role(request, unit, request.POST.get("email", "")):
            return denied
        if form.is_valid():
            try:
                people.invite(unit, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, _("Đã gửi lời mời tới %(email)s.") % form.cleaned_data)
                return redirect("units_people:list")
    return render(request, "units/admin/invite.html", {"unit": unit, "form": form})


def _tampered_role(request: HttpRequest, unit: Unit, subject: str) -> HttpResponse | None:
    """A role that the form did not offer was not chosen by mistake: refused and on the record."""
    role = request.POST.get("role", "")
    if role and role not in people.roles_giveable_by(request.user, unit):
        return refused(request, unit, PermissionDenied(_("Bạn không được giao vai trò này trong đơn vị.")), subject)
    return None


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: the roles held in this unit, and what can be done about them."""
    unit = _unit(request)
    found = _person(unit, pk)
    form = RoleForm(giver=request.user, unit=unit)
    return _show_person(request, unit, found, form)


def _show_person(request: HttpRequest, unit: Unit, found: User, form: RoleForm) -> HttpResponse:
    roles = RoleAssignment.objects.filter(unit=unit, person=found).order_by("-valid_from", "role")
    return render(
        request,
        "units/admin/person.html",
        {
            "unit": unit,
            "person": found,
            "roles": [(given, given.valid_to is None or given.valid_to > today()) for given in roles],
            "form": form,
            "may_reset": has_device(found) and user_can_reset_second_factor(request.user, found),
            "may_view_as": user_can_view_as(request.user, found),
            "may_suspend": found.pk != request.user.pk and people.works_only_in(found, unit),
        },
    )


@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    unit = administered_unit(request)
    found = _person(unit, pk)
    if denied := _tampered_role(request, unit, found.username):
        return denied
    form = RoleForm(request.POST, giver=request.user, unit=unit)
    if form.is_valid():
        try:
            people.give_role(found, unit, form.cleaned_data["role"], by=request.user, until=form.cleaned_data["until"])
        except ValidationError as error:
            form.add_error(None, [text for texts in error.message_dict.values() for text in texts])
        else:
            messages.success(request, _("Đã giao vai trò."))
            return redirect("units_people:person", pk)
    return _show_person(request, unit, found, form)


@require_POST
def end(request: HttpRequest, pk: int, role_pk: int) -> HttpResponse:
    unit = administered_unit(request)
    found = _person(unit, pk)
    given = get_object_or_404(RoleAssignment, pk=role_pk, person=found, unit=unit)
    return _do(request, unit, found, lambda: people.end_role(given, by=request.user), _("Đã gỡ vai trò."))


@require_POST
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    unit = administered_unit(request)
    found = _person(unit, pk)
    return _do(request, unit, found, lambda: people.suspend(found, unit, by=request.user), _("Đã tạm dừng tài khoản."))


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    unit = administered_unit(request)
    found = _person(unit, pk)
    return _do(request, unit, found, lambda: people.resume(found, unit, by=request.user), _("Đã mở lại tài khoản."))


def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then forget a lost phone: of somebody of the unit, or of anybody for the platform."""
    unit = None if is_platform_admin(request.user) else administered_unit(request)
    found = _person(unit, pk) if unit else get_object_or_404(User, pk=pk)
    if not user_can_reset_second_factor(request.user, found):
        reason = _("Bạn không được đặt lại xác minh hai lớp của người này.")
        return refused(request, unit, PermissionDenied(reason), found.username)
    if request.method == "POST":
        reset_second_factor(found, request=request)
        messages.success(request, _("Đã đặt lại xác minh hai lớp."))
        return redirect("units_people:person", pk) if unit else redirect("wagtailusers_users:index")
    return render(request, "units/admin/reset_second_factor.html", {"person": found})


def _do(request: HttpRequest, unit: Unit, found: User, action: Any, done: str) -> HttpResponse:
    try:
        action()
    except PermissionDenied as error:
        return refused(request, unit, error, found.username)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect("units_people:person", found.pk)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    unit = administered_unit(request)
    people.withdraw(get_object_or_404(Invitation, pk=pk, unit=unit), by=request.user)
    messages.success(request, _("Đã rút lời mời."))
    return redirect("units_people:list")


@require_POST
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link with a new secret; the old one stops working."""
    unit = administered_unit(request)
    invitation = get_object_or_404(Invitation, pk=pk, unit=unit)
    try:
        people.invite(
            unit,
            email=invitation.email,
            full_name=invitation.full_name,
            role=invitation.role,
            until=invitation.role_until,
            by=request.user,
        )
    except ValidationError:
        messages.error(request, _("Thời hạn giữ vai trò nêu trong lời mời đã qua. Hãy mời lại với thời hạn mới."))
    else:
        messages.success(request, _("Đã gửi lại lời mời."))
    return redirect("units_people:list")


# --- For the invited -----------------------------------------------------------------------------


@never_cache
@sensitive_post_parameters("password", "password_again")
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Where the link in the mail leads: the invited sign in or make an account, and take the role."""
    try:
        return _accept(request, secret)
    except people.InvitationRefused as error:
        known = error.invitation
        return refused(request, known.unit if known else None, error, known.email if known else "")


def _accept(request: HttpRequest, secret: str) -> HttpResponse:
    invitation = people.find_invitation(secret)
    known = people.account_for(invitation)
    context = {"invitation": invitation, "role": Role(invitation.role).label}
    if known is not None and not request.user.is_authenticated:
        return redirect(f"{reverse('wagtailadmin_login')}?next={request.path}")
    if request.user.is_authenticated:
        if request.method == "POST":
            people.accept_with_account(secret, request.user)
            return redirect("wagtailadmin_home")
        if known is None or known.pk != request.user.pk:
            raise people.InvitationRefused(_("Lời mời này gửi cho một địa chỉ thư khác với tài khoản bạn đang dùng."))
        return render(request, "units/admin/accept.html", context)
    form = NewcomerForm(request.POST or None, email=invitation.email, initial={"full_name": invitation.full_name})
    if request.method == "POST" and form.is_valid():
        newcomer = people.accept_as_newcomer(
            secret, full_name=form.cleaned_data["full_name"], password=form.cleaned_data["password"]
        )
        login(request, newcomer, backend="portal.accounts.backends.PortalBackend")
        return redirect("wagtailadmin_home")
    return render(request, "units/admin/accept.html", {**context, "form": form})


app_name = "units_people"
urlpatterns = [
    path("", people_list, name="list"),
    path("moi/", invite, name="invite"),
    path("<int:pk>/", person, name="person"),
    path("<int:pk>/giao/", give, name="give"),
    path("<int:pk>/go/<int:role_pk>/", end, name="end"),
    path("<int:pk>/tam-dung/", suspend, name="suspend"),
    path("<int:pk>/mo-lai/", resume, name="resume"),
    path("<int:pk>/dat-lai-xac-minh/", reset, name="reset"),
    path("loi-moi/<int:pk>/rut/", withdraw, name="withdraw"),
    path("loi-moi/<int:pk>/gui-lai/", send_again, name="send_again"),
]
