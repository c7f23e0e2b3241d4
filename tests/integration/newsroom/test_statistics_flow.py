"""Statistics of what went along the tree: sent, received, confirmed, hidden, proposed, accepted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sites.newsroom.services import flow_down, flow_up
from sites.newsroom.statistics import counts, reports
from sites.newsroom.statistics.period import Period
from sites.units.enums import AudienceKind
from tests.factories.units import make_article

from .flow_fixtures import board, publisher_of, send  # noqa: F401


@pytest.fixture
def today():
    day = timezone.localdate()
    return Period(day, day)


def lines(unit, period) -> dict[str, int]:
    """The figures of the table, those of one heading after the other told apart by their place."""
    [table] = [table for table in reports.of_unit(unit, period) if table.key == "flow"]
    return {f"{number} {name}": count for number, (name, count) in enumerate(table.rows, start=1)}


@pytest.fixture
def flowing(province, board, publisher_of, send):  # noqa: F811
    """Two items sent to all and one to the neighbour alone; two proposals of the commune, one accepted."""
    notice = make_article(province.province, "Thông báo chung")
    offered = make_article(province.province, "Tin mời đăng")
    forced = send(notice, compulsory=True)
    optional = send(offered)
    send(make_article(province.province, "Riêng"), AudienceKind.LIST, units=[province.other_commune])
    publisher = publisher_of(province.commune)
    flow_down.confirm(forced, province.commune, by=publisher)
    flow_down.hide(optional, province.commune, by=publisher)
    for title in ("Được nhận", "Còn chờ"):
        article = make_article(province.commune, title)
        flow_up.propose(article, province.province, by=publisher, straight=True)
        if title == "Được nhận":
            flow_up.accept(article.proposals.get(), by=board)
    return province


def test_a_unit_sees_what_it_received_and_what_it_put_forward(flowing, today):
    found = list(lines(flowing.commune, today).values())
    sent, received, compulsory, confirmed, hidden, proposed, accepted, asked, taken = found
    assert (sent, received, compulsory, hidden) == (0, 2, 1, 1)
    assert confirmed >= 1
    assert (proposed, accepted, asked, taken) == (2, 1, 0, 0)


def test_the_unit_that_sends_and_decides_sees_the_other_side(flowing, today):
    found = list(lines(flowing.province, today).values())
    assert (found[0], found[1], found[5]) == (3, 0, 0)
    assert (found[7], found[8]) == (2, 1)


def test_a_neighbour_sees_its_own_figures_alone(flowing, today):
    found = list(lines(flowing.other_commune, today).values())
    assert (found[1], found[3], found[4], found[5]) == (3, 0, 0, 0)


def test_another_day_has_none_of_it(flowing, today):
    before = Period(today.first - timedelta(days=9), today.first - timedelta(days=2))
    assert set(lines(flowing.commune, before).values()) == {0}


def test_the_province_reads_the_same_figures_by_unit(flowing, today):
    figures = counts.of_units(today)
    commune, top = flowing.commune.pk, flowing.province.pk
    assert figures["proposed"] == {commune: 2} and figures["accepted"] == {commune: 1}
    assert figures["pushed"] == {top: 3} and figures["confirmed"][commune] >= 1
    assert counts.of_units(today, [top])["proposed"] == {}
