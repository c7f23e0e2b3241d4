"""Walks the addresses of the admin as one person and collects what should not have been possible."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from django.conf import settings

from sites.units.enums import Role

from .addresses import Pattern, admin_patterns
from .arguments import NoArgumentsKnown
from .attempts import EVERYTHING_AS_EVERYBODY, Attempt, Attempts
from .ledger import Ledger
from .probe import Visitor, leaked, only_undone
from .reads import EVERYTHING, read_names
from .reviewed import HANDED_OVER, public_may_show, was_handed_over
from .world import World


@dataclass(frozen=True)
class Finding:
    role: str
    attempt: Attempt
    status: int
    what: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.attempt.pattern.name or self.attempt.pattern.route

    def __str__(self) -> str:
        return f"{self.role}: {self.attempt} → {self.status}: {'; '.join(self.what)}"


@dataclass
class Report:
    """What one walk tried and found."""

    role: str
    names: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    requests: Counter = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    crashes: list[Finding] = field(default_factory=list)
    unreached: list[str] = field(default_factory=list)
    idle_queries: int = 0

    @property
    def leaking_names(self) -> set[str]:
        return {finding.name for finding in self.findings}

    def summary(self) -> str:
        return (
            f"{self.role}: {len(self.names['GET'])} URL names walked in GET, {len(self.names['POST'])} in POST, "
            f"{self.requests.total()} requests, {self.idle_queries} queries that no view looks for left out, "
            f"{len(self.leaking_names)} leaking names, {len({crash.name for crash in self.crashes})} crashing names"
        )

    def details(self, limit: int = 60) -> str:
        """One line for each leaking name and what it showed, with one request to try it again."""
        lines: dict[tuple[str, str], str] = {}
        for finding in [*self.findings, *self.crashes]:
            lines.setdefault((finding.name, finding.what[0]), str(finding)[:400])
        shown = list(lines.values())
        return "\n".join(shown[:limit] + ([f"… and {len(shown) - limit} more"] if len(shown) > limit else []))


class Scanner:
    """One world, its rows as they were, and every attempt at every pattern."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.host = settings.ADMIN_HOST
        self.all_powerful = Visitor(world.platform, self.host).sit()
        self.attempts = Attempts(world.own, world.neighbour, self.all_powerful)
        self.visitors: dict[str, Visitor] = {
            role: Visitor(person, self.host) for role, person in world.own.people.items()
        }
        # Sessions are part of how things were.
        self.ledger = Ledger(world)
        for visitor in self.visitors.values():
            visitor.ledger = self.ledger

    def walk(self, role: str, patterns: Iterable[Pattern] | None = None, *, first_finding_only: bool = False) -> Report:
        """Try everything at each of the patterns (`patterns_for`) as the person who holds `role` in the own unit.

        The role that may most is tried with all that can be forged, the others with what `Attempts.plain` names: what
        is closed to the first is closed to them, so only what a role of its own might open is left to be tried.
        `SCANNER=whole`, which is `make scan`, tries everything everywhere as everybody.
        """
        report = Report(role)
        all_of_it = role == STRONGEST or EVERYTHING_AS_EVERYBODY
        patterns = patterns_for(role) if patterns is None else patterns
        with self.visitors[role].seated(), only_undone():
            for pattern in patterns:
                try:
                    attempts = self.attempts.at(pattern) if all_of_it else self.attempts.plain(pattern)
                except NoArgumentsKnown as unknown:
                    report.unreached.append(str(unknown))
                    continue
                for finding in self._try_all(report, attempts):
                    if finding is not None and first_finding_only:
                        return report
        return report

    def _try_all(self, report: Report, attempts: list[Attempt]) -> Iterator[Finding | None]:
        """Every attempt at one pattern; a query is left out as long as the view looks for none of its names."""
        waiting, asked = attempts, True
        with read_names() as looked_for:
            while asked:
                later, asked = [], False
                for attempt in waiting:
                    if attempt.query and not looked_for & (attempt.query | {EVERYTHING}):
                        later.append(attempt)
                        continue
                    asked = True
                    yield self.try_one(report, attempt)
                waiting = later
        report.idle_queries += len(waiting)

    def try_one(self, report: Report, attempt: Attempt) -> Finding | None:
        answer = self.visitors[report.role].ask(attempt.method, attempt.path, attempt.data)
        report.names[attempt.method].add(attempt.pattern.name or attempt.pattern.route)
        report.requests[attempt.method] += 1
        what: list[Any] = leaked(
            self.world.markers,
            answer,
            self.world.foreign,
            public_may_show=public_may_show(attempt.pattern),
            may_write_to=attempt.pattern.name in HANDED_OVER,
        )
        changes = (change for change in answer.changes if not was_handed_over(attempt.pattern, change))
        what += sorted({str(change) for change in changes})
        if answer.status >= 500 and attempt.pattern.name not in CRASHES_ON_PURPOSE:
            report.crashes.append(Finding(report.role, attempt, answer.status, (answer.error or "crash",)))
        if not what:
            return None
        finding = Finding(report.role, attempt, answer.status, tuple(what))
        report.findings.append(finding)
        return finding


