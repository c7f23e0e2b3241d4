"""Fills a unit with one of everything, each thing under a marker of its own."""

import io
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as Picture
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import (
    CollectionViewRestriction,
    Comment,
    CommentReply,
    GroupApprovalTask,
    Locale,
    Page,
    PageViewRestriction,
    UploadedFile,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail_localize.models import (
    OverridableSegment,
    String,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from portal.media.models import PortalDocument, PortalImage
from sites.documents.models import ConsultationComment
from sites.newsroom.models import (
    ArticlePage,
)
from sites.units.enums import Role
from sites.units.models import MachineDrafts, UnitWorkflow
from sites.units.models.machine_drafts import DraftingState
from tests.factories.units import home_of

from . import anything
from .estate import Estate
from .furnish_newsroom import add_alerts, add_flow, add_royalties
from .markers import NEEDLE

# An image shows its owner by its colour, which survives being resized and renamed.
COLOURS = {"own": (20, 120, 220), "neighbour": (222, 33, 99), "district": (60, 160, 60), "department": (200, 180, 20)}


def furnish(estate: Estate, *, whole: bool) -> None:
    """Give a unit content, files, workflow and history; `whole` adds what only the neighbour is asked for."""
    estate.add("unit", estate.unit)
    estate.add("site", estate.unit.site)
    add_files(estate)
    add_workflow(estate)
    add_pages(estate)
    add_history(estate)
    add_redirects(estate)
    add_groups(estate)
    add_alerts(estate)
    add_royalties(estate)
    add_flow(estate)
    if whole:
        add_translation(estate)
    anything.add_the_rest(estate)
    add_comments(estate)
    for thing in [thing for kind in anything.snippet_kinds() for thing in estate.things[kind]]:
        if getattr(thing, "awaits_review", False):
            start_review(estate, estate.things["workflow"][0], thing)
        estate.things.setdefault("revision", []).extend(getattr(thing, "revisions", Page.objects.none()).all())


def picture(colour: tuple[int, int, int], name: str) -> ContentFile:
    data = io.BytesIO()
    Picture.new("RGB", (64, 48), colour).save(data, "PNG")
    return ContentFile(data.getvalue(), name=f"{name}.png")


def add_files(estate: Estate) -> None:
    collection = estate.add("collection", estate.unit.collection)
    closed = estate.add("collection", collection.add_child(name=estate.word("collection")))
    restriction = CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    estate.add("collection_restriction", restriction)
    uploader = estate.people[Role.EDITOR]
    for place in (collection, closed):
        # Who has the address of a file in an open collection may read it, as with anything on a public page.
        is_open = place == collection
        image = PortalImage(
            title=estate.word("image"),
            description=estate.word("image:description"),
            caption=estate.word("image:caption"),
            file=picture(COLOURS[estate.key], estate.bare("image:file")),
            collection=place,
            uploaded_by_user=uploader,
        )
        image.save()
        image.tags.add(estate.bare("image:tag"), NEEDLE)
        estate.add("image", image)
        document = PortalDocument(
            title=estate.word("document"),
            file=ContentFile(
                estate.word("document:text", public=is_open).encode(),
                name=f"{estate.bare('document:file', public=is_open)}.txt",
            ),
            collection=place,
            uploaded_by_user=uploader,
        )
        document.save()
        document.tags.add(estate.bare("document:tag"), NEEDLE)
        estate.add("document", document)
        estate.things.setdefault("tag", []).extend(
            tag for thing in (image, document) for tag in thing.tags.exclude(name=NEEDLE)
        )
    estate.add("rendition", estate.things["image"][1].get_rendition("width-32"))
    for model, kind in ((PortalImage, "uploaded_image"), (PortalDocument, "uploaded_document")):
        name = f"{estate.bare('upload:file')}.png"
        upload = UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model),
            file=picture(COLOURS[estate.key], name),
            uploaded_by_user=uploader,
        )
        estate.add(kind, upload)


def add_workflow(estate: Estate) -> None:
    """The unit's own workflow under a marked name, and a step that the platform made for it by hand."""
    link = UnitWorkflow.objects.get(unit=estate.unit)
    workflow = estate.add("workflow", link.workflow)
    workflow.name = estate.word("workflow")
    workflow.save()
    special = estate.add("task", GroupApprovalTask.objects.create(name=estate.word("task")))
    special.groups.set([estate.unit.role_groups.get(role=Role.PUBLISHER).group])
    WorkflowTask.objects.create(workflow=workflow, task=special, sort_order=9)
    estate.things["task"] += [step.task for step in workflow.workflow_tasks.exclude(task=special)]
    estate.things["workflow_page"] = list(WorkflowPage.objects.filter(workflow=workflow))


def article(estate: Estate, name: str, *, public: bool = False, live: bool = True) -> ArticlePage:
    section = home_of(estate.unit).get_children().get(slug="tin-tuc")
    page = ArticlePage(
        title=estate.word(f"page:{name}", public=public),
        summary=estate.word(f"page:{name}:summary", public=public),
        author_name=estate.bare(f"page:{name}:author") if not public else "",
        body=[("text", f"<p>{estate.word(f'page:{name}:body', public=public)}</p>")],
        live=live,
        locale=section.locale,
        owner=estate.people[Role.EDITOR],
        lead_image=None if public else estate.things["image"][0],
    )
    section.add_child(instance=page)
    page.tags.add(estate.markers.new(estate.key, f"page:{name}:tag", public=public), NEEDLE)
    page.save()
    page.save_revision(user=estate.people[Role.EDITOR], log_action=True)
    estate.things.setdefault("tag", []).extend(page.tags.exclude(name=NEEDLE))
    estate.pages[name] = page
    return estate.add("page", page)


