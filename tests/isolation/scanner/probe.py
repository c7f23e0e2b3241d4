"""Sends one request, undoes it, and says what it showed and changed that is not the asker's."""

import io
import re
import sys
import traceback
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.messages import get_messages
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import connection, transaction
from django.test import RequestFactory, TestCase
from django.test.signals import template_rendered
from django.utils.http import urlencode
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from PIL import Image as Picture
from PIL import UnidentifiedImageError

from portal.core.templatetags.portal_tags import words_of

from .furnish import COLOURS
from .ledger import Change, Ledger
from .markers import Markers
from .seat import Seat, SeatedHandler

# Tables of which nothing is kept in the cache.
NEVER_REMEMBERED = {"django_session", "units_auditentry"}
_WRITE = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)")


@dataclass
class Answer:
    """What came back: everything a person could read, as one text, the letters it sent, and what it did."""

    status: int
    text: str
    letters: str = ""
    location: str = ""
    colours: set[str] = field(default_factory=set)
    changes: list[Change] = field(default_factory=list)
    rendered_with: list[Any] = field(default_factory=list)
    error: str = ""
    asked: str = ""


class Visitor(RequestFactory):
    """A signed-in person (or nobody) on a host; every request is undone as soon as it is answered."""

    def __init__(self, person: Any, host: str, ledger: Ledger | None = None) -> None:
        super().__init__(headers={"host": host})
        self.person = person
        self.host = host
        self.ledger = ledger
        self.handler = SeatedHandler(enforce_csrf_checks=False)
        if person is not None:
            session = SessionStore()
            session[SESSION_KEY] = str(person.pk)
            session[BACKEND_SESSION_KEY] = "portal.accounts.backends.PortalBackend"
            session[HASH_SESSION_KEY] = person.get_session_auth_hash()
            # Signed in with both factors, as a person whose role asks for it is.
            device = TOTPDevice.objects.create(user=person, confirmed=True, name="phone")
            session[DEVICE_ID_SESSION_KEY] = device.persistent_id
            session.save()
            self.session_key = session.session_key

    def sit(self) -> "Visitor":
        """Read the person's rows once, from now on; for who only looks."""
        self.handler.seat = Seat(self.person, self.session_key)
        return self

    @contextmanager
    def seated(self) -> Iterator[None]:
        """The same while it is open; for requests of which none is kept."""
        self.sit()
        try:
            yield
        finally:
            self.handler.seat = None

    def request(self, **extra: Any) -> Any:
        # Each request starts from the same cookies: nothing is carried over from what was undone.
        self.cookies.clear()
        if self.person is not None:
            self.cookies[settings.SESSION_COOKIE_NAME] = self.session_key
        return self.handler(self._base_environ(**extra))

    def look(self, path: str) -> Answer:
        """Ask for a page and keep the forms its templates were rendered with."""
        found: list[Any] = []

        def keep(context: Any, **kwargs: Any) -> None:
            for layer in context.dicts if hasattr(context, "dicts") else [*context]:
                found.extend(layer.values())

        template_rendered.connect(keep)
        try:
            answer = self.ask("GET", path)
        finally:
            template_rendered.disconnect(keep)
        answer.rendered_with = found
        return answer

    def ask(self, method: str, path: str, data: Any = None) -> Answer:
        """Send a request inside a savepoint and roll back whatever it did."""
        mail.outbox = []
        rewind(data)
        with undone() as written:
            self.handler.written = written
            try:
                with TestCase.captureOnCommitCallbacks(execute=True):
                    response = self._send(method, path, data)
            finally:
                self.handler.written = None
            answer = read(response)
            answer.error = self.error
            answer.changes = self._changes(written)
        return answer

    def do(self, method: str, path: str, data: Any = None) -> Answer:
        """Send a request and keep what it did."""
        mail.outbox = []
        with TestCase.captureOnCommitCallbacks(execute=True):
            response = self._send(method, path, data)
        return read(response)

    def _send(self, method: str, path: str, data: Any) -> Any:
        self.error = ""
        got_request_exception.connect(self._keep_error)
        try:
            return self._respond(method, path, data)
        finally:
            got_request_exception.disconnect(self._keep_error)

    def _keep_error(self, **kwargs: Any) -> None:
        kind, error, trace = sys.exc_info()
        where = traceback.extract_tb(trace)[-1] if trace else None
        self.error = f"{kind.__name__ if kind else ''}: {error} at {where.filename}:{where.lineno}" if where else ""

    def _respond(self, method: str, path: str, data: Any) -> Any:
        if method in ("GET", "POST"):
            return getattr(self, method.lower())(path, data or {})
        body = urlencode(data or {}, doseq=True)
        return self.generic(method, path, body, content_type="application/x-www-form-urlencoded")

    def _changes(self, written: set[str]) -> list[Change]:
        if self.ledger is None or not written:
            return []
        if connection.needs_rollback:
            return []
        return self.ledger.changes_in(written)


