"""Every road to the public, tried by who may and by who may not: what the one function says is what happens."""

import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.actions import action_registry
from wagtail.models import Locale, Page, TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.models import Translation, TranslationSource

from sites.newsroom.models import ArticlePage, Genre
from sites.pages.models import ContactPoint, StandardPage
from sites.units import checklists
from sites.units.enums import Role
from sites.units.models import AlreadyDecided
from sites.units.publishing import PublishRefused, publish
from tests.factories.units import home_of, make_article, make_person


@pytest.fixture
def people(province):
    checklists.set_points(province.commune, [])
    return {role: make_person(f"nguoi-{role.value}", unit=province.commune, role=role) for role in list(Role)[:4]}


@pytest.fixture
def section(province):
    return home_of(province.commune).get_children().get(slug="thong-bao").specific


def draft_by(section, writer, title="Lịch tiếp dân", slug=""):
    page = StandardPage(title=title, slug=slug, owner=writer, live=False, locale=section.locale)
    section.add_child(instance=page)
    page.save_revision(user=writer)
    return page


def fields(title="Lịch tiếp dân", **more):
    data = {"title": title, "slug": "lich", "summary": "", "body": streamfield([]), "comments": inline_formset([])}
    return nested_form_data(data | more)


def is_live(thing):
    return type(thing)._base_manager.get(pk=thing.pk).live


def told(client, response):
    """The page after a form, with its messages."""
    return client.get(response["Location"]).content.decode()


# --- The page editor -----------------------------------------------------------------------------


def test_the_editor_publishes_a_publishers_own_page(section, people, desk):
    page = draft_by(section, people[Role.PUBLISHER])
    client, url = desk(people[Role.PUBLISHER]), reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert 'name="action-publish"' in client.get(url).content.decode()
    client.post(url, fields("Tên mới") | {"action-publish": "1"})
    assert is_live(page)
    assert Page.objects.get(pk=page.pk).title == "Tên mới"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER])
def test_the_editor_keeps_a_draft_of_what_may_not_go_on_line_and_says_why(section, people, desk, role):
    page = draft_by(section, people[Role.CONTRIBUTOR])
    client, url = desk(people[role]), reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert 'name="action-publish"' not in client.get(url).content.decode()
    response = client.post(url, fields("Tên mới") | {"action-publish": "1"})
    assert not is_live(page)
    assert Page.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Tên mới"
    assert "chưa đăng" in told(client, response)


@pytest.mark.parametrize(("role", "goes_live"), [(Role.PUBLISHER, True), (Role.EDITOR, False)])
def test_adding_a_page_publishes_it_for_a_publisher_alone(section, people, desk, role, goes_live):
    url = reverse("wagtailadmin_pages:add", args=["pages", "standardpage", section.pk])
    response = desk(people[role]).post(url, fields("Trang mới") | {"action-publish": "1"})
    assert response.status_code == 302
    page = StandardPage.objects.get(title="Trang mới")
    assert page.live is goes_live
    assert page.workflow_states.exists() is goes_live


# --- Many at once --------------------------------------------------------------------------------


def test_publishing_many_takes_what_may_go_and_names_what_waits(section, people, desk):
    own = draft_by(section, people[Role.PUBLISHER], "Của tôi")
    theirs = draft_by(section, people[Role.CONTRIBUTOR], "Của cộng tác viên")
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    url += f"?id={own.pk}&id={theirs.pk}&next=/admin/"
    client = desk(people[Role.PUBLISHER])
    response = client.post(url, {"include_descendants": ""})
    assert (is_live(own), is_live(theirs)) == (True, False)
    text = told(client, response)
    assert "Của cộng tác viên" in text
    assert "gửi duyệt" in text
    second = draft_by(section, people[Role.EDITOR], "Của biên tập viên")
    desk(people[Role.EDITOR]).post(url.split("?")[0] + f"?id={second.pk}&next=/admin/", {})
    assert not is_live(second)


# --- The admin's API -----------------------------------------------------------------------------


def ask_api(client, page, action, data=None):
    url = reverse("wagtailadmin_api:pages:action", args=[page.pk, action])
    return client.post(url, json.dumps(data or {}), content_type="application/json")


