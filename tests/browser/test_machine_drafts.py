"""A translator watches a machine at its drafts: how far it is shows by itself, and it can be stopped."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from wagtail_localize.models import Translation, TranslationSource

from sites.units.enums import Role
from sites.units.models import MachineDrafts, UnitHome
from sites.units.models.machine_drafts import DraftingProblem, DraftingState
from sites.units.services import sync_tiers
from tests.conftest import build_province
from tests.factories.units import make_article

from .conftest import DESK, PHONE, outside, screenshot, serving
from .office import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

MACHINE = {"CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"}


@pytest.fixture(scope="module")
def office(browser, django_db_setup, django_db_blocker) -> Iterator[Office]:
    with serving(django_db_blocker, WAGTAILLOCALIZE_MACHINE_TRANSLATOR=MACHINE) as port:
        sync_tiers()
        province = build_province()
        built = Office(None, port, browser)
        built.hire("hoa", "Nguyễn Thị Hoa", (province.commune, Role.EDITOR))
        built.hire("xa", "Lý Văn Xa", (province.other_commune, Role.PUBLISHER))
        article = make_article(province.commune, "Lễ hội cầu mùa", summary="Hội mở từ sáng mùng tám.")
        english = UnitHome.objects.get(unit=province.commune, locale__language_code="en").locale
        source, _made = TranslationSource.get_or_create_from_instance(article)
        drafted = Translation.objects.create(source=source, target_locale=english)
        drafted.save_target(user=built.people["hoa"], publish=False)
        yield built
        built.close()


def is_at(drafts: MachineDrafts, **changes: Any) -> None:
    """No worker runs here; the machine is as far as a test says."""
    assert outside(lambda: MachineDrafts.objects.filter(pk=drafts.pk).update(**changes)) == 1


@pytest.fixture
def at_work(office) -> MachineDrafts:
    """A machine that has done two of six."""
    now = timezone.now()
    begun = {"asked_by": office.people["hoa"], "asked_at": now, "heard_at": now, "state": DraftingState.WORKING}
    begun |= {"problem": "", "total": 6, "done": 2, "left_out": 0}
    known = Translation.objects.get()
    drafts, _made = outside(lambda: MachineDrafts.objects.update_or_create(translation=known, defaults=begun))
    return drafts


def address(drafts: MachineDrafts) -> str:
    return reverse("units_machine:drafts", args=[drafts.translation_id])


def test_how_far_the_machine_is_shows_by_itself_and_its_end_too(office, at_work):
    hoa = office.sit_down("hoa")
    hoa.open(address(at_work))
    hoa.reads("2 trên 6 câu")
    hoa.page.evaluate("window.stillHere = true")
    is_at(at_work, done=5)
    hoa.reads("5 trên 6 câu")
    is_at(at_work, done=6, state=DraftingState.DONE)
    hoa.reads("Máy đã dịch xong")
    expect(hoa.page.locator("[data-machine-drafts=over]")).to_be_visible()
    expect(hoa.page.get_by_role("button", name="Dừng máy dịch")).to_have_count(0)
    assert hoa.page.evaluate("window.stillHere"), "the page was loaded again"
    hoa.finish()


def test_a_server_that_is_gone_for_a_moment_is_asked_again(office, at_work):
    hoa = office.sit_down("hoa")
    hoa.open(address(at_work))
    failed = []
    hoa.page.route(f"**{address(at_work)}", lambda route: (failed.append(1), route.abort()))
    for _second in range(60):
        if failed:
            break
        hoa.page.wait_for_timeout(1_000)
    assert failed, "the page has not asked"
    is_at(at_work, done=4)
    hoa.page.unroute(f"**{address(at_work)}")
    hoa.reads("4 trên 6 câu")


def test_the_machine_is_stopped_and_says_what_is_kept(office, at_work):
    hoa = office.sit_down("hoa")
    hoa.open(address(at_work))
    hoa.press("Dừng máy dịch")
    hoa.reads("Đã dừng máy dịch; các câu đã dịch vẫn được giữ.")
    hoa.reads("2 trên 6 câu")
    assert outside(lambda: MachineDrafts.objects.get().state) == DraftingState.STOPPED
    hoa.finish()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_page_is_accessible_and_fits(office, at_work, violations, width):
    hoa = office.sit_down("hoa", width)
    hoa.open(address(at_work))
    screenshot(hoa.page, f"machine-at-work-{width}")
    assert violations(hoa.page) == []
    is_at(at_work, state=DraftingState.FAILED, problem=DraftingProblem.NO_ANSWER, left_out=1)
    hoa.open(address(at_work))
    hoa.reads("Máy dịch không trả lời")
    screenshot(hoa.page, f"machine-failed-{width}")
    assert violations(hoa.page) == []
    assert hoa.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_neighbour_who_guesses_the_address_sees_nothing_of_it(office, at_work):
    xa = office.sit_down("xa")
    xa.page.goto(xa.url(address(at_work)))
    assert "trên 6 câu" not in xa.text() and "Lễ hội cầu mùa" not in xa.text()
