"""The promise of five seconds, over real processes that share a cache: servers, and one that publishes."""

import time

import pytest
from django.utils import timezone

from sites.newsroom.models import Alert
from sites.units.enums import Role
from tests.factories.units import make_person
from tests.integration.test_page_cache_processes import environment, fetch, run, serving  # noqa: F401

PROMISE = 5.0
HOSTS = ("tuyenquang.localhost", "yenson.tuyenquang.localhost", "trungmon.tuyenquang.localhost")
OUTSIDE = "tantrao.tuyenquang.localhost"
TEXT = "Lũ lên nhanh trên sông Lô"

pytestmark = pytest.mark.django_db(transaction=True)

# What the admin's form does, in a process of its own.
PUT_UP = """
import django; django.setup()
from datetime import timedelta
from django.contrib.auth import get_user_model
from django.utils import timezone
from sites.newsroom.models import Alert
from sites.newsroom.services.alerts import put_up
from sites.units import audiences
from sites.units.models import Unit
by = get_user_model().objects.get(username="nguoi-truc")
unit = Unit.objects.get(pk={unit})
now = timezone.now()
alert = Alert(unit=unit, text="{text}", starts_at=now, ends_at=now + timedelta(seconds={lasts}))
audiences.address(alert, by=by, sender=unit, kind="subtree", area=unit)
put_up(alert, by=by)
"""


def first_time(condition, within: float) -> float:
    """How long it takes until the condition holds; fails after `within` seconds."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < within, "not within the promised time"
        time.sleep(0.05)
    return time.monotonic() - begin


def test_an_alert_is_on_kept_pages_of_every_process_within_five_seconds_and_goes_at_its_end(
    province,
    environment,  # noqa: F811
    record_property,
):
    make_person("nguoi-truc", unit=province.district, role=Role.PUBLISHER)
    lasts = 12
    with serving(environment, 2) as ports:
        below = [(port, host) for port in ports for host in HOSTS[1:]]

        def shown() -> list[bool]:
            return [TEXT in fetch(port, host, "/") for port, host in below]

        # Twice, so that every page is kept.
        assert not any(shown() + shown())
        outside = [fetch(port, OUTSIDE, "/") for port in ports]
        run(environment, "-c", PUT_UP.format(unit=province.district.pk, text=TEXT, lasts=lasts))
        took = first_time(lambda: all(shown()), PROMISE)
        over_at = Alert.objects.get().ends_at
        assert [fetch(port, OUTSIDE, "/") for port in ports] == outside, "other units' pages stay as they were"
        assert TEXT not in fetch(ports[0], HOSTS[0], "/"), "nor does it climb up the tree"
        # At its end nobody does anything.
        time.sleep(max(0, (over_at - timezone.now()).total_seconds() - 1))
        assert all(shown()), "until its end it stands"
        time.sleep(max(0, (over_at - timezone.now()).total_seconds()))
        gone = first_time(lambda: not any(shown()), PROMISE)
    record_property(
        "summary", f"Alert on kept pages of two processes after {took:.2f} s, gone {gone:.2f} s after its end"
    )
