"""The leak scanner reaches everything, sees what there is to see, and ordinary work stays allowed.

And no admin address shows or changes anything of a neighbour for who writes. Of the longest walk, that of the unit's
administrator, half is done here and half beside it, in `test_scanner_publishers.py`: two files, for building the world
takes long too.
"""

from collections import Counter

import pytest
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.permissions import policy_registry

from sites.units.enums import UNIT_ROLES, Action, Role

from .scanner import ordinary, ordinary_publishing  # noqa: F401  the jobs register themselves
from .scanner.addresses import admin_patterns
from .scanner.arguments import NoArgumentsKnown
from .scanner.layers import LAYERS, without
from .scanner.probe import only_undone, undone
from .scanner.public import public_findings
from .scanner.walk import ALIKE, third, with_every_form
from .scanner.work import ordinary_work

pytestmark = pytest.mark.django_db


def test_every_admin_url_is_reached(scanner):
    unreached = []
    for pattern in admin_patterns():
        try:
            reached = list(scanner.attempts.by_id(pattern))
        except NoArgumentsKnown as unknown:
            unreached.append(str(unknown))
        else:
            unreached += [] if reached else [pattern.name or pattern.route]
    assert not unreached, "\n".join(unreached)


KINDS = ("wagtailsnippets_", "wagtailsnippetchoosers_")


def of_snippets(patterns) -> list[tuple[str, str]]:
    """The kind and the view of the patterns that all kinds of snippets have."""
    split = (pattern.name.rpartition(":")[::2] for pattern in patterns)
    return [(kind, view) for kind, view in split if kind.startswith(KINDS)]


def test_three_thirds_are_everything_and_each_has_every_view_and_every_kind():
    everything = list(admin_patterns())
    thirds = [list(third(everything, place)) for place in range(3)]
    assert {pattern for found in thirds for pattern in found} == set(everything)
    for part in (0, 1):
        wanted = {pair[part] for pair in of_snippets(everything)}
        assert all({pair[part] for pair in of_snippets(found)} == wanted for found in thirds)
    lists = {pattern for pattern in everything if not pattern.arguments and not of_snippets([pattern])}
    assert all(lists <= set(found) for found in thirds)
    assert all(len(found) < len(everything) * 0.5 for found in thirds)


def test_of_what_the_administrator_is_tried_with_only_views_that_are_alike_are_left_out():
    everything = list(admin_patterns())
    found = list(with_every_form(everything))
    left_out = [pattern for pattern in everything if pattern not in found]
    assert len(of_snippets(left_out)) == len(left_out) > 100
    assert {view for _kind, view in of_snippets(left_out)} == ALIKE
    for part in (0, 1):
        assert {pair[part] for pair in of_snippets(found)} == {pair[part] for pair in of_snippets(everything)}


@pytest.mark.parametrize("role", UNIT_ROLES)
def test_no_policy_allows_anything_with_a_neighbours_thing(scanner, role):
    person, asked, allowed = scanner.world.own.people[role], Counter(), []
    for kind, things in scanner.world.neighbour.things.items():
        for thing in things:
            policy = policy_registry.get_by_type(type(thing))
            for action in () if policy is None else Action:
                asked[kind] += 1
                if policy.user_has_permission_for_instance(person, action, thing):
                    allowed.append(f"{action}: {kind} {thing.pk}")
    assert len(asked) > 30
    assert not allowed, "\n".join(allowed)


def test_nothing_that_a_request_did_is_there_for_the_next(scanner):
    visitor, rows = scanner.visitors[Role.UNIT_ADMIN], set(Redirect.objects.values_list("pk", flat=True))
    data = {"old_path": "/cu", "redirect_link": "https://example.test/", "redirect_page": "", "is_permanent": "on"}
    with visitor.seated(), only_undone():
        for _time in range(2):
            # It would be refused the second time if the first were still there.
            answer = visitor.ask("POST", reverse("wagtailredirects:add"), data)
            assert answer.status == 302
            assert set(Redirect.objects.values_list("pk", flat=True)) == rows
            with undone(), undone():
                Redirect.objects.all().delete()
            assert set(Redirect.objects.values_list("pk", flat=True)) == rows


def test_the_sidebar_that_is_kept_is_the_one_that_is_put_together_anew(scanner):
    visitor, path = scanner.visitors[Role.UNIT_ADMIN], reverse("wagtailadmin_home")

    def sidebar() -> str:
        text = visitor.ask("GET", path).text
        return text.partition('id="wagtail-sidebar-props"')[2].partition("</script>")[0]

    anew = sidebar()
    with visitor.seated():
        assert [sidebar(), sidebar()] == [anew, anew] and reverse("wagtailadmin_account") in anew


@pytest.mark.parametrize("role", UNIT_ROLES)
def test_ordinary_work_stays_allowed(scanner, role):
    refused = ordinary_work(scanner.world, role, scanner.visitors[role])
    assert not refused, "\n".join(refused)


@pytest.mark.parametrize("layer", LAYERS)
def test_scanner_sees_leaks_without(scanner, layer):
    """A scanner that finds nothing is worth nothing until it has found something."""
    patterns = [pattern for pattern in admin_patterns() if pattern.name in LAYERS[layer][1]]
    for pattern in patterns:
        scanner.attempts.at(pattern)
    with without(layer):
        report = scanner.walk(Role.UNIT_ADMIN, patterns, first_finding_only=True)
    assert report.findings, f"without its {layer} nothing was found in {LAYERS[layer][1]}"


def test_public_hosts_show_nothing_that_is_not_public(scanner):
    requests, found = public_findings(scanner.world)
    assert requests > 100
    assert not found, "\n".join(found)


def test_nothing_of_a_neighbour_shows_or_changes_for_the_units_administrator(walk_as):
    walk_as(Role.UNIT_ADMIN, share=1)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_no_admin_url_shows_or_changes_anything_of_a_neighbour(walk_as, role):
    walk_as(role)
