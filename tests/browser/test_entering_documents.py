"""A commune's clerk enters documents in a real browser: from a symbol, and from a file, each in under a minute."""

import re
import time
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sites.documents.models import OfficialDocument
from sites.units.enums import Role
from sites.units.services import sync_tiers
from tests.conftest import build_province
from tests.factories.documents import make_official
from tests.factories.texts import docx_file
from tests.unit.documents.test_reading import DECISION

from .conftest import DESK, PHONE, serving
from .office import Office

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ADD = "wagtailsnippets_documents_officialdocument:add"
# What the issue asks for, of which the machine may take a part: a person reads and types besides.
SECONDS = 60


@pytest.fixture(scope="module")
def office(browser, django_db_setup, django_db_blocker) -> Iterator[Office]:
    with serving(django_db_blocker) as port:
        sync_tiers()
        unit = build_province().commune
        built = Office(None, port, browser)
        built.hire("hoa", "Nguyễn Thị Hoa", (unit, Role.EDITOR))
        make_official(unit, "7/QĐ-UBND", abstract="Về việc thành lập tổ công nghệ số cộng đồng")
        yield built
        built.close()


def open_form(office: Office, width: int = DESK):
    hoa = office.sit_down("hoa", width)
    hoa.open(reverse(ADD))
    # The fields are filled in once the script of the form has run.
    hoa.page.wait_for_load_state("networkidle")
    return hoa


def barriers(violations, page) -> set[str]:
    """What axe objects to, whichever address a form that saves by itself is at."""
    return {line.partition("]: ")[2] for line in violations(page)}


def test_a_symbol_fills_in_the_rest_and_the_draft_is_there_in_under_a_minute(office):
    started = time.monotonic()
    hoa = open_form(office)
    page = hoa.page
    page.locator("#id_symbol").press_sequentially("15/QD-UBND", delay=60)
    page.locator("#id_issued_on").fill("2026-03-12")
    expect(page.locator("#id_number")).to_have_value("15")
    expect(page.locator("#id_type option:checked")).to_have_text("Quyết định")
    expect(page.locator("#id_issuer option:checked")).to_have_text("Ủy ban nhân dân xã Trung Môn")
    hoa.reads("Đọc được: số 15")
    page.locator("#id_abstract").press_sequentially("Ban hành quy chế làm việc của xã", delay=30)
    page.locator("footer .action-save").click()
    page.wait_for_url(re.compile("/edit/"))
    assert time.monotonic() - started < SECONDS
    made = OfficialDocument.objects.get(abstract="Ban hành quy chế làm việc của xã")
    assert (made.number, made.year, made.live) == (15, 2026, False)


def test_what_is_pressed_while_a_new_form_saves_itself_makes_no_second_draft(office):
    hoa = open_form(office)
    page = hoa.page
    held = []

    def hold(route):
        # Only what the form sends by itself asks for JSON; it is let go once "save" has been pressed.
        if route.request.method == "POST" and "application/json" in route.request.headers.get("accept", ""):
            held.append(route)
        else:
            route.continue_()

    page.route(re.compile(re.escape(reverse(ADD))), hold)
    page.locator("#id_symbol").fill("16/QĐ-UBND")
    page.locator("#id_issued_on").fill("2026-03-13")
    # Two seconds after it has come the form takes what is there for what it was; only what is typed later is saved.
    for second in range(30):
        if held:
            break
        page.locator("#id_abstract").fill(f"Ban hành nội quy tiếp công dân của xã, lần {second}")
        page.wait_for_timeout(1_000)
    assert held, "the form has not saved itself"
    page.locator("footer .action-save").click()
    page.wait_for_timeout(1_000)
    for route in held:
        route.continue_()
    page.wait_for_url(re.compile("/edit/"))
    # The press was not lost: only a form that somebody sends is answered with a message.
    expect(page.locator(".messages .success").first).to_be_visible()
    made = OfficialDocument.objects.filter(abstract__startswith="Ban hành nội quy tiếp công dân")
    assert made.count() == 1, list(OfficialDocument.objects.values_list("symbol", "abstract"))


def test_a_file_fills_in_all_of_it_and_is_attached(office, violations):
    started = time.monotonic()
    hoa = open_form(office)
    page = hoa.page
    # What Wagtail's own form brings with it is not ours to mend; what is filled in adds nothing to it.
    before = barriers(violations, page)
    file = {"name": "quyet-dinh.docx", "mimeType": "application/octet-stream"}
    page.locator("#id_source_file").set_input_files([file | {"buffer": docx_file(*DECISION.splitlines())}])
    expect(page.locator("#id_symbol")).to_have_value("15/2024/QĐ-UBND", timeout=30_000)
    expect(page.locator("#id_issued_on")).to_have_value("2024-03-12")
    assert page.locator("#id_abstract").input_value()
    assert barriers(violations, page) <= before
    page.locator("footer .action-save").click()
    page.wait_for_url(re.compile("/edit/"))
    assert time.monotonic() - started < SECONDS
    made = OfficialDocument.objects.get(symbol="15/2024/QĐ-UBND")
    assert [row.stored.name for row in made.attachments.all()] == ["quyet-dinh.docx"]


def test_a_number_that_is_there_already_is_told_before_anything_is_saved(office):
    hoa = open_form(office, PHONE)
    known = OfficialDocument.objects.get(symbol="7/QĐ-UBND")
    hoa.page.locator("#id_symbol").fill("7/qđ-ubnd")
    hoa.page.locator("#id_issued_on").fill(known.issued_on.isoformat())
    hoa.reads("Đã có văn bản cùng số, ký hiệu, cơ quan và năm")
    expect(hoa.page.locator("#id_accept_duplicate")).to_be_visible()


def test_a_file_that_is_not_what_it_says_is_told_at_its_field(office):
    hoa = open_form(office)
    hoa.page.locator("#id_source_file").set_input_files(
        [{"name": "quyet-dinh.pdf", "mimeType": "application/pdf", "buffer": b"GIF89a"}]
    )
    hoa.reads("tệp PDF")
    assert hoa.page.locator("#id_source_stored").input_value() == ""
