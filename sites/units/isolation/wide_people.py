"""The page on which the platform names who holds a role of the whole province; auditors may look."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from portal.accounts.models import User

from ..enums import WIDE_ROLES
from ..models import RoleAssignment, today
from ..permissions import is_platform_admin
from ..wide_roles import end_wide_role, give_wide_role


class WideRoleForm(forms.Form):
    """Who gets which role, and until when. The person has an account already."""

    email = forms.EmailField(label=gettext_lazy("Thư điện tử của tài khoản"))
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), choices=[(role.value, role.label) for role in WIDE_ROLES])
    until = forms.DateField(
        label=gettext_lazy("Đến trước ngày"),
        required=False,
        widget=AdminDateInput,
        help_text=gettext_lazy("Để trống nếu không có thời hạn."),
    )

    def clean_email(self) -> str:
        self.person = User.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if self.person is None:
            raise ValidationError(_("Không có tài khoản nào dùng địa chỉ thư này."))
        return self.cleaned_data["email"]


def wide_people(request: HttpRequest) -> HttpResponse:
    """Who holds a role of the whole province today or later, and the form to give one."""
    may_change = is_platform_admin(request.user)
    if request.method == "POST" and not may_change:
        raise PermissionDenied(_("Chỉ quản trị nền tảng giao và gỡ được vai trò toàn tỉnh."))
    form = WideRoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            give_wide_role(form.person, data["role"], by=request.user, until=data["until"])
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Đã giao vai trò."))
            return redirect("units_wide_people:list")
    open_roles = RoleAssignment.objects.filter(unit=None).exclude(valid_to__lte=today()).select_related("person")
    rows = open_roles.order_by("role", "person__full_name_key")
    return render(request, "units/admin/wide_people.html", {"rows": rows, "form": form, "may_change": may_change})


@require_POST
def end(request: HttpRequest, role_pk: int) -> HttpResponse:
    given = get_object_or_404(RoleAssignment, pk=role_pk, unit=None)
    try:
        end_wide_role(given, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Đã gỡ vai trò."))
    return redirect("units_wide_people:list")


app_name = "units_wide_people"
urlpatterns = [
    path("", wide_people, name="list"),
    path("go/<int:role_pk>/", end, name="end"),
]
