"""A unit's ordinary work, done on its own things: what must go on being allowed."""

from typing import Any

from django.core import mail
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page
from wagtail.snippets.models import get_snippet_models
from wagtail_localize.models import Translation

from portal.media.models import PortalDocument, PortalImage
from sites.documents.models import GazetteIssue
from sites.newsroom.models import Alert, ArticlePage, Genre, RoyaltyRate, Story
from sites.units.enums import Role
from sites.units.models import Invitation, UnitSettings

from .furnish import picture
from .work import Worker, expect, job

EDITORS = (Role.EDITOR, Role.PUBLISHER, Role.UNIT_ADMIN)
PUBLISHERS = (Role.PUBLISHER, Role.UNIT_ADMIN)
ADMINS = (Role.UNIT_ADMIN,)
# Money follows from these.
SET_BY_PUBLISHERS = (Genre, RoyaltyRate)


def _section(worker: Worker) -> Page:
    return worker.estate.pages["section"]


def new_article(worker: Worker, **extra: Any) -> ArticlePage:
    place = ("newsroom", "articlepage", _section(worker).pk)
    data = worker.form("wagtailadmin_pages:add", *place)
    worker.sends("wagtailadmin_pages:add", *place, **data | {"title": "Tin mới", "slug": "tin-moi"} | extra)
    page = ArticlePage.objects.filter(slug="tin-moi").first()
    expect(page is not None, "the new article was not saved")
    return page


@job()
def look_around(worker: Worker) -> None:
    page = worker.estate.pages["published"]
    worker.opens("wagtailadmin_home")
    worker.opens("wagtailadmin_explore", _section(worker).pk, shows=page.title)
    worker.opens("wagtailadmin_explore_results", _section(worker).pk, shows=page.title)
    worker.opens("wagtailadmin_pages:search", query="?q=qanhqiem", shows=page.title)
    worker.opens("wagtailadmin_pages:type_use", "newsroom", "articlepage", shows=page.title)
    worker.opens("wagtailadmin_account")


@job()
def choose_where_a_new_page_goes(worker: Worker) -> None:
    kind = ("newsroom", "articlepage")
    place = reverse("wagtailadmin_pages:add", args=[*kind, _section(worker).pk])
    # Where there is only one place, it is chosen without asking.
    straight = worker.visitor.do("GET", reverse("wagtailadmin_pages:choose_parent", args=kind))
    expect(place in straight.location, f"the only place was not taken: {straight.status} {straight.location}")
    kind = ("pages", "standardpage")
    worker.opens("wagtailadmin_pages:choose_parent", *kind)
    home = worker.estate.pages["home"].pk
    answer = worker.sends("wagtailadmin_pages:choose_parent", *kind, parent_page=home)
    place = reverse("wagtailadmin_pages:add", args=[*kind, home])
    expect(place in answer.location, f"the chosen place was not taken: {answer.status} {answer.location}")


@job()
def write_an_article(worker: Worker) -> None:
    image, document = worker.estate.things["image"][0], worker.estate.things["document"][0]
    page = new_article(worker, lead_image=image.pk)
    expect(not page.live and page.lead_image_id == image.pk, "the draft is not as it was written")
    data = worker.form("wagtailadmin_pages:edit", page.pk)
    block = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-id": "",
        "body-0-type": "attachment",
        "body-0-value-document": document.pk,
        "body-0-value-title": "Tệp",
    }
    link = {
        "related_links-TOTAL_FORMS": 1,
        "related_links-0-page": worker.estate.pages["published"].pk,
        "related_links-0-ORDER": 1,
        "related_links-0-id": "",
    }
    worker.sends("wagtailadmin_pages:edit", page.pk, **data | block | link | {"title": "Tin đã sửa"})
    page.refresh_from_db()
    draft = page.get_latest_revision_as_object()
    expect(draft.title == "Tin đã sửa" and len(draft.body) == 1, "the change was not saved")
    expect(draft.related_links.count() == 1, "the link to a page of one's own was not saved")


@job()
def work_at_the_desk(worker: Worker) -> None:
    worker.opens("newsroom_desk:board")
    worker.sends("newsroom_desk:new", title="Đề tài mới", notes="", genre="", section="")
    story = Story.objects.filter(title="Đề tài mới").first()
    expect(story is not None, "the new story was not saved")
    worker.opens("newsroom_desk:story", story.pk, shows="mới")
    worker.sends("newsroom_desk:take", story.pk)
    worker.sends("newsroom_desk:write", story.pk, section=_section(worker).pk)
    expect(ArticlePage.objects.filter(title="Đề tài mới").exists(), "the story's article was not made")
    worker.opens("newsroom_statistics:unit", query="?export=xlsx")