def rewind(data: Any) -> None:
    """Files that were sent before are read from their beginning again."""
    for value in (data or {}).values():
        if hasattr(value, "seek"):
            value.seek(0)


# The savepoint that `only_undone` keeps, as long as nobody is using it.
_free: list[str] = []


@contextmanager
def only_undone() -> Iterator[None]:
    """While it is open everything that is done is undone, so that one savepoint serves for one thing after another.

    To make one and let it go again for each request takes a tenth of a walk.
    """
    with transaction.atomic():
        _free.append(connection.savepoint_ids[-1])
        try:
            yield
        finally:
            _free.clear()
            transaction.set_rollback(True)


@contextmanager
def _savepoint() -> Iterator[None]:
    """Whatever is done while it is open is rolled back."""
    if not _free or connection.savepoint_ids[-1] != _free[-1]:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        return
    kept = _free.pop()
    try:
        yield
    finally:
        connection.savepoint_rollback(kept)
        # Part of what was undone, as at the end of every `atomic`.
        connection.needs_rollback = False
        _free.append(kept)


@contextmanager
def undone() -> Iterator[set[str]]:
    """A savepoint that is always rolled back; yields the tables written to since it began."""
    written: set[str] = set()

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: dict) -> Any:
        if isinstance(sql, str):
            written.update(_WRITE.findall(sql))
        return execute(sql, params, many, context)

    with _savepoint(), connection.execute_wrapper(watch):
        yield written
    if written - NEVER_REMEMBERED:
        # What was remembered about rows that are as they were before.
        cache.clear()


def read(response: Any) -> Answer:
    """All that a response tells: body, headers, messages, mails, the sheets of a workbook, an image's colour."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.get("Content-Type", "")
    parts = [f"{name}: {value}" for name, value in response.items()]
    parts += [str(message) for message in get_messages(response.wsgi_request)]
    letters = [[message.subject, str(message.body), *message.to, *message.cc] for message in mail.outbox]
    colours: set[str] = set()
    if kind.startswith("image/") and "svg" not in kind:
        colours = _colours(body)
    elif body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            parts += [book.read(name).decode("utf-8", "replace") for name in book.namelist()]
    else:
        parts.append(body.decode("utf-8", "replace"))
    return Answer(
        status=response.status_code,
        text="\n".join(parts),
        letters="\n".join(line for letter in letters for line in letter),
        location=response.get("Location", ""),
        colours=colours,
        asked=response.wsgi_request.path,
    )


def _colours(body: bytes) -> set[str]:
    """Whose picture this is."""
    try:
        with Picture.open(io.BytesIO(body)) as picture:
            pixel = picture.convert("RGB").resize((1, 1)).getpixel((0, 0))
    except UnidentifiedImageError:
        return set()
    return {
        owner for owner, colour in COLOURS.items() if all(abs(a - b) <= 12 for a, b in zip(pixel, colour, strict=True))
    }


def leaked(
    markers: Markers, answer: Answer, foreign: set[str], *, public_may_show: bool, may_write_to: bool = False
) -> list[str]:
    """The kinds of foreign things an answer shows; `may_write_to` other units' people, of whom letters then tell."""
    # An address that comes back, as in the link to sign in, tells nothing that was not known.
    text = answer.text
    echoes = [answer.asked, quote(answer.asked, safe=""), quote(answer.asked)]
    if answer.status == HTTPStatus.NOT_FOUND:
        # The page that says "not found" offers to search for the words of the address.
        echoes.append(words_of(answer.asked))
    for echo in echoes:
        if len(echo) > len("/admin/"):
            text = text.replace(echo, "")
    told = markers.found_in(answer.letters)
    if may_write_to:
        told = {marker for marker in told if not marker.kind.startswith("person:")}
    found = {
        f"{'public ' if marker.public else ''}{marker.kind} of {marker.owner}"
        for marker in markers.found_in(text) | told
        if marker.owner in foreign and not (marker.public and public_may_show)
    }
    found |= {f"the picture of {owner}" for owner in answer.colours & foreign}
    return sorted(found)