def test_the_api_publishes_and_unpublishes_by_the_same_answer(section, people, desk):
    own = draft_by(section, people[Role.PUBLISHER], "Của tôi")
    theirs = draft_by(section, people[Role.CONTRIBUTOR], "Của cộng tác viên")
    client = desk(people[Role.PUBLISHER])
    assert ask_api(client, own, "publish").status_code == 200
    assert ask_api(client, theirs, "publish").status_code == 403
    assert (is_live(own), is_live(theirs)) == (True, False)
    assert ask_api(desk(people[Role.EDITOR]), own, "unpublish").status_code == 403
    assert is_live(own)
    assert ask_api(client, own, "unpublish").status_code == 200
    assert not is_live(own)


def test_a_copy_is_a_draft_whatever_the_form_or_the_api_asks(section, people, desk):
    own = draft_by(section, people[Role.PUBLISHER], "Của tôi", slug="cua-toi")
    publish(own, by=people[Role.PUBLISHER])
    client = desk(people[Role.PUBLISHER])
    assert ask_api(client, own, "copy", {"keep_live": True, "slug": "bang-api"}).status_code == 201
    form = {"new_title": "Bản sao", "new_slug": "bang-mau", "new_parent_page": section.pk, "publish_copies": "on"}
    assert client.post(reverse("wagtailadmin_pages:copy", args=[own.pk]), form).status_code == 302
    assert list(Page.objects.filter(slug__in=["bang-api", "bang-mau"]).values_list("live", flat=True)) == [False] * 2


def test_the_registered_actions_of_an_api_ask_too(section, people, province):
    page = draft_by(section, people[Role.CONTRIBUTOR])
    contact = ContactPoint.objects.create(unit=province.commune, name="Bà Tư", live=False)
    contact.save_revision(user=people[Role.CONTRIBUTOR])
    for thing in (page, contact):
        action = action_registry.get_action_class(type(thing), "publish")
        for person in (people[Role.EDITOR], people[Role.PUBLISHER]):
            with pytest.raises(PublishRefused):
                action(thing.get_latest_revision(), user=person).execute()
        assert not is_live(thing)
        thing.get_workflow().start(thing, people[Role.CONTRIBUTOR])
        action(thing.get_latest_revision(), user=people[Role.PUBLISHER]).execute()
        assert is_live(thing)


# --- The workflow --------------------------------------------------------------------------------


def decide(client, page, task_state, action="approve"):
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, task_state.pk])
    return client.post(url, {"comment": ""}, headers={"x-requested-with": "XMLHttpRequest"})


def test_the_last_step_of_the_workflow_publishes_and_no_step_before_it(section, people, desk):
    page = draft_by(section, people[Role.CONTRIBUTOR])
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    desk(people[Role.CONTRIBUTOR]).post(url, fields() | {"action-submit": "1"})
    for role in (Role.EDITOR, Role.PUBLISHER):
        assert not is_live(page)
        state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
        assert decide(desk(people[Role.CONTRIBUTOR]), page, state).status_code in (302, 403)
        assert decide(desk(people[role]), page, state).status_code == 200
    assert is_live(page)


def test_of_two_who_approve_the_second_is_told_who_was_first(section, people, desk):
    page = draft_by(section, people[Role.CONTRIBUTOR])
    page.get_workflow().start(page, people[Role.CONTRIBUTOR])
    state = TaskState.objects.get()
    first, second = desk(people[Role.EDITOR]), desk(people[Role.UNIT_ADMIN])
    decide(first, page, state)
    answer = decide(second, page, state)
    assert answer.status_code == 200
    assert str(people[Role.EDITOR]) in second.get(json.loads(answer.content)["redirect"]).content.decode()
    assert [row.status for row in TaskState.objects.order_by("pk")] == ["approved", "in_progress"]


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER])
def test_a_form_that_is_sent_twice_decides_one_step(section, people, desk, monkeypatch, role):
    """The second has been let in for the step that the first passes before the second gets to it."""
    page = draft_by(section, people[Role.CONTRIBUTOR])
    page.get_workflow().start(page, people[Role.CONTRIBUTOR])
    state, form = TaskState.objects.get(), StandardPage.get_edit_handler().get_form_class()
    save = form.save

    def save_late(self, *args, **kwargs):
        state.task.specific.on_action(state, people[role], "approve")
        return save(self, *args, **kwargs)

    monkeypatch.setattr(form, "save", save_late)
    desk(people[role]).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), fields() | approving(state))
    assert not is_live(page)
    assert TaskState.objects.exclude(status="in_progress").count() <= 1