@job()
def preview_and_look_back(worker: Worker) -> None:
    page = new_article(worker)
    data = worker.form("wagtailadmin_pages:edit", page.pk)
    answer = worker.sends("wagtailadmin_pages:preview_on_edit", page.pk, **data)
    expect('"is_valid": true' in answer.text, "the preview was refused")
    worker.opens("wagtailadmin_pages:view_draft", page.pk)
    worker.opens("wagtailadmin_pages:history", page.pk)
    worker.opens("wagtailadmin_pages:usage", page.pk)
    revision = page.get_latest_revision()
    worker.opens("wagtailadmin_pages:revisions_view", page.pk, revision.pk)
    worker.opens("wagtailadmin_pages:revisions_compare", page.pk, "earliest", "latest")


@job()
def link_to_what_a_neighbour_has_published(worker: Worker) -> None:
    page = worker.neighbour.pages["published"]
    made = new_article(
        worker,
        **{
            "related_links-TOTAL_FORMS": 1,
            "related_links-0-page": page.pk,
            "related_links-0-ORDER": 1,
            "related_links-0-id": "",
        },
    )
    draft = made.get_latest_revision_as_object()
    expect([link.page_id for link in draft.related_links.all()] == [page.pk], "the link was not saved")


@job(*EDITORS)
def lock_a_page(worker: Worker) -> None:
    page = worker.estate.pages["draft"]
    worker.sends("wagtailadmin_pages:lock", page.pk)
    page.refresh_from_db()
    expect(page.locked, "the page was not locked")
    worker.sends("wagtailadmin_pages:unlock", page.pk)
    page.refresh_from_db()
    expect(not page.locked, "the page was not unlocked again")


@job(*EDITORS)
def move_and_copy_a_page(worker: Worker) -> None:
    page, section = worker.estate.pages["draft"], _section(worker)
    worker.opens("wagtailadmin_pages:move", page.pk)
    worker.opens("wagtailadmin_pages:move_confirm", page.pk, section.pk)
    worker.opens("wagtailadmin_pages:copy", page.pk)
    worker.sends(
        "wagtailadmin_pages:copy",
        page.pk,
        new_title="Bản sao",
        new_slug="ban-sao-moi",
        new_parent_page=section.pk,
    )
    expect(Page.objects.filter(slug="ban-sao-moi").exists(), "the copy was not made")


@job(*EDITORS)
def delete_a_draft(worker: Worker) -> None:
    page = new_article(worker)
    worker.opens("wagtailadmin_pages:delete", page.pk)
    worker.sends("wagtailadmin_pages:delete", page.pk)
    expect(not Page.objects.filter(pk=page.pk).exists(), "the draft was not deleted")


@job(*PUBLISHERS)
def act_on_several_pages(worker: Worker) -> None:
    pages = [worker.estate.pages["draft"], worker.estate.pages["published"]]
    query = "?" + "&".join(f"id={page.pk}" for page in pages)
    names = ("wagtailcore", "page", "unpublish")
    worker.opens("wagtail_bulk_action", *names, query=query)
    worker.sends("wagtail_bulk_action", *names, query=query)
    expect(not Page.objects.get(pk=pages[1].pk).live, "the page was not unpublished")


@job()
def choose_things(worker: Worker) -> None:
    estate = worker.estate
    page, image, document = estate.pages["published"], estate.things["image"][0], estate.things["document"][0]
    worker.opens("wagtailadmin_choose_page")
    worker.opens("wagtailadmin_choose_page_child", _section(worker).pk, shows=page.title)
    worker.opens("wagtailadmin_choose_page_search", query="?q=qanhqiem", shows=page.title)
    worker.opens("wagtailimages_chooser:choose", shows=image.title)
    worker.opens("wagtailimages_chooser:choose_results", shows=image.title)
    worker.opens("wagtailimages_chooser:chosen", image.pk, shows=image.title)
    worker.opens("wagtaildocs_chooser:choose", shows=document.title)
    worker.opens("wagtaildocs_chooser:chosen", document.pk, shows=document.title)
    worker.opens("wagtailadmin_tag_autocomplete", query="?term=qanh")


