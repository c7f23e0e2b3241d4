"""The people of a unit meet no English in the admin, not in what scripts draw either; who prefers English meets that.

What the server writes is read on every screen by `tests/isolation/test_admin_words.py`; here is what needs a browser:
menus, the editor, side panels, pickers, dialogs and the translation editor.
"""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from wagtail.models import Page as ContentPage
from wagtail.users.models import UserProfile

from tests.foreign_words import foreign_words, named_in_english, own_words

from .office import Desk, Office, furnished_office

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

# Everything that is shown now or by a click: text, titles, what is read out, what stands in empty fields.
READ_THE_SCREEN = """() => {
    const silent = 'script, style, noscript, iframe, code, pre';
    const found = new Set([document.title]);
    const read = (root) => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const parent = walker.currentNode.parentElement;
            if (!parent || !parent.closest(silent)) found.add(walker.currentNode.data);
        }
        for (const element of root.querySelectorAll('*')) {
            for (const name of %s) if (element.hasAttribute(name)) found.add(element.getAttribute(name));
            if (element.tagName === 'TEMPLATE') read(element.content);
            if (element.matches('input[type=submit], input[type=button]')) found.add(element.value);
        }
    };
    read(document.body);
    return [...found];
}""" % ["title", "aria-label", "aria-description", "placeholder", "alt", "label"]


@pytest.fixture(scope="module")
def office(browser, django_db_setup, django_db_blocker) -> Iterator[Office]:
    with furnished_office(browser, django_db_blocker) as built:
        # Signed in before, since the desk knows the buttons of signing in by their Vietnamese names.
        built.sit_down("lan")
        profile = UserProfile.get_for_user(built.people["lan"])
        profile.preferred_language = "en"
        profile.save()
        yield built
        built.close()


class Reader:
    """Goes from screen to screen and keeps each foreign word with the screens it was seen on."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.found: dict[str, set[str]] = defaultdict(set)

    def read(self, where: str) -> None:
        for text in self.desk.page.evaluate(READ_THE_SCREEN):
            if words := foreign_words(text, named_in_english()):
                self.found[f"{' '.join(text.split())[:160]!r}: {', '.join(words)}"].add(where)

    def open(self, name: str, *args: object, query: str = "") -> Page:
        self.desk.open(reverse(name, args=args) + query)
        self.desk.page.wait_for_load_state("networkidle")
        self.read(name)
        return self.desk.page

    def report(self) -> str:
        return "\n".join(f"{text} ({', '.join(sorted(where))})" for text, where in sorted(self.found.items()))


def screens_without_things() -> list[str]:
    """Lists and desks: what takes no id."""
    return [
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailimages:index",
        "wagtailimages:add_multiple",
        "wagtaildocs:add_multiple",
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:workflow",
        "wagtail_localize:translations_report",
        "units_notifications:list",
        "newsroom_desk:board",
    ]


def test_an_editor_meets_no_english(office):
    desk = office.sit_down("hoa")
    reader, pages, things = Reader(desk), office.own.pages, office.own.things
    for name in screens_without_things():
        reader.open(name)
    page = reader.open("wagtailadmin_explore", pages["section"].pk)
    page.locator(".sidebar-main-menu button, .sidebar-page-explorer-item button").first.click()
    expect(page.locator(".c-page-explorer__item").first).to_be_visible()
    reader.read("the tree of pages")

    page = reader.open("wagtailadmin_pages:add", "newsroom", "articlepage", pages["section"].pk)
    page.locator(".c-sf-add-button").last.click()
    reader.read("the picker of blocks")
    page.get_by_role("option", name="Đoạn văn").first.click()
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("/")
    reader.read("the text field")
    page.keyboard.press("Escape")
    for button in ("Chọn ảnh",):
        page.get_by_role("button", name=button).last.click()
        expect(page.locator(".modal-body")).to_be_visible()
        page.wait_for_load_state("networkidle")
        reader.read(f"the dialog of “{button}”")
        page.locator(".modal .button.close").click()
        expect(page.locator(".modal-body")).to_have_count(0)

    page = reader.open("wagtailadmin_pages:edit", pages["commented"].pk)
    for panel in page.locator("[data-side-panel-toggle]").all():
        panel.click()
        page.wait_for_load_state("networkidle")
        reader.read("a side panel")
    for name in ("scheduled", "in_workflow", "locked", "translated", "alias"):
        reader.open("wagtailadmin_pages:edit", pages[name].pk)
    reader.open("wagtailadmin_pages:history", pages["edited"].pk)
    reader.open("wagtailadmin_pages:revisions_compare", pages["edited"].pk, "earliest", "latest")
    reader.open("wagtailimages:edit", things["image"][0].pk)
    reader.open("wagtailsnippets_documents_officialdocument:add")
    reader.open("wagtailsnippets_documents_officialdocument:edit", things["documents.officialdocument"][1].pk)
    assert not reader.found, reader.report()


def test_a_publisher_and_an_administrator_meet_no_english(office):
    reader, pages = Reader(office.sit_down("duc")), office.own.pages
    reader.open("wagtailadmin_home")
    for name in ("in_workflow", "edited"):
        reader.open("wagtailadmin_pages:edit", pages[name].pk)
    reader.open("wagtailadmin_pages:unpublish", pages["published"].pk)
    administrator = Reader(office.sit_down("dung"))
    for name in ("wagtailadmin_home", "units_settings", "units_menu", "units_people:list", "wagtailredirects:index"):
        administrator.open(name)
    administrator.open("wagtailadmin_pages:delete", pages["draft"].pk)
    found = [one.report() for one in (reader, administrator) if one.found]
    assert not found, "\n".join(found)


def test_who_prefers_english_meets_none_of_our_vietnamese(office):
    desk = office.sit_down("lan")
    found = set()
    sections = set(ContentPage.objects.values_list("title", flat=True))
    for path in (
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_pages:edit", args=[office.own.pages["draft"].pk]),
        reverse("newsroom_desk:board"),
        reverse("wagtailsnippets_documents_officialdocument:list"),
    ):
        desk.open(path)
        desk.page.wait_for_load_state("networkidle")
        expect(desk.page.locator("html")).to_have_attribute("lang", "en")
        shown = {" ".join(text.split()) for text in desk.page.evaluate(READ_THE_SCREEN)} - sections
        found |= {(text, path) for text in own_words(shown)}
    assert not found, "\n".join(map(str, sorted(found)))
