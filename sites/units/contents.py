"""What a unit shows of itself (`models.UnitContent`): which of it anybody may read, and who hears of changes."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.dispatch import Signal
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.core import serving

from . import hosts, languages
from .models import UnitContent

Content = TypeVar("Content", bound=UnitContent)

# Sent in the transaction of the change with `keys`, those of things of the model `sender` that readers see otherwise.
contents_changed = Signal()


def published(model: type[Content], closed: list[int]) -> QuerySet[Content]:
    """The published things of units whose site is open; `closed` are the units whose site is not."""
    rows = model._default_manager.filter(live=True)
    return rows.exclude(unit__in=closed) if closed else rows


def shown_here(request: HttpRequest, model: type[Content], closed: list[int]) -> QuerySet[Content]:
    """What this site shows of a model; raises `Http404` on the site of a closed unit."""
    unit_id = request.unit_host.unit_id
    if unit_id in closed:
        raise Http404
    return model._default_manager.filter(live=True, unit=unit_id)


def around(
    request: HttpRequest, title: str, *crumbs: tuple[str, str], path: str = "", language: str = ""
) -> dict[str, Any]:
    """What every page takes for its surroundings: the way to it and its address for search engines.

    `crumbs` are names and addresses between the front page and this one; `path` is its own address where it is not
    the one asked for, such as one without filters. `language` is that of a thing which is in no other one: its
    page in another language is the same thing, and engines are led to the one address.
    """
    path = path or request.path
    if language:
        path = languages.only_in(request, language)
    return {
        "title": title,
        "breadcrumb": [(_("Trang chủ"), serving.home_url()), *crumbs],
        "breadcrumb_title": title,
        "canonical_url": hosts.root_url(request.unit_host.primary_host) + path,
    }


def crumb(name: str, view: str) -> tuple[str, str]:
    """A name and the address of a view without arguments, for the way to a page."""
    return name, reverse(view)


def day_and_time(moment: datetime) -> str:
    """A moment as people write it."""
    return f"{moment:%H:%M %d/%m/%Y}"
