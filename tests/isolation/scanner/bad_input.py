"""What somebody sends who makes up ids, switches, roles and invitations: refused, said, on record, without effect."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from sites.units import people
from sites.units.enums import WIDE_ROLES, AuditKind, Role
from sites.units.isolation.gate import rule_for
from sites.units.isolation.gate_table import Audience
from sites.units.models import AuditEntry, Invitation, RoleAssignment
from sites.units.permissions import SESSION_KEY

from .addresses import Pattern, address, admin_patterns
from .arguments import NoArgumentsKnown, arguments_for
from .attempts import ENDS_THE_SESSION
from .estate import Estate
from .probe import Visitor, leaked, undone
from .reviewed import public_may_show
from .walk import Scanner, some_patterns

# A refusal says why: in a paragraph of a page, or in the answer for a program.
_SENTENCE = re.compile(r'<p[^>]*>[^<]*\w+ \w+ \w+[^<]*</p>|"(?:error|message|detail)": "[^"]+ [^"]+"')


@dataclass(frozen=True)
class Trial:
    """A request that must be refused."""

    label: str
    visitor: Visitor
    method: str
    path: str
    data: Any = None

    def __str__(self) -> str:
        return f"{self.label}: {self.method} {self.path} {self.data or ''}"


def not_refused(scanner: Scanner, trials: Iterator[Trial]) -> tuple[int, list[str]]:
    """(how many were tried, what is wrong with the answers that are not a proper refusal)."""
    wrong, number = [], 0
    for number, trial in enumerate(trials, start=1):  # noqa: B007  the last number is how many there were
        wrong += [f"{trial} → {complaint}" for complaint in complaints(scanner, trial)]
    return number, wrong


def complaints(scanner: Scanner, trial: Trial) -> Iterator[str]:
    visitor, refusals = trial.visitor, AuditEntry.objects.filter(kind=AuditKind.REFUSED)
    with undone() as written:
        before, session = refusals.count(), _session(visitor)
        answer = visitor.do(trial.method, trial.path, trial.data)
        changes = {str(change) for change in scanner.ledger.changes_in(set(written))}
        if answer.status == 405:
            # The view does not take this method at all, whatever it is about.
            pass
        elif answer.status not in (403, 404):
            yield f"answered {answer.status} {answer.location} {visitor.error}"
        elif not _SENTENCE.search(answer.text):
            yield f"{answer.status} without a sentence"
        elif refusals.count() == before:
            yield f"{answer.status}, and not on record"
        yield from sorted(changes)
        yield from leaked(scanner.world.markers, answer, scanner.world.foreign, public_may_show=False)
        if _session(visitor) != session:
            yield "the unit worked in was changed"


def _session(visitor: Visitor) -> Any:
    return SessionStore(visitor.session_key).get(SESSION_KEY) if visitor.person else None


# --- Guessed ids ---------------------------------------------------------------------------------

# Answers "done" to everybody, and ends the sessions of the asker alone.
SAYS_NOTHING = {"wagtailadmin_editing_sessions:release"}


def guessed_ids(scanner: Scanner, role: str) -> Iterator[Trial]:
    """Addresses that take an id (`some_patterns`), with what looks like the id of another unit's thing or of none."""
    visitor = scanner.visitors[role]
    for pattern in some_patterns(1):
        # Choosers may be asked for what a neighbour has published; that they show no more is walked elsewhere.
        if not pattern.arguments or _is_open(pattern) or public_may_show(pattern) or pattern.name in SAYS_NOTHING:
            continue
        for path, value in _with_id(pattern, scanner.world.neighbour):
            for junk in (f"0{value}", f"{value}x", f"{value}%0A", "9" * 25, "all", "１"):
                yield Trial("guessed id", visitor, "GET", path.format(junk))
            for junk in (f"0{value}", f"{value}x"):
                yield Trial("guessed id", visitor, "POST", path.format(junk), {})
        for path, value in _with_id(pattern, scanner.world.own):
            yield Trial("own id with junk behind", visitor, "GET", path.format(f"{value}x"))


def _with_id(pattern: Pattern, estate: Estate) -> Iterator[tuple[str, int]]:
    """An address with a gap where the last id stood, and that id."""
    try:
        arguments = arguments_for(pattern, estate)[0]
    except NoArgumentsKnown:
        return
    path = address(pattern, arguments)
    ids = [value for value in arguments.values() if str(value).isdecimal()]
    if path is None or not ids:
        return
    before, found, after = path.rpartition(f"/{ids[-1]}/")
    if found:
        yield f"{before}/{{}}/{after}", ids[-1]