def approving(state):
    """What the button sends for a step."""
    return {"action-workflow-action": "1", "workflow-action-name": "approve", "workflow-step": str(state.pk)}


def step_in(page_source):
    return re.search(r'name="workflow-step" value="(\d+)"', page_source).group(1)


@pytest.mark.parametrize("kind", ["page", "snippet"])
def test_a_form_decides_only_the_step_it_was_shown_for(section, people, desk, province, kind):
    """A press that reaches the server twice, one after the other, by somebody who may decide both steps."""
    if kind == "page":
        thing, data = draft_by(section, people[Role.CONTRIBUTOR]), fields()
        url = reverse("wagtailadmin_pages:edit", args=[thing.pk])
    else:
        thing, data = ContactPoint.objects.create(unit=province.commune, name="Bà Tư", live=False), {"name": "Bà Tư"}
        thing.save_revision(user=people[Role.CONTRIBUTOR])
        data, url = data | {"order": 1}, snippet_url("edit", thing.pk)
    thing.get_workflow().start(thing, people[Role.CONTRIBUTOR])
    publisher = desk(people[Role.PUBLISHER])
    first = TaskState.objects.get()
    assert step_in(publisher.get(url).content.decode()) == str(first.pk)
    publisher.post(url, data | approving(first))
    for again in (
        approving(first),
        approving(first) | {"workflow-step": ""},
        approving(first) | {"workflow-step": "x"},
    ):
        revisions = thing.revisions.count()
        answer = publisher.post(url, data | again)
        assert not is_live(thing)
        assert thing.revisions.count() == revisions
    second = TaskState.objects.get(status="in_progress")
    assert str(people[Role.PUBLISHER]) in publisher.post(url, data | approving(first)).content.decode()
    assert step_in(answer.content.decode()) == str(second.pk)
    publisher.post(url, data | approving(second))
    assert is_live(thing)
    # The workflow is over: the same press once more neither saves nor publishes anything.
    revisions = thing.revisions.count()
    publisher.post(url, data | approving(second))
    assert thing.revisions.count() == revisions


def test_a_form_that_saves_by_itself_while_the_press_is_on_its_way_decides_nothing(section, people, desk):
    page = draft_by(section, people[Role.CONTRIBUTOR])
    page.get_workflow().start(page, people[Role.CONTRIBUTOR])
    publisher, state = desk(people[Role.PUBLISHER]), TaskState.objects.get()
    url, data = reverse("wagtailadmin_pages:edit", args=[page.pk]), fields() | approving(state)
    assert publisher.post(url, data, headers={"accept": "application/json"}).json()["success"]
    assert TaskState.objects.get().status == "in_progress"
    publisher.post(url, data)
    assert [row.status for row in TaskState.objects.order_by("pk")] == ["approved", "in_progress"]


def test_nobody_decides_a_step_of_others_whatever_has_let_them_in(section, people):
    page = draft_by(section, people[Role.CONTRIBUTOR])
    page.get_workflow().start(page, people[Role.CONTRIBUTOR])
    first = TaskState.objects.get()
    first.task.specific.on_action(first, people[Role.EDITOR], "approve")
    second = TaskState.objects.get(status="in_progress")
    for action in ("approve", "reject"):
        with pytest.raises(AlreadyDecided, match="Duyệt xuất bản"):
            second.task.specific.on_action(second, people[Role.EDITOR], action)
    assert TaskState.objects.get(pk=second.pk).status == "in_progress"
    second.task.specific.on_action(second, people[Role.PUBLISHER], "approve")
    assert is_live(page)


# --- Snippets ------------------------------------------------------------------------------------


def snippet_url(view, *args):
    return reverse(f"{ContactPoint.snippet_viewset.url_namespace}:{view}", args=args)


def test_snippets_are_published_where_they_are_added_and_edited(people, desk, province):
    form = {"name": "Bà Tư", "order": 1, "action-publish": "1"}
    desk(people[Role.EDITOR]).post(snippet_url("add"), form)
    contact = ContactPoint.objects.get()
    assert not contact.live
    client = desk(people[Role.PUBLISHER])
    response = client.post(snippet_url("edit", contact.pk), form)
    assert not is_live(contact)
    assert "chưa đăng" in told(client, response)
    client.post(snippet_url("add"), form | {"name": "Ông Năm"})
    assert is_live(ContactPoint.objects.get(name="Ông Năm"))


