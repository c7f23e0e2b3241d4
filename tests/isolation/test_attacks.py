"""What somebody with an account in one commune and Wagtail's source at hand would try against the next commune."""

import json
import re
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Comment, Page, Task, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from sites.newsroom.models import ArticlePage
from sites.units.enums import Role
from tests.factories.units import home_of, make_article

from .conftest import SECRET, image_of, refused, shown, submitted
from .test_masking import posted


def text_of(response) -> str:
    """The answer with the letters of escaped JSON as they are written."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), response.content.decode())


def edit(client, page, **fields):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), posted(page.title, **fields))


@pytest.fixture
def mine(neighbours):
    return make_article(neighbours.own, "Bài của tôi", owner=neighbours.contributor)


# --- Forms that show again what they refuse ------------------------------------------------------


def test_a_forged_link_in_rich_text_is_refused_and_its_address_not_told(neighbours, desk, mine):
    client = desk(neighbours.editor)
    draft, document = neighbours.theirs["draft"], neighbours.theirs["document"]
    for kind, target, told in (("page", draft.pk, draft.slug), ("document", document.pk, document.filename)):
        link = f'<p><a linktype="{kind}" id="{target}">x</a></p>'
        body = streamfield([("text", rich_text(link, features=["link", "document-link"]))])
        response = edit(client, mine, body=body)
        assert response.status_code == 200
        assert "nội dung của đơn vị khác" in text_of(response)
        assert told not in text_of(response)
        assert SECRET not in text_of(response)


@pytest.mark.parametrize("junk", ["abc", "", "-1", "1 OR 1=1", "9" * 30])
def test_junk_in_the_place_of_an_id_gets_a_form_and_no_crash(neighbours, desk, mine, junk):
    content = {
        "blocks": [
            {
                "key": "a",
                "type": "unstyled",
                "text": "x",
                "depth": 0,
                "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 1, "key": 0}],
            }
        ],
        "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": junk, "parentId": 1}}},
    }
    client = desk(neighbours.editor)
    response = edit(client, mine, body=streamfield([("text", json.dumps(content))]))
    assert response.status_code == 200
    assert ArticlePage.objects.get(pk=mine.pk).latest_revision_id == mine.latest_revision_id
    response = edit(client, mine, related_links=inline_formset([{"page": junk}]) if junk else inline_formset([]))
    assert response.status_code in (200, 302)


def test_an_own_link_in_rich_text_keeps_its_address(neighbours, desk, mine):
    target = make_article(neighbours.own, "Đích", live=False)
    link = f'<p><a linktype="page" id="{target.pk}">x</a></p>'
    client = desk(neighbours.editor)
    assert edit(client, mine, body=streamfield([("text", rich_text(link, features=["link"]))])).status_code == 302
    assert target.slug in text_of(client.get(reverse("wagtailadmin_pages:edit", args=[mine.pk])))


def test_a_comment_of_another_page_cannot_be_changed_from_ones_own(neighbours, desk, mine):
    theirs = Comment.objects.create(
        page=neighbours.theirs["draft"], user=neighbours.other_editor, text=f"{SECRET} ghi chú", contentpath="title"
    )
    forged = [{"id": theirs.pk, "contentpath": "title", "text": "CHIẾM", "position": "", "DELETE": "", "resolved": ""}]
    forged[0]["replies"] = inline_formset([])
    response = edit(desk(neighbours.editor), mine, comments=inline_formset(forged, initial=1))
    assert SECRET not in text_of(response)
    theirs.refresh_from_db()
    assert (theirs.text, theirs.page_id) == (f"{SECRET} ghi chú", neighbours.theirs["draft"].pk)


# --- Ids beside ids ------------------------------------------------------------------------------


def test_a_revision_of_a_neighbour_is_not_shown_beside_ones_own_page(neighbours, desk, mine):
    own = mine.save_revision()
    theirs = neighbours.theirs["published"].latest_revision
    client = desk(neighbours.publisher)
    for view in ("revisions_view", "revisions_revert", "revisions_unschedule"):
        refused(client, f"wagtailadmin_pages:{view}", mine.pk, theirs.pk)
        refused(client, f"wagtailadmin_pages:{view}", mine.pk, theirs.pk, post={})
    for pair in ((own.pk, theirs.pk), (theirs.pk, own.pk), (theirs.pk, "latest"), ("live", theirs.pk)):
        refused(client, "wagtailadmin_pages:revisions_compare", mine.pk, *pair)


def test_nobody_joins_the_editing_of_a_neighbours_page(neighbours, desk, mine):
    client, other = desk(neighbours.editor), desk(neighbours.other_editor)
    draft = neighbours.theirs["draft"]
    ping = "wagtailadmin_editing_sessions:ping"
    session = other.post(reverse(ping, args=["wagtailcore", "page", draft.pk, 0]), {"is_editing": "1"}).json()
    refused(client, ping, "wagtailcore", "page", draft.pk, session["session_id"], post={"is_editing": "1"})
    refused(client, ping, "accounts", "user", neighbours.other_editor.pk, 0, post={})
    refused(client, ping, "wagtailcore", "site", neighbours.other.site_id, 0, post={})
    foreign = {"revision_id": neighbours.theirs["published"].latest_revision_id}
    refused(client, ping, "wagtailcore", "page", mine.pk, 0, post=foreign)
    answer = client.post(reverse(ping, args=["wagtailcore", "page", mine.pk, session["session_id"]]), {})
    assert SECRET not in text_of(answer)
    client.post(reverse("wagtailadmin_editing_sessions:release", args=[session["session_id"]]))
    again = other.post(reverse(ping, args=["wagtailcore", "page", draft.pk, session["session_id"]])).json()
    assert again["session_id"] == session["session_id"]


def test_a_step_of_a_neighbours_workflow_is_not_taken_through_ones_own_page(neighbours, desk, mine):
    state = neighbours.theirs["state"].current_task_state
    own = submitted(neighbours.own, "Chờ duyệt", neighbours.contributor).content_object
    client = desk(neighbours.publisher)
    for page in (own, mine):
        refused(client, "wagtailadmin_pages:workflow_action", page.pk, "approve", state.pk, post={})
        refused(client, "wagtailadmin_pages:collect_workflow_action_data", page.pk, "reject", state.pk)
        refused(client, "wagtailadmin_pages:workflow_preview", page.pk, state.task_id + 1000)
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS


def test_an_id_of_the_wrong_form_is_not_found(neighbours, desk):
    client = desk(neighbours.editor)
    for path in ("pages/1x/edit/", "pages/-1/edit/", f"pages/{'9' * 25}/edit/", "images/1;2/", "pages/１/edit/"):
        assert client.get(reverse("wagtailadmin_home") + path).status_code == 404, path


# --- Pages that travel ---------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["copy", "create_alias", "move", "copy_for_translation", "delete", "publish"])
def test_the_admin_api_does_nothing_to_a_neighbours_page(neighbours, desk, action):
    before = list(Page.objects.order_by("pk").values_list("pk", "path", "live"))
    data = {"destination_page_id": home_of(neighbours.own).pk, "position": "first-child", "locale": "en"}
    client = desk(neighbours.admin)
    for page in (neighbours.theirs["published"], home_of(neighbours.other), home_of(neighbours.own).get_parent()):
        refused(client, "wagtailadmin_api:pages:action", page.pk, action, post=data)
    assert list(Page.objects.order_by("pk").values_list("pk", "path", "live")) == before


@pytest.mark.parametrize("action", ["copy", "create_alias", "move"])
def test_the_admin_api_puts_nothing_below_a_neighbours_page(neighbours, desk, mine, action):
    before = list(Page.objects.order_by("pk").values_list("pk", "path"))
    data = {"destination_page_id": neighbours.theirs["draft"].get_parent().pk, "position": "first-child"}
    refused(desk(neighbours.admin), "wagtailadmin_api:pages:action", mine.pk, action, post=data)
    assert list(Page.objects.order_by("pk").values_list("pk", "path")) == before


def test_who_may_not_publish_gets_no_published_copy(neighbours, desk, mine):
    client = desk(neighbours.editor)
    url = reverse("wagtailadmin_api:pages:action", args=[mine.pk, "copy"])
    client.post(url, {"destination_page_id": mine.get_parent().pk, "slug": "ban-sao", "keep_live": "true"})
    assert not Page.objects.filter(slug="ban-sao", live=True).exists()
    assert client.post(
        reverse("wagtailadmin_api:pages:action", args=[mine.pk, "create_alias"]), {"update_slug": "bi-danh"}
    ).status_code in (400, 403)
    form = {"new_title": "Bản sao", "new_slug": "ban-sao-2", "new_parent_page": mine.get_parent().pk}
    client.post(reverse("wagtailadmin_pages:copy", args=[mine.pk]), form | {"publish_copies": "on", "alias": "on"})
    assert not Page.objects.filter(slug="ban-sao-2", live=True).exists()


def test_whoever_may_not_publish_cannot_by_naming_the_button(neighbours, desk):
    draft = make_article(neighbours.own, "Chưa duyệt", live=False)
    response = edit(desk(neighbours.editor), draft, **{"action-publish": "action-publish"})
    assert response.status_code in (200, 302, 403)
    assert not Page.objects.get(pk=draft.pk).live


# --- Files ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", ["wagtailimages:add", "wagtailimages:add_multiple", "wagtailimages_chooser:create"])
def test_an_upload_lands_in_the_own_collection_whatever_the_form_says(neighbours, desk, view):
    field = {"wagtailimages:add_multiple": "files[]", "wagtailimages_chooser:create": "image-chooser-upload-file"}
    prefix = "image-chooser-upload-" if view.endswith("create") else ""
    data = {
        f"{prefix}title": "Tải lên",
        f"{prefix}alt_text": "x",
        f"{prefix}collection": neighbours.other.collection_id,
        field.get(view, "file"): get_test_image_file(),
    }
    desk(neighbours.editor).post(reverse(view), data, headers={"x-requested-with": "XMLHttpRequest"})
    made = get_image_model().objects.filter(title__in=["Tải lên", "test"])
    assert not made.filter(collection=neighbours.other.collection).exists()
    assert all(image.collection.path.startswith(neighbours.own.collection.path) for image in made)


def test_an_image_like_a_neighbours_is_not_said_to_be_there_already(neighbours, desk):
    theirs = neighbours.theirs["image"]
    theirs._set_file_hash()
    theirs.save()
    data = {"title": "Cùng hình", "alt_text": "x", "files[]": get_test_image_file()}
    client = desk(neighbours.editor)
    response = client.post(reverse("wagtailimages:add_multiple"), data, headers={"x-requested-with": "XMLHttpRequest"})
    assert SECRET not in text_of(response)
    assert "duplicate" not in response.json() or not response.json()["duplicate"]


def test_a_collection_is_not_made_or_moved_below_a_neighbours(neighbours, desk):
    client = desk(neighbours.admin)
    own = neighbours.own.collection.add_child(name="Của xã")
    form = {"name": "Chen vào", "parent": neighbours.other.collection_id}
    response = client.post(reverse("wagtailadmin_collections:add"), form)
    assert SECRET not in text_of(response)
    client.post(reverse("wagtailadmin_collections:edit", args=[own.pk]), form)
    assert not Collection.objects.get(pk=neighbours.other.collection_id).get_children().exists()


def test_a_file_for_the_signed_in_is_for_the_signed_in_of_its_unit(neighbours, desk):
    document = get_document_model().objects.create(
        title="Nội bộ", file=get_test_image_file("noi-bo.pdf"), collection=neighbours.other.collection
    )
    neighbours.other.collection.view_restrictions.create(restriction_type="login")
    assert desk(neighbours.editor).get(document.url).status_code == 404
    assert desk(neighbours.other_editor).get(document.url).status_code == 200
    half = Client(headers={"host": settings.ADMIN_HOST})
    half.force_login(neighbours.other_admin, backend="portal.accounts.backends.PortalBackend")
    assert half.get(document.url).status_code == 302
    assert Client(headers={"host": settings.ADMIN_HOST}).get(document.url).status_code == 302


# --- Questions asked by filters ------------------------------------------------------------------


def test_a_filter_by_what_is_a_neighbours_finds_nothing(neighbours, desk):
    client = desk(neighbours.admin)
    other, theirs = neighbours.other_editor.pk, neighbours.theirs
    home = home_of(neighbours.own).pk
    for name, args, query in (
        ("wagtailadmin_explore", [home], {"owner": other}),
        ("wagtailadmin_explore", [home], {"edited_by": other}),
        ("wagtailadmin_explore", [home], {"site": neighbours.other.site_id}),
        ("wagtailadmin_explore", [home], {"q": SECRET[:3], "ordering": "owner__password"}),
        ("wagtailadmin_pages:search", [], {"q": "chờ duyệt"}),
        ("wagtailimages:index", [], {"collection_id": neighbours.other.collection_id}),
        ("wagtailimages:index", [], {"tag": f"{'x'}-nhan"}),
        ("wagtaildocs:index", [], {"collection_id": neighbours.other.collection_id, "ordering": "-file"}),
        ("wagtailimages_chooser:choose_results", [], {"collection_id": neighbours.other.collection_id}),
        ("wagtailadmin_reports:workflow", [], {"workflow": theirs["workflow"].pk, "requested_by": other}),
        ("wagtailadmin_reports:locked_pages", [], {"locked_by": other}),
        ("wagtailadmin_reports:aging_pages", [], {"last_published_by": other}),
        ("wagtailadmin_reports:site_history", [], {"user": other}),
    ):
        shown(client, name, *args, query="?" + urlencode(query))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_of_a_report_holds_the_own_rows_only(neighbours, desk, form):
    client = desk(neighbours.admin)
    for name in ("site_history", "locked_pages", "aging_pages", "page_types_usage", "workflow", "workflow_tasks"):
        response = client.get(reverse(f"wagtailadmin_reports:{name}"), {"export": form})
        assert response.status_code == 200, name
        assert SECRET.encode() not in response.getvalue(), name


def test_a_step_made_for_one_units_workflow_is_named_to_that_unit_only(neighbours, desk):
    task = Task.objects.create(name=f"{SECRET} bước riêng")
    WorkflowTask.objects.create(workflow=neighbours.theirs["workflow"], task=task, sort_order=9)
    for view in ("workflow_tasks", "workflow_tasks_results"):
        shown(desk(neighbours.admin), f"wagtailadmin_reports:{view}", query=f"?task={task.pk}")
    page = desk(neighbours.other_admin).get(reverse("wagtailadmin_reports:workflow_tasks"))
    assert f"{SECRET} bước riêng" in page.content.decode()


def test_the_admin_api_answers_no_question_about_a_neighbour(neighbours, desk):
    client, other = desk(neighbours.admin), home_of(neighbours.other).pk
    for kind in ("pages", "images", "documents"):
        refused(client, f"wagtailadmin_api:{kind}:find", query="?id=all")
        assert client.get(reverse(f"wagtailadmin_api:{kind}:listing"), {"id": "all"}).status_code in (200, 400)
    refused(client, "wagtailadmin_api:pages:find", query=f"?id={neighbours.theirs['draft'].pk}")
    for query in ({"child_of": other}, {"descendant_of": other}, {"ancestor_of": other}, {"translation_of": other}):
        response = client.get(reverse("wagtailadmin_api:pages:listing"), query)
        assert response.status_code in (400, 404) or response.json()["meta"]["total_count"] == 0, query
        assert SECRET not in text_of(response)
    folder = home_of(neighbours.own).get_parent().pk
    response = client.get(reverse("wagtailadmin_api:pages:detail", args=[folder]), {"fields": "*"})
    assert "Tân Trào" not in text_of(response)


# --- The way in and out --------------------------------------------------------------------------


def test_no_header_turns_a_look_into_an_act(neighbours, desk, mine):
    client = desk(neighbours.admin)
    for method in ("get", "head", "options"):
        for extra in ({"x-http-method-override": "POST"}, {"x-method-override": "DELETE"}):
            getattr(client, method)(reverse("wagtailadmin_pages:delete", args=[mine.pk]), headers=extra)
    assert Page.objects.filter(pk=mine.pk).exists()
    theirs = reverse("wagtailadmin_pages:delete", args=[neighbours.theirs["draft"].pk])
    for method in ("head", "options", "put", "patch", "delete", "trace"):
        response = getattr(client, method)(theirs)
        assert response.status_code == 404, method
        assert SECRET not in response.content.decode()
    assert Page.objects.filter(pk=neighbours.theirs["draft"].pk).exists()


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test/", r"\\evil.test", "javascript:alert(1)"])
def test_nobody_is_led_to_another_host(neighbours, desk, mine, elsewhere):
    client = desk(neighbours.editor)
    for url, data in (
        (reverse("units_work_in"), {"unit": neighbours.own.uuid, "next": elsewhere}),
        (reverse("wagtailadmin_pages:lock", args=[mine.pk]), {"next": elsewhere}),
        (reverse("wagtailadmin_pages:unlock", args=[mine.pk]), {"next": elsewhere}),
        (reverse("wagtailadmin_login"), {"next": elsewhere}),
        (reverse("wagtailadmin_logout"), {"next": elsewhere}),
    ):
        for answer in (client.post(f"{url}?{urlencode({'next': elsewhere})}", data), client.get(url, data)):
            target = answer.headers.get("Location", "/admin/")
            assert target.startswith("/admin/"), (url, target)


def test_a_person_suspended_while_working_is_out_at_the_next_click(neighbours, desk):
    client = desk(neighbours.editor)
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    desk(neighbours.admin).post(reverse("units_people:suspend", args=[neighbours.editor.pk]))
    answer = client.get(reverse("wagtailadmin_home"))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("wagtailadmin_login"))


def test_a_role_that_ends_while_a_form_is_open_saves_nothing(neighbours, desk, mine):
    client = desk(neighbours.editor)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[mine.pk])).status_code == 200
    neighbours.editor.roles.all().delete()
    neighbours.editor.roles.create(unit=neighbours.other, role=Role.EDITOR)
    assert edit(client, mine, summary="Muộn").status_code == 404
    assert ArticlePage.objects.get(pk=mine.pk).latest_revision_id == mine.latest_revision_id


def test_no_api_stands_open_to_the_public(neighbours, visit):
    host = neighbours.own.hosts.get().host
    for path in ("/api/v2/pages/", "/api/v2/images/", "/api/v3/pages/", "/api/main/pages/", "/documents/"):
        for at in (host, settings.ADMIN_HOST):
            assert visit(at, path).status_code == 404, (at, path)
    for name in ("pages", "images", "documents"):
        answer = visit(settings.ADMIN_HOST, reverse(f"wagtailadmin_api:{name}:listing"))
        assert answer.status_code in (302, 401, 403)


def test_an_address_without_a_field_is_asked_for_again(neighbours, desk):
    client = desk(neighbours.editor)
    assert client.post(reverse("wagtailadmin_choose_page_external_link"), {}).status_code == 200
    data = {"external-link-chooser-url": "https://example.test/", "external-link-chooser-link_text": "x"}
    assert "example.test" in client.post(reverse("wagtailadmin_choose_page_external_link"), data).content.decode()


def test_the_place_of_a_new_page_is_chosen_among_the_own(neighbours, desk):
    client = desk(neighbours.editor)
    url = reverse("wagtailadmin_pages:choose_parent", args=["newsroom", "articlepage"])
    make_article(neighbours.own, "A")
    assert SECRET not in client.get(url).content.decode()
    there = neighbours.theirs["draft"].get_parent().pk
    assert client.post(url, {"parent_page": there}).status_code in (200, 404)
    assert image_of(neighbours.own, "x").pk


@pytest.mark.parametrize("junk", ["\x00", "%", "'\"\\", "ế" * 5000, "all"])
def test_junk_in_a_question_gets_an_answer(neighbours, desk, junk):
    client = desk(neighbours.admin)
    for name, parameter in (
        ("units_people:list", "q"),
        ("units_people:list", "p"),
        ("units_work_in", "q"),
        ("wagtailadmin_tag_autocomplete", "term"),
        ("wagtailadmin_choose_page_search", "q"),
        ("wagtailadmin_home", "don-vi"),
        ("units_audit", "subject"),
    ):
        answer = client.get(reverse(name), {parameter: junk})
        assert answer.status_code in (200, 403, 404), (name, answer.status_code)
        assert SECRET not in text_of(answer)