@job()
def upload_files(worker: Worker) -> None:
    collection = worker.estate.unit.collection_id
    worker.sends(
        "wagtailimages:add",
        title="Ảnh mới",
        description="Một ảnh",
        file=picture((1, 2, 3), "anh-moi"),
        collection=collection,
        **dict.fromkeys(("caption", "credit", "tags"), ""),
    )
    expect(PortalImage.objects.filter(title="Ảnh mới", collection=collection).exists(), "no image was made")
    worker.sends(
        "wagtaildocs:add",
        title="Tệp mới",
        file=_text_file(),
        collection=collection,
        tags="",
    )
    expect(PortalDocument.objects.filter(title="Tệp mới", collection=collection).exists(), "no file was made")
    worker.opens("wagtailimages:index")
    worker.opens("wagtaildocs:index")


def _text_file() -> Any:
    return ContentFile("nội dung".encode(), name="tep-moi.txt")


@job(*EDITORS)
def edit_files(worker: Worker) -> None:
    image, document = worker.estate.things["image"][0], worker.estate.things["document"][0]
    data = worker.form("wagtailimages:edit", image.pk)
    worker.sends("wagtailimages:edit", image.pk, **data | {"title": "Tên khác", "description": "Mô tả"})
    image.refresh_from_db()
    expect(image.title == "Tên khác", "the image was not changed")
    data = worker.form("wagtaildocs:edit", document.pk)
    worker.sends("wagtaildocs:edit", document.pk, **data | {"title": "Tên khác"})
    document.refresh_from_db()
    expect(document.title == "Tên khác", "the document was not changed")
    worker.opens("wagtailimages:delete", image.pk)


@job(*EDITORS)
def read_reports(worker: Worker) -> None:
    for name in ("locked_pages", "workflow", "workflow_tasks", "site_history", "aging_pages", "page_types_usage"):
        worker.opens(f"wagtailadmin_reports:{name}")
        worker.opens(f"wagtailadmin_reports:{name}", query="?export=xlsx")
    worker.opens("wagtailadmin_reports:locked_pages", shows=worker.estate.pages["locked"].title)
    worker.opens("wagtailadmin_reports:site_history", shows=worker.estate.pages["draft"].title)


@job(*EDITORS)
def translate_a_page(worker: Worker) -> None:
    page = worker.estate.pages["draft"]
    worker.opens("wagtail_localize:submit_page_translation", page.pk)
    english = Locale.objects.get(language_code="en")
    worker.sends("wagtail_localize:submit_page_translation", page.pk, locales=[english.pk])
    made = Translation.objects.filter(source__object_id=page.translation_key).first()
    expect(made is not None, "the translation was not started")
    target = made.get_target_instance()
    worker.opens("wagtailadmin_pages:edit", target.pk)
    segment = worker.estate.things["string_segment"][0]
    translation = worker.estate.things["translation"][0]
    answer = worker.visitor.do(
        "PUT",
        reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk]),
        {"value": "Translated"},
    )
    expect(answer.status < 400, f"the string was refused: {answer.status}")


@job()
def work_with_snippets(worker: Worker) -> None:
    for model in get_snippet_models():
        things = worker.estate.things.get(model._meta.label_lower, [])
        names = f"wagtailsnippets_{model._meta.app_label}_{model._meta.model_name}"
        if not things:
            continue
        worker.opens(f"{names}:list", shows=str(things[0]))
        chooser = names.replace("wagtailsnippets", "wagtailsnippetchoosers")
        # The units of the scanner share so many issues of a gazette that they fill more than a page.
        query = f"?q={things[-1].number.split()[0]}" if model is GazetteIssue else ""
        worker.opens(f"{chooser}:choose")
        worker.opens(f"{chooser}:choose_results", query=query, shows=str(things[-1]))
        worker.opens(f"{names}:history", things[0].pk)
        if worker.role in (PUBLISHERS if model in SET_BY_PUBLISHERS else EDITORS):
            data = worker.form(f"{names}:edit", things[0].pk)
            worker.sends(f"{names}:edit", things[0].pk, **data)


