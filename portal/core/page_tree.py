"""Several new pages under one parent, at little more than the cost of one."""

from collections import defaultdict
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.db.models.signals import pre_save
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import COMMENTS_RELATION_NAME, Page, PageLogEntry, ReferenceIndex
from wagtail.search.backends import get_search_backend
from wagtail.signal_handlers import reference_index_auto_update_disabled
from wagtail.tasks import update_reference_index_task

from . import text
from .models import PageSortKey

# Sent once for all of them with `parent` and `pages`; they send no `post_save` of their own.
pages_added = Signal()


@transaction.atomic
def add_children(parent: Page, children: Sequence[Page]) -> None:
    """Add unsaved live pages as the last children of a page, in the order given.

    Does what `parent.add_child(instance=…)` does for each of them, tree, log, admin search, references and sort
    keys included, but writes and asks for all of them at once; who keeps something for every page listens to
    `pages_added`. Titles and slugs must be given, and children of child models (`ParentalKey`) are not saved.
    Raises `ValidationError` with nothing kept when a field does not hold or a slug is taken.
    """
    if not children:
        return
    locked = Page.objects.select_for_update().get(pk=parent.pk)
    last = locked.get_last_child()
    path = last._inc_path() if last else Page._get_path(locked.path, locked.depth + 1, 1)
    slugs = [child.slug for child in children]
    taken = set(Page.objects.child_of(locked).filter(slug__in=slugs).values_list("slug", flat=True))
    for child in children:
        if child.slug in taken:
            raise ValidationError({"slug": _("Địa chỉ “%(slug)s” đã có ở trang này.") % {"slug": child.slug}})
        taken.add(child.slug)
        child.path, child.depth, child.numchild = path, locked.depth + 1, 0
        path = child._inc_path()
        child.title = child.draft_title = text.normalise(child.title)
        child.set_url_path(locked)
        # Relations are set by code; checking each of them is a query.
        child.clean_fields(exclude=[field.name for field in child._meta.fields if field.is_relation])
    columns = [field.attname for field in Page._meta.concrete_fields]
    rows = [Page(**{name: getattr(child, name) for name in columns}) for child in children]
    Page.objects.bulk_create(rows)
    for child, row in zip(children, rows, strict=True):
        child.pk = child.id = row.pk
        child._state.adding, child._state.db = False, row._state.db
        child._cached_parent_obj = parent
    for model, group in _by_model(children).items():
        # The rows of the child model alone, as `save_base` writes each of them: those of `Page` are there.
        fields = [field for field in model._meta.local_concrete_fields if not field.generated]
        for child in group:
            setattr(child, model._meta.pk.attname, child.id)
            # Who fills in a field when a page is saved does so here as well.
            pre_save.send(sender=model, instance=child, raw=True, using=child._state.db, update_fields=None)
        model._base_manager._insert(group, fields=fields, using=child._state.db, raw=True)
    Page.objects.filter(pk=locked.pk).update(numchild=F("numchild") + len(children))
    parent.numchild = locked.numchild + len(children)
    _record(children)
    pages_added.send(sender=Page, parent=parent, pages=children)


def _refers_to_something(page: Page) -> bool:
    # A new page has no comments yet; asking for them is a query for each page.
    setattr(page, COMMENTS_RELATION_NAME, [])
    try:
        return any(ReferenceIndex._extract_references_from_object(page))
    finally:
        page._cluster_related_objects.pop(COMMENTS_RELATION_NAME)


def _by_model(pages: Sequence[Page]) -> dict[type[Page], list[Page]]:
    """The pages by their type, in the order of asking."""
    found: dict[type[Page], list[Page]] = defaultdict(list)
    for page in pages:
        found[type(page)].append(page)
    return found


def _record(pages: Sequence[Page]) -> None:
    """What saving each page would have written beside it."""
    PageSortKey.objects.bulk_create(PageSortKey(page_id=page.pk, title=page.title) for page in pages)
    now = timezone.now()
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page_id=page.pk,
            content_type_id=page.content_type_id,
            label=page.title[:255],
            action="wagtail.create",
            timestamp=now,
            data={},
            content_changed=True,
        )
        for page in pages
    )
    for page in pages:
        quiet = getattr(reference_index_auto_update_disabled, "value", False)
        if not quiet and _refers_to_something(page):
            update_reference_index_task.enqueue(page._meta.app_label, page._meta.model_name, str(page.pk))
    for model, group in _by_model(pages).items():
        get_search_backend().add_bulk(model, group)
