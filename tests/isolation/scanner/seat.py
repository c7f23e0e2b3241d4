"""What every request of one person reads alike, read once: who asks, in which session, in which unit.

A walk sends tens of thousands of requests that are each undone, so that these rows are the same each time. Reading
them takes most of the time of a request that is refused. That they are read as they must be is promised elsewhere
(`tests/integration/accounts`, `tests/isolation/test_roles.py`); whatever a request does with them is done to copies.
"""

import pickle
import time
from collections.abc import Iterator, Set
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.client import ClientHandler
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device
from wagtail.users.models import UserProfile

from portal.accounts.middleware import SESSION_SEEN, SESSION_STARTED
from sites.units.permissions import active_unit, roles_of

from .sidebar import KeptSidebar


class Seat:
    """A person who is signed in, as the middleware would find them."""

    def __init__(self, person: Any, session_key: str) -> None:
        self.user = get_user_model()._default_manager.get(pk=person.pk)
        self.session = SessionStore(session_key).load()
        request = RequestFactory().get("/")
        request.user, request.session = self.user, self.session
        self.roles = roles_of(self.user)
        self.unit = pickle.dumps(active_unit(request))
        self.device = pickle.dumps(Device.from_persistent_id(self.session[DEVICE_ID_SESSION_KEY]))
        self.profile = pickle.dumps(UserProfile.objects.filter(user=self.user).first())
        self.user.get_all_permissions()
        self.permissions = {name: value for name, value in vars(self.user).items() if name.endswith("_perm_cache")}
        self.sidebar = KeptSidebar()

    def take(self, request: HttpRequest) -> None:
        fields = self.user._meta.concrete_fields
        values = [getattr(self.user, field.attname) for field in fields]
        user = type(self.user).from_db("default", [field.attname for field in fields], values)
        unit = pickle.loads(self.unit)  # noqa: S301  written above
        user._roles, user._working_unit_id = self.roles, unit.pk if unit else None
        vars(user).update({name: set(value) for name, value in self.permissions.items()})
        profile = pickle.loads(self.profile)  # noqa: S301  written above
        UserProfile.user.field.remote_field.set_cached_value(user, profile)
        if profile:
            UserProfile.user.field.set_cached_value(profile, user)
        request._cached_user, request._active_unit = user, unit

    @contextmanager
    def taken(self, written: Set[str] | None) -> Iterator[None]:
        """While it is open, the session, which is in use, and the second factor come from here.

        So does the sidebar, where it is known which tables have been written to.
        """
        now = int(time.time())
        session = self.session | {SESSION_STARTED: now, SESSION_SEEN: now}
        with (
            patch.object(SessionStore, "load", lambda store: dict(session)),
            patch.object(Device, "from_persistent_id", lambda *args, **kwargs: pickle.loads(self.device)),  # noqa: S301
            ExitStack() if written is None else self.sidebar.used(written),
        ):
            yield


class SeatedHandler(ClientHandler):
    """Sends requests as the person in a seat, if there is one."""

    seat: Seat | None = None
    # The tables that the request has written to so far, where somebody keeps watch.
    written: Set[str] | None = None

    def get_response(self, request: HttpRequest) -> Any:
        if self.seat is None:
            return super().get_response(request)
        self.seat.take(request)
        with self.seat.taken(self.written):
            return super().get_response(request)
