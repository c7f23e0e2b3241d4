"""Public pages of the calendar: a week, what comes, and the same as a feed."""

import re
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.core import working_days
from sites.documents.services.serving import closed_units
from sites.units import hosts
from sites.units.chrome import chrome
from sites.units.contents import around, crumb, shown_here
from sites.units.models import today

from ..enums import EntryKind
from ..models import CalendarEntry
from . import feeds
from .services import Occurrence, between, by_day, occurrences

_WEEK = re.compile(r"(\d{4})-W(\d{2})")
WEEK, KIND = "tuan", "loai"
# How far around today pages and feeds reach.
YEARS_AROUND = 5
AGENDA_DAYS = 60
FEED_BEFORE, FEED_AFTER = timedelta(days=31), timedelta(days=200)


def _monday(written: str) -> date | None:
    """The first day of a week as `2026-W48` names it; None for what names none near today."""
    match = _WEEK.fullmatch(written)
    if match is None:
        return None
    try:
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None
    return monday if abs(monday.year - today().year) <= YEARS_AROUND else None


def _name(monday: date) -> str:
    year, number, _weekday = monday.isocalendar()
    return f"{year}-W{number:02d}"


def _kind(request: HttpRequest) -> str:
    asked = request.GET.get(KIND, "")
    return asked if asked in EntryKind.values else ""


def _on(request: HttpRequest, kind: str, first: date, last: date) -> tuple[list[Occurrence], working_days.Calendar]:
    entries = shown_here(request, CalendarEntry, closed_units())
    if kind:
        entries = entries.filter(kind=kind)
    days = working_days.calendar()
    return occurrences(between(entries, first, last), first, last, days), days


def _address(view: str, **parameters: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in parameters.items() if value)
    return reverse(f"organisation:calendar:{view}") + (f"?{query}" if query else "")


def _shared(request: HttpRequest, view: str, kind: str, title: str, week: str = "") -> dict[str, Any]:
    own = _address(view, tuan=week, loai=kind)
    return {
        "view": view,
        "kinds": [
            (label, _address(view, tuan=week, loai=value), value == kind)
            for value, label in [("", _("Tất cả")), *EntryKind.choices]
        ],
        "week_url": _address("week", loai=kind),
        "agenda_url": _address("agenda", loai=kind),
        "ics_url": _address("ics", loai=kind),
        **around(request, title, crumb(_("Tổ chức bộ máy"), "organisation:index"), path=own),
    }


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """A week from Monday to Sunday: this one, or the one that the address names."""
    asked, kind = request.GET.get(WEEK, ""), _kind(request)
    named = _monday(asked)
    this = today() - timedelta(days=today().weekday())
    monday = named or this
    sunday = monday + timedelta(days=6)
    found, days = _on(request, kind, monday, sunday)
    title = _("Lịch công tác tuần từ %(first)s đến %(last)s") % {
        "first": f"{monday:%d/%m}",
        "last": f"{sunday:%d/%m/%Y}",
    }
    before, after = monday - timedelta(days=7), monday + timedelta(days=7)
    context = {
        **_shared(request, "week", kind, title, _name(monday) if named else ""),
        "problem": _("Không có tuần này; đây là tuần hiện tại.") if asked and named is None else "",
        "days": [(day, rows, days.is_working(day), day == today()) for day, rows in by_day(found, monday, sunday)],
        "before_url": _address("week", tuan=_name(before), loai=kind) if _monday(_name(before)) else "",
        "after_url": _address("week", tuan=_name(after), loai=kind) if _monday(_name(after)) else "",
        "this_url": "" if monday == this else _address("week", loai=kind),
        # There is a page for every week of many years; engines need none but this one.
        "noindex": named is not None,
    }
    response = render(request, "organisation/calendar/week.html", context)
    if context["problem"]:
        # There is no end of addresses that mean nothing.
        add_never_cache_headers(response)
    return response


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """What is on from today."""
    kind, first = _kind(request), today()
    last = first + timedelta(days=AGENDA_DAYS)
    found, days = _on(request, kind, first, last)
    rows = [(day, rows, days.is_working(day), day == first) for day, rows in by_day(found, first, last) if rows]
    title = _("Lịch sắp tới")
    context = {**_shared(request, "agenda", kind, title), "days": rows, "number": AGENDA_DAYS}
    return render(request, "organisation/calendar/agenda.html", context)


@require_safe
def ics(request: HttpRequest) -> HttpResponse:
    """The calendar for programs that subscribe to it."""
    kind = _kind(request)
    found, _days = _on(request, kind, today() - FEED_BEFORE, today() + FEED_AFTER)
    url = hosts.root_url(request.unit_host.primary_host) + _address("agenda", loai=kind)
    name = f"{_('Lịch công tác')} – {chrome(request)['chrome'].name}"
    response = HttpResponse(feeds.feed(found, name, url), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="lich.ics"'
    return response
