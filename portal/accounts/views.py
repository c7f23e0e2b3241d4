"""Setting up and proving the second factor; part of the admin."""

import base64
import io

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from . import second_factor
from .forms import TokenForm


def _next_address(request: HttpRequest) -> str:
    """Where the person was going, if that is a page of this admin."""
    address = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(address, {settings.ADMIN_HOST}) and address.startswith("/"):
        return address
    return reverse("wagtailadmin_home")


@never_cache
@sensitive_post_parameters("token")
def verify(request: HttpRequest) -> HttpResponse:
    """Prove the second factor of this session.

    A right number leads on to the page asked for; a wrong one says so and changes nothing; a person without
    a device is sent to set one up.
    """
    if not second_factor.has_device(request.user):
        return redirect("accounts:setup")
    form = TokenForm(request.POST or None)
    if form.is_valid():
        if second_factor.verify(request, form.cleaned_data["token"]):
            return redirect(_next_address(request))
        form.add_error("token", _("Mã không đúng hoặc đã hết hạn. Đợi mã mới trên điện thoại rồi thử lại."))
    return render(request, "accounts/verify.html", {"form": form, "next": _next_address(request)})


@never_cache
@sensitive_post_parameters("token")
def setup(request: HttpRequest) -> HttpResponse:
    """Set up a phone: show its key as a picture and as text, confirm by a number, show backup codes once.

    A person who already has a device must have proven it in this session before replacing it.
    """
    if second_factor.has_device(request.user) and not request.user.is_verified():
        return redirect("accounts:verify")
    device = second_factor.unconfirmed_device(request.user)
    form = TokenForm(request.POST or None)
    if form.is_valid():
        codes = second_factor.confirm_device(request, form.cleaned_data["token"])
        if codes:
            messages.success(request, _("Đã bật xác minh hai lớp."))
            return render(request, "accounts/backup_codes.html", {"codes": codes, "next": _next_address(request)})
        form.add_error("token", _("Mã không đúng. Quét lại hình rồi nhập mã mới trên điện thoại."))
    picture = io.BytesIO()
    segno.make(device.config_url, error="m").save(picture, kind="png", scale=5, border=2)
    return render(
        request,
        "accounts/setup.html",
        {
            "form": form,
            "picture": base64.b64encode(picture.getvalue()).decode(),
            "key": base64.b32encode(device.bin_key).decode(),
            "required": second_factor.is_required(request.user),
            "replaces": second_factor.has_device(request.user),
            "next": _next_address(request),
        },
    )