@job(*PUBLISHERS)
def deal_with_a_comment_on_a_draft(worker: Worker) -> None:
    comment = worker.estate.things["documents.consultationcomment"][0]
    worker.opens("documents_consultations:comments", comment.consultation_id, shows=comment.body[:20])
    worker.opens("documents_consultations:comment", comment.pk, shows=comment.contact)
    worker.sends("documents_consultations:answer", comment.pk, verdict="accepted", answer="Đã bổ sung.")
    worker.sends("documents_consultations:show", comment.pk)
    comment.refresh_from_db()
    expect((comment.state, comment.answer) == ("shown", "Đã bổ sung."), "the comment was not dealt with")


@job(*PUBLISHERS)
def put_up_an_alert_and_take_it_off(worker: Worker) -> None:
    worker.opens("newsroom_alerts:list", shows=worker.estate.things["newsroom.alert"][0].text)
    data = worker.form("newsroom_alerts:add")
    worker.sends("newsroom_alerts:add", **data | {"severity": "warning", "text": "Cấm đường", "audience": "subtree"})
    made = Alert.objects.filter(unit=worker.estate.unit, text="Cấm đường").first()
    expect(made is not None, "the alert was not put up")
    worker.sends("newsroom_alerts:take_off", made.pk)
    made.refresh_from_db()
    expect(made.withdrawn_at is not None, "the alert was not taken off")


@job(*PUBLISHERS)
def keep_the_royalties(worker: Worker) -> None:
    closed, is_open = sorted(worker.estate.things["newsroom.royaltymonth"], key=lambda row: row.month)
    was, line = worker.estate.things["newsroom.royaltyline"]
    worker.opens("newsroom_royalties:months", shows="10/2026")
    worker.opens("newsroom_royalties:sheet", f"{closed.month:%Y-%m}", shows=was.name)
    worker.opens("newsroom_royalties:xlsx", f"{is_open.month:%Y-%m}")
    worker.sends("newsroom_royalties:line", line.pk, amount=200_000, reason="Bài công phu")
    line.refresh_from_db()
    expect(line.amount == 200_000, "the amount was not changed")
    worker.sends("newsroom_royalties:close", f"{is_open.month:%Y-%m}")
    is_open.refresh_from_db()
    expect(is_open.is_closed, "the month was not closed")


@job()
def look_at_what_one_got(worker: Worker) -> None:
    shown = worker.estate.things["newsroom.royaltyline"][0].entry.title if worker.role == Role.EDITOR else ""
    worker.opens("newsroom_royalties:own", shows=shown)


@job(*ADMINS)
def invite_a_colleague(worker: Worker) -> None:
    worker.opens("units_people:list", shows=worker.estate.people[Role.EDITOR].full_name)
    worker.sends(
        "units_people:invite", full_name="Người mới", email="nguoi-moi@example.test", role=Role.EDITOR, until=""
    )
    expect(Invitation.objects.filter(email="nguoi-moi@example.test").exists(), "no invitation was made")
    expect(any("nguoi-moi@example.test" in message.to for message in mail.outbox), "no mail was sent")


@job(*ADMINS)
def give_and_end_a_role(worker: Worker) -> None:
    person = worker.estate.people[Role.CONTRIBUTOR]
    worker.sends("units_people:give", person.pk, role=Role.EDITOR, until="")
    given = person.roles.filter(unit=worker.estate.unit, role=Role.EDITOR).first()
    expect(given is not None, "the role was not given")


@job(*ADMINS)
def redirect_an_address(worker: Worker) -> None:
    worker.opens("wagtailredirects:index", shows=worker.estate.things["redirect"][0].old_path.strip("/"))
    worker.sends(
        "wagtailredirects:add",
        old_path="/cu",
        redirect_link="https://example.test/moi/",
        redirect_page="",
        is_permanent="on",
    )
    made = Redirect.objects.filter(old_path="/cu").first()
    expect(made is not None and made.site_id == worker.estate.unit.site_id, "the redirect was not made")


@job(*ADMINS)
def change_the_settings(worker: Worker) -> None:
    data = worker.form("units_settings")
    worker.sends("units_settings", **data | {"site_title": "Tên trang mới"})
    expect(UnitSettings.objects.get(unit=worker.estate.unit).site_title == "Tên trang mới", "nothing was saved")
    worker.opens("units_menu")
    worker.opens("pages_blueprint:overview")
    worker.sends("pages_blueprint:footer", title="Lời riêng của xã", title_en="")
    own = UnitSettings.objects.get(unit=worker.estate.unit).parts("footer")
    expect(own["note"]["title"] == "Lời riêng của xã", "the foot was not kept")
    worker.opens("units_checklist")
    worker.sends("units_checklist", points=["summary"])
