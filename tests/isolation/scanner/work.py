"""A person at work in a unit, and the list of what must go on being allowed."""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from sites.units.enums import UNIT_ROLES

from .estate import Estate
from .forms import data_of
from .probe import Answer, Visitor, undone
from .world import World

# How Wagtail shows what is wrong with a field.
_COMPLAINT = re.compile(r'class="error-message[^>]*>\s*(?:<svg.*?</svg>)?\s*([^<]*)', re.S)


class NotAllowed(AssertionError):
    """Ordinary work was refused."""


@dataclass
class Worker:
    """A person at work in a unit; each job starts from the world as it was."""

    role: str
    estate: Estate
    neighbour: Estate
    visitor: Visitor

    def opens(self, name: str, /, *args: Any, query: str = "", shows: str = "") -> Answer:
        """The page opens, and shows what it is for."""
        path = reverse(name, args=args) + query
        answer = self.visitor.do("GET", path)
        if answer.status != 200:
            raise NotAllowed(f"GET {path} → {answer.status} {answer.location}")
        if shows and shows.split()[0] not in answer.text:
            raise NotAllowed(f"GET {path} does not show {shows!r}")
        return answer

    def sends(self, name: str, /, *args: Any, query: str = "", **data: Any) -> Answer:
        """The form is taken."""
        path = reverse(name, args=args) + query
        answer = self.visitor.do("POST", path, data)
        complaints = _COMPLAINT.findall(answer.text) if answer.status == 200 else []
        if complaints:
            raise NotAllowed(f"POST {path} → {' '.join(complaints)[:300]}")
        if answer.status >= 400 or answer.location in ("/admin/", reverse("wagtailadmin_login")):
            raise NotAllowed(f"POST {path} → {answer.status} {answer.location}")
        return answer

    def form(self, name: str, /, *args: Any) -> dict[str, Any]:
        path = reverse(name, args=args)
        answer = self.visitor.look(path)
        if answer.status != 200:
            raise NotAllowed(f"GET {path} → {answer.status} {answer.location}")
        return data_of(answer)


def expect(condition: Any, sentence: str) -> None:
    if not condition:
        raise NotAllowed(sentence)


Job = Callable[[Worker], None]
JOBS: list[tuple[str, tuple[str, ...], Job]] = []


def job(*roles: str) -> Callable[[Job], Job]:
    def register(function: Job) -> Job:
        JOBS.append((function.__name__, roles or UNIT_ROLES, function))
        return function

    return register


def ordinary_work(world: World, role: str, visitor: Visitor, only: Container[str] = ()) -> list[str]:
    """Do every job of a role (or those named), each in a world as it was; returns what was refused."""
    refused = []
    for name, roles, work in JOBS:
        if role not in roles or (only and name not in only):
            continue
        worker = Worker(role, world.own, world.neighbour, visitor)
        try:
            with undone():
                work(worker)
        except NotAllowed as error:
            refused.append(f"{role}: {name}: {error}")
        world.refresh()
    return refused
