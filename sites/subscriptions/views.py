"""Pages on which people subscribe, confirm and leave; kept in no cache, and nothing on them tells who subscribes."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from portal.core import serving
from portal.core.senders import sender_key
from portal.core.serving import for_one_reader
from sites.documents.services.serving import open_unit

from .forms import SubscribeForm
from .models import Subscription
from .services import links, telling, wishes


def _page(request: HttpRequest, template: str, title: str, status: int = 200, **context: object) -> HttpResponse:
    context |= {
        "title": title,
        "noindex": True,
        "breadcrumb": [(_("Trang chủ"), serving.home_url())],
        "breadcrumb_title": title,
    }
    return for_one_reader(render(request, f"subscriptions/{template}.html", context, status=status))


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """The form. Whatever the address is, what follows looks the same."""
    unit, key = open_unit(request.unit_host.unit_id), sender_key(request)
    form = SubscribeForm(request.POST or None, asks=wishes.is_abused(key))
    refusal, status = "", 200
    if request.method == "POST" and form.is_valid():
        try:
            wishes.ask(unit, form.cleaned_data["email"], form_key=form.form_key, sender_key=key, **form.wish)
        except ValidationError as error:
            refusal, status = " ".join(error.messages), 429
        else:
            return for_one_reader(redirect("subscriptions:sent"))
    title = _("Đăng ký nhận tin")
    days = links.CONFIRM_WITHIN.days
    return _page(request, "subscribe", title, status, form=form, refusal=refusal, unit=unit, days=days)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return _page(
        request, "sent", _("Hãy xem hộp thư"), unit=open_unit(request.unit_host.unit_id), days=links.CONFIRM_WITHIN.days
    )


def _unknown(request: HttpRequest) -> HttpResponse:
    return _page(request, "unknown", _("Đường dẫn không dùng được"), 404)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirmed by a button, since programs that look through mail open every link in it."""
    uuid = links.of_confirmation(token)
    subscription = Subscription.objects.select_related("unit").filter(uuid=uuid).first() if uuid else None
    if subscription is None:
        return _unknown(request)
    if request.method == "POST" and not subscription.is_confirmed:
        confirmed = wishes.confirm(subscription.uuid)
        if confirmed is None:
            return _unknown(request)
        return for_one_reader(redirect(request.path))
    title = _("Đã xác nhận") if subscription.is_confirmed else _("Xác nhận đăng ký nhận tin")
    return _page(request, "confirm", title, subscription=subscription, labels=telling.labels(subscription))


# The secret of the link is what it is trusted for; the programs that send the one click know no other (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, token: str) -> HttpResponse:
    """What somebody has subscribed to, and the button that ends it; sent again it says the same."""
    uuid = links.of_own(token)
    if uuid is None:
        return _unknown(request)
    if request.method == "POST":
        wishes.leave(uuid)
    subscription = Subscription.objects.select_related("unit").filter(uuid=uuid).first()
    if subscription is None:
        return _page(request, "left", _("Đã ngừng nhận tin"))
    return _page(
        request,
        "own",
        _("Đăng ký nhận tin của bạn"),
        subscription=subscription,
        labels=telling.labels(subscription),
        fields=list(subscription.fields.all()),
    )