def test_taking_a_snippet_off_line_is_a_publishers(people, desk, province):
    contact = ContactPoint.objects.create(unit=province.commune, name="Bà Tư")
    assert desk(people[Role.EDITOR]).post(snippet_url("unpublish", contact.pk)).status_code == 403
    assert is_live(contact)
    assert desk(people[Role.PUBLISHER]).post(snippet_url("unpublish", contact.pk)).status_code == 302
    assert not is_live(contact)


# --- Jobs, commands, translations ----------------------------------------------------------------


def test_a_command_publishes_only_what_was_approved_for_a_time(section, people):
    page = draft_by(section, people[Role.CONTRIBUTOR])
    page.go_live_at = timezone.now() - timezone.timedelta(minutes=1)
    page.save_revision(user=people[Role.CONTRIBUTOR])
    call_command("publish_scheduled")
    assert not is_live(page)
    page.revisions.update(approved_go_live_at=page.go_live_at)
    call_command("publish_scheduled")
    assert is_live(page)


def test_a_translation_is_published_in_its_publishers_name_or_not_at_all(section, people):
    page = draft_by(section, None, "Lịch tiếp dân", slug="lich-tiep-dan")
    publish(page, by=None)
    english = Locale.objects.get(language_code="en")
    source, _created = TranslationSource.get_or_create_from_instance(StandardPage.objects.get(pk=page.pk))
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target(user=people[Role.EDITOR], publish=False)
    target = translation.get_target_instance()
    with pytest.raises(PublishRefused):
        translation.save_target(user=people[Role.PUBLISHER], publish=True)
    assert not is_live(target)
    target.get_workflow().start(target, people[Role.EDITOR])
    translation.save_target(user=people[Role.PUBLISHER], publish=True)
    assert is_live(target)


# --- What is asked of an article -----------------------------------------------------------------


@pytest.fixture
def article(province, people):
    checklists.set_points(province.commune, [point.code for point in checklists.points()])
    return make_article(province.commune, "Mùa cam", live=False, owner=people[Role.PUBLISHER])


def article_fields(**more):
    data = {
        "title": "Mùa cam",
        "slug": "mua-cam",
        "summary": "",
        "source_credit": "",
        "published_at": "2026-01-01 08:00",
        "body": streamfield([]),
        "authors": inline_formset([]),
        "related_links": inline_formset([]),
        "comments": inline_formset([]),
    }
    return nested_form_data(data | more)


@pytest.mark.parametrize("button", ["action-submit", "action-publish"])
def test_what_is_missing_is_named_before_anything_is_sent_on(article, people, desk, province, button):
    client, url = desk(people[Role.PUBLISHER]), reverse("wagtailadmin_pages:edit", args=[article.pk])
    text = client.post(url, article_fields() | {button: "1"}).content.decode()
    for gap in ("Hãy viết tóm tắt.", "Hãy ghi nguồn tin.", "Hãy chọn thể loại."):
        assert gap in text
    assert not article.workflow_states.exists()
    assert not is_live(article)
    assert client.post(url, article_fields()).status_code == 302, "a draft needs none of it"
    checklists.set_points(province.commune, ["summary"])
    text = client.post(url, article_fields() | {button: "1"}).content.decode()
    assert "Hãy viết tóm tắt." in text
    assert "Hãy ghi nguồn tin." not in text
    client.post(url, article_fields(summary="Vụ cam được mùa.") | {button: "1"})
    assert article.workflow_states.exists()
    assert is_live(article) is (button == "action-publish")


def test_an_incomplete_article_goes_on_line_by_no_road_but_the_urgent_one(article, people, province):
    with pytest.raises(PublishRefused, match="Hãy viết tóm tắt"):
        publish(article, by=people[Role.PUBLISHER])
    assert not is_live(article)
    whole = ArticlePage.objects.get(pk=article.pk)
    whole.summary, whole.source_credit = "Vụ cam được mùa.", "UBND xã"
    whole.genre = Genre.objects.filter(unit=province.commune).first()
    whole.save_revision(user=people[Role.PUBLISHER])
    publish(whole, by=people[Role.PUBLISHER])
    assert is_live(article)
