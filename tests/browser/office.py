"""People at their desks: a browser signed in to the admin that notices what must not show and what breaks.

The units are those of the leak scanner, where every thing of a neighbour carries a word of its own.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from sites.units.enums import Role
from sites.units.models import RoleAssignment, Unit
from sites.units.workflows import set_steps
from tests.factories.units import make_person
from tests.isolation.scanner.estate import Estate
from tests.isolation.scanner.markers import Marker, Markers
from tests.isolation.scanner.reviewed import PUBLIC_MAY_SHOW
from tests.isolation.scanner.world import World, build_world

from .conftest import DESK, screenshot, serving

PASSWORD = "mat-khau-thu-nghiem-1"
TIMEOUT = 20_000
# Submitting tells people and moves a workflow; on two busy cores that may take longer than five seconds.
expect.set_options(timeout=TIMEOUT)
EVERYBODY = {"own", "neighbour", "district", "department"}
# The browser says this of every answer that is not 200; the answers are looked at by themselves.
STATUS_MESSAGE = "Failed to load resource"


class Listener:
    """Middleware that notes which marked words were sent to whom, by any address."""

    markers: Markers | None = None
    heard: list[tuple[Any, str, str, Marker]] = []

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        person = getattr(request, "user", None)
        if self.markers and person is not None and not response.streaming:
            view = request.resolver_match.view_name if request.resolver_match else ""
            text = response.content.decode(errors="replace")
            self.heard.extend((person.pk, view, request.path, word) for word in self.markers.found_in(text))
        return response


@dataclass
class Desk:
    """One person before one browser; `may_see` names whose marked things may show there."""

    person: Any
    page: Page
    port: int
    context: BrowserContext
    may_see: set[str]
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(TIMEOUT)
        self.context.on("console", self._console)
        self.context.on("weberror", lambda error: self.trouble.append(f"script: {error.error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(STATUS_MESSAGE):
            self.trouble.append(f"console at {self.page.url}: {message.text}")

    def url(self, path: str) -> str:
        return f"http://{settings.ADMIN_HOST}:{self.port}{path}"

    def open(self, path: str, status: int = 200) -> None:
        """Type an address of the admin into the address bar."""
        answer = self.page.goto(self.url(path))
        assert answer is not None and answer.status == status, (path, answer and answer.status)

    def press(self, name: str, role: str = "button", **options: Any) -> None:
        self.page.get_by_role(role, name=name, **options).first.click()

    def reads(self, text: str) -> None:
        """The page shows this text."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=TIMEOUT)

    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def picture(self, name: str) -> None:
        screenshot(self.page, f"day-{name}")

    @property
    def who(self) -> Any:
        """The key of whoever has signed in here, None for nobody."""
        return self.person.pk if self.person else None

    def finish(self) -> None:
        """Nothing of another unit was sent to this person, and no script broke."""
        leaks = {
            f"{path}: {word.kind} of {word.owner}"
            for person, view, path, word in Listener.heard
            if person == self.who and word.owner not in self.may_see and not (word.public and view in PUBLIC_MAY_SHOW)
        }
        assert not leaks, "\n".join(sorted(leaks))
        assert not self.trouble, "\n".join(self.trouble)


def number_of(device: TOTPDevice, later: int = 0) -> str:
    """The number that the person's phone shows."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = timezone.now().timestamp() + later * device.step
    return str(totp.token()).zfill(device.digits)


@dataclass
class Office:
    """The units with their people. `sit_down(person)` signs in at the first call and goes on from there later."""

    world: World
    port: int
    browser: Browser
    people: dict[str, Any] = field(default_factory=dict)
    sessions: dict[int, Any] = field(default_factory=dict)
    desks: list[Desk] = field(default_factory=list)

    @property
    def own(self) -> Estate:
        return self.world.own

    def hire(self, key: str, name: str, *places: tuple[Unit | None, str]) -> None:
        """An account with roles."""
        person = make_person(key, full_name=name)
        for unit, role in places:
            RoleAssignment.objects.create(person=person, unit=unit, role=role, valid_from="2019-01-01")
        self.people[key] = person

    def empty_desk(self, person: Any = None, width: int = DESK, may_see: set[str] | None = None) -> Desk:
        """A browser in which nobody has signed in yet."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900},
            locale="vi-VN",
            storage_state=self.sessions.get(person and person.pk),
        )
        desk = Desk(person, context.new_page(), self.port, context, may_see or {"own"})
        self.desks.append(desk)
        return desk

    def sit_down(self, key: str, width: int = DESK, may_see: set[str] | None = None) -> Desk:
        person = self.people[key]
        desk = self.empty_desk(person, width, may_see)
        if person.pk not in self.sessions:
            sign_in(desk, person.username)
            if "/xac-minh/thiet-lap/" in desk.page.url:
                set_up_phone(desk, person)
            self.sessions[person.pk] = desk.context.storage_state()
        return desk

    def close(self) -> None:
        for desk in self.desks:
            desk.context.close()
        self.desks.clear()


def sign_in(desk: Desk, username: str, password: str = PASSWORD) -> None:
    desk.open("/admin/login/")
    desk.page.locator("[name=username]").fill(username)
    desk.page.locator("[name=password]").fill(password)
    desk.page.locator("[type=submit]").first.click()
    desk.page.wait_for_url(lambda url: "/login/" not in url)


def set_up_phone(desk: Desk, person: Any) -> None:
    """Type the number of the phone that has just read the key from the page."""
    desk.page.locator("[name=token]").fill(number_of(TOTPDevice.objects.get(user=person, confirmed=False)))
    desk.press("Bật xác minh hai lớp")
    desk.press("Đã ghi lại, vào làm việc", role="link")
    desk.page.wait_for_url("**/admin/")


def address_in(text: str) -> str:
    """The path of the first address of the admin in a mail."""
    return urlsplit(re.search(rf"http://{re.escape(settings.ADMIN_HOST)}:\d+\S+", text)[0]).path


@contextmanager
def furnished_office(browser: Browser, django_db_blocker) -> Iterator[Office]:
    """The scanner's units behind a running server, with people of ours in them; all is gone afterwards."""
    middleware = list(settings.MIDDLEWARE)
    middleware.insert(middleware.index("django.middleware.gzip.GZipMiddleware") + 1, f"{__name__}.Listener")
    with serving(django_db_blocker, MIDDLEWARE=middleware) as port:
        world = build_world()
        Listener.markers = world.markers
        office = Office(world, port, browser)
        unit, other = world.own.unit, world.others[1].unit
        # Two steps, as every unit starts with.
        set_steps(unit.unit_workflow.workflow)
        office.hire("hoa", "Nguyễn Thị Hoa", (unit, Role.EDITOR))
        office.hire("ngan", "Phan Thị Ngân", (unit, Role.EDITOR))
        office.hire("duc", "Trần Văn Đức", (unit, Role.PUBLISHER))
        office.hire("lan", "Bùi Thị Lan", (unit, Role.PUBLISHER))
        office.hire("minh", "Đinh Văn Minh", (unit, Role.PUBLISHER))
        office.hire("tho", "Ngô Thị Thơ", (unit, Role.PUBLISHER))
        office.hire("dung", "Lê Thị Dung", (unit, Role.UNIT_ADMIN))
        office.hire("hai", "Phạm Văn Hải", (unit, Role.EDITOR), (other, Role.EDITOR))
        office.hire("kiem", "Vũ Thị Kiểm", (None, Role.AUDITOR))
        office.hire("nen", "Hoàng Văn Nền", (None, Role.PLATFORM_ADMIN))
        yield office
        Listener.markers = None