def _is_open(pattern: Pattern) -> bool:
    """Whether the view is there for people who have not signed in."""
    rule = rule_for(pattern.name)
    return rule is not None and rule.audience is Audience.OPEN


# --- Forged switches -----------------------------------------------------------------------------


def forged_switches(scanner: Scanner, visitor: Visitor) -> Iterator[Trial]:
    """Asking for a unit without having a role there, in every address and in the form that switches."""
    unit = scanner.world.neighbour.unit
    for pattern in admin_patterns():
        path = address(pattern, {}) if not pattern.arguments else None
        if path is not None and not _is_open(pattern) and pattern.name not in ENDS_THE_SESSION:
            yield Trial("forged unit", visitor, "GET", f"{path}?{urlencode({'don-vi': unit.uuid})}")
    switch = reverse("units_work_in")
    for forged in (unit.uuid, unit.pk, uuid4(), f"{unit.uuid}x", "all", "abc", "", "\x00"):
        if forged != "all":
            yield Trial("forged unit", visitor, "GET", f"{switch}?{urlencode({'don-vi': forged})}")
        yield Trial("forged switch", visitor, "POST", switch, {"unit": forged})
        yield Trial("forged switch", visitor, "POST", f"{switch}?don-vi={unit.uuid}", {"unit": forged})


# --- Roles that are not the giver's to give -------------------------------------------------------


def forged_roles(scanner: Scanner) -> Iterator[Trial]:
    """Giving what one has not got, to one's own people, to a neighbour's, and to somebody yet to come."""
    own, neighbour = scanner.world.own, scanner.world.neighbour
    colleague, stranger = own.people[Role.CONTRIBUTOR], neighbour.people[Role.CONTRIBUTOR]
    newcomer = {"full_name": "Người mới", "email": "moi@example.test", "until": ""}
    for giver, visitor in scanner.visitors.items():
        wanted = [*WIDE_ROLES, "superuser"] if giver == Role.UNIT_ADMIN else [*Role]
        for role in wanted:
            yield Trial(
                f"{giver} gives", visitor, "POST", reverse("units_people:give", args=[colleague.pk]), {"role": role}
            )
            yield Trial(f"{giver} invites", visitor, "POST", reverse("units_people:invite"), newcomer | {"role": role})
        give = reverse("units_people:give", args=[stranger.pk])
        yield Trial(f"{giver} gives a stranger", visitor, "POST", give, {"role": Role.EDITOR})
        held = RoleAssignment.objects.get(person=stranger, unit=neighbour.unit)
        for person in (stranger, colleague):
            end = reverse("units_people:end", args=[person.pk, held.pk])
            yield Trial(f"{giver} ends a stranger's", visitor, "POST", end, {})


# --- Invitations ---------------------------------------------------------------------------------


def bad_invitations(scanner: Scanner) -> Iterator[Trial]:
    """Links of the neighbour's invitations that are over, used, withdrawn, for somebody else or made up."""
    neighbour = scanner.world.neighbour
    admin, invited = neighbour.people[Role.UNIT_ADMIN], neighbour.people[Role.EDITOR]
    now = timezone.now()
    states: dict[str, dict[str, Any]] = {
        "over": {"expires_at": now - timedelta(minutes=1), "email": invited.email},
        "used": {"accepted_at": now, "email": invited.email},
        "withdrawn": {"withdrawn_at": now, "email": invited.email},
        "somebody else's": {},
    }
    secrets = {"made up": "khong-co"}
    for number, (label, state) in enumerate(states.items()):
        invitation = people.invite(
            neighbour.unit, email=f"{number}@example.test", full_name="X", role=Role.PUBLISHER, by=admin
        )
        secrets[label] = invitation.new_secret()
        Invitation.objects.filter(pk=invitation.pk).update(secret_hash=invitation.secret_hash, **state)
    secrets["cut short"] = secrets["somebody else's"][:-1]
    nobody, other = Visitor(None, scanner.host), scanner.visitors[Role.EDITOR]
    for label, secret in secrets.items():
        path = reverse("units_invitation", args=[secret])
        for visitor in (nobody, other, Visitor(invited, scanner.host)):
            if visitor is nobody and label == "somebody else's":
                continue
            for method in ("GET", "POST"):
                yield Trial(f"invitation {label}", visitor, method, path, {"full_name": "X", "password": "x"})