# Views of snippets that take an id and nothing else of the kind: each asks the kind's policy about the thing, and
# `test_no_policy_allows_anything_with_a_neighbours_thing` asks every policy.
ALIKE = {
    *("usage", "history", "history_results", "chosen", "chosen_multiple"),
    *("revisions_view", "revisions_compare", "revisions_unschedule", "lock", "unlock"),
    *("workflow_preview", "workflow_history", "workflow_history_detail", "confirm_workflow_cancellation"),
}
# The unit's administrator may all that its publisher may, and more.
STRONGEST = Role.UNIT_ADMIN
WEAKER = (Role.CONTRIBUTOR, Role.EDITOR, Role.PUBLISHER)


def patterns_for(role: str) -> Iterable[Pattern]:
    """Where a role is tried: the one that may most wherever there is a form, each of the others in a third."""
    if role != STRONGEST:
        return some_patterns(WEAKER.index(role))
    return admin_patterns() if EVERYTHING_AS_EVERYBODY else with_every_form(admin_patterns())


def some_patterns(place: int) -> Iterable[Pattern]:
    """All lists and all steps of approval, which show each person something else; of the rest a third (`third`)."""
    return admin_patterns() if EVERYTHING_AS_EVERYBODY else third(admin_patterns(), place)


def third(patterns: Iterable[Pattern], place: int) -> Iterator[Pattern]:
    """All patterns but two thirds of those of snippets, and of those that name a thing by its id.

    Of snippets, whose views are the same classes for all kinds, every view and every kind is in each of the thirds
    (`place` is 0 to 2), and every pair of them in one.
    """
    for pattern, number in _placed(patterns):
        if number is None and pattern.arguments and "workflow" not in pattern.name:
            # By the name alone, so that a view that comes new leaves the others where they are.
            number = crc32(pattern.name.encode())
        if number is None or number % 3 == place:
            yield pattern


def with_every_form(patterns: Iterable[Pattern]) -> Iterator[Pattern]:
    """All patterns, but of snippets' views that are `ALIKE` a third only; every view and every kind is there."""
    for pattern, number in _placed(patterns):
        if number is None or number % 3 == 0 or pattern.name.rpartition(":")[2] not in ALIKE:
            yield pattern


def _placed(patterns: Iterable[Pattern]) -> Iterator[tuple[Pattern, int | None]]:
    """Patterns, those of snippets with a number that grows with the kind and with the view."""
    kinds: dict[str, int] = {}
    views: dict[str, int] = {}
    for pattern in patterns:
        namespace, _colon, view = pattern.name.rpartition(":")
        number = None
        if namespace.startswith(("wagtailsnippets_", "wagtailsnippetchoosers_")):
            number = kinds.setdefault(namespace, len(kinds)) + views.setdefault(view, len(views))
        yield pattern, number


CRASHES_ON_PURPOSE = {"wagtailadmin_error_test"}