def add_pages(estate: Estate) -> None:
    """Pages in every state that the admin knows."""
    editor, publisher = estate.people[Role.EDITOR], estate.people[Role.PUBLISHER]
    home = home_of(estate.unit)
    estate.pages["home"] = home
    estate.pages["section"] = home.get_children().get(slug="tin-tuc").specific

    article(estate, "published", public=True)
    edited = article(estate, "edited", public=True)
    edited.title = estate.word("page:unpublished-revision")
    edited.save_revision(user=editor, log_action=True)
    article(estate, "draft", live=False)

    private = article(estate, "private")
    restriction = PageViewRestriction.objects.create(page=private, restriction_type="password", password="mo-ra")
    estate.add("page_restriction", restriction)

    scheduled = article(estate, "scheduled", live=False)
    scheduled.go_live_at = timezone.now() + timedelta(days=7)
    revision = scheduled.save_revision(user=editor)
    # By a program: what was approved is put on line on its day in nobody's name.
    revision.publish()
    scheduled.refresh_from_db()

    locked = article(estate, "locked", live=False)
    locked.locked, locked.locked_by, locked.locked_at = True, publisher, timezone.now()
    locked.save()

    commented = article(estate, "commented", live=False)
    comment = Comment.objects.create(page=commented, user=editor, text=estate.word("comment"), contentpath="title")
    estate.add("comment", comment)
    CommentReply.objects.create(comment=comment, user=publisher, text=estate.word("comment:reply"))

    waiting = article(estate, "in_workflow", live=False)
    workflow = estate.things["workflow"][0]
    start_review(estate, workflow, waiting)

    alias = estate.pages["published"].create_alias(parent=estate.pages["section"], update_slug="ban-sao", user=None)
    estate.pages["alias"] = estate.add("page", alias)
    for page in list(estate.pages.values()):
        estate.things.setdefault("revision", []).extend(page.revisions.all())


def start_review(estate: Estate, workflow: Workflow, thing: Any) -> None:
    """Submit a thing; somebody has already said something at the first step."""
    state = estate.add("workflow_state", workflow.start(thing, estate.people[Role.EDITOR]))
    first = estate.add("task_state", state.current_task_state)
    first.comment = estate.word("task_state:comment")
    first.save()


def add_history(estate: Estate) -> None:
    """Log entries of pages and other things, and somebody who has a page open right now."""
    editor = estate.people[Role.EDITOR]
    for name in ("draft", "published"):
        log(
            estate.pages[name],
            "wagtail.rename",
            user=editor,
            data={"title": {"old": estate.word("log:data"), "new": estate.word("log:data")}},
        )
    log(estate.things["image"][0], "wagtail.edit", user=editor, title=estate.word("log:label"))
    log(editor, "wagtail.edit", user=estate.people[Role.UNIT_ADMIN], title=estate.word("log:label"))
    draft = estate.pages["draft"]
    session = EditingSession.objects.create(
        user=editor,
        content_type=ContentType.objects.get_for_model(draft),
        object_id=str(draft.pk),
        last_seen_at=timezone.now(),
    )
    estate.add("editing_session", session)


def add_redirects(estate: Estate) -> None:
    for page in (None, estate.pages["draft"]):
        redirect = Redirect.objects.create(
            old_path=f"/{estate.bare('redirect:from')}",
            site=estate.unit.site,
            redirect_link="" if page else f"/{estate.bare('redirect:to')}/",
            redirect_page=page,
        )
        estate.add("redirect", redirect)


def add_groups(estate: Estate) -> None:
    """The groups derived from the roles, and one that somebody made by hand to restrict a page to."""
    for derived in estate.unit.role_groups.all():
        estate.add("group", derived.group)
    readers = estate.add("group", Group.objects.create(name=estate.word("group")))
    restriction = PageViewRestriction.objects.create(page=estate.pages["commented"], restriction_type="groups")
    restriction.groups.add(readers)
    estate.add("page_restriction", restriction)


def add_comments(estate: Estate) -> None:
    """On each draft open for comment, something that nobody has let be yet."""
    for consultation in estate.things["documents.consultation"]:
        comment = ConsultationComment.objects.create(
            consultation=consultation,
            body=estate.word("comment:body"),
            name=estate.word("comment:name"),
            contact=estate.word("comment:contact"),
            provision=estate.word("comment:provision"),
        )
        estate.add("documents.consultationcomment", comment)


def add_translation(estate: Estate) -> None:
    """A draft under translation into English, with a string translated and a field overridden."""
    draft = estate.pages["commented"]
    source, _created = TranslationSource.update_or_create_from_instance(draft)
    estate.add("translation_source", source)
    english = Locale.objects.get(language_code="en")
    translation = estate.add("translation", Translation.objects.create(source=source, target_locale=english))
    segment = StringSegment.objects.filter(source=source).select_related("string", "context").first()
    now = timezone.now()
    MachineDrafts.objects.create(
        translation=translation,
        asked_by=estate.people[Role.EDITOR],
        asked_at=now,
        heard_at=now,
        state=DraftingState.WORKING,
        total=9,
    )
    StringTranslation.objects.create(
        translation_of=segment.string,
        locale=english,
        context=segment.context,
        data=estate.word("translation:string"),
        last_translated_by=estate.people[Role.EDITOR],
    )
    translation.save_target(user=estate.people[Role.EDITOR], publish=False)
    target = translation.get_target_instance()
    estate.pages["translated"] = estate.add("page", target)
    estate.things.setdefault("revision", []).extend(target.revisions.all())
    estate.things["string_segment"] = list(StringSegment.objects.filter(source=source))
    estate.things["overridable_segment"] = list(OverridableSegment.objects.filter(source=source))
    estate.things["string"] = list(String.objects.filter(segments__source=source))
