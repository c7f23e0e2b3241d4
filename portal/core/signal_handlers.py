"""Keeps what portal.core remembers about pages in step with the database."""

from typing import Any

from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.signals import page_published, page_unpublished, post_page_move

from . import nightly, page_cache, root_paths, working_days
from .models import PageSortKey
from .page_tree import pages_added

# What saving a draft of a live page writes; readers see none of it.
DRAFT_FIELDS = {
    "draft_title",
    "expired",
    "go_live_at",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "locked",
    "locked_at",
    "locked_by",
}


def expire_page(page: Page, path: str = "") -> None:
    """Make the pages of this page's site stale; of all sites, when it is a home page or above one."""
    path = path or page.path
    root = root_paths.site_root_for(path) if len(path) > root_paths.HOME_PATH_LENGTH else None
    page_cache.expire(page_cache.site(root.site_id) if root else page_cache.EVERYTHING)


@receiver(post_save)
def expire_saved_page(
    instance: Any, created: bool = False, update_fields: Any = None, raw: bool = False, **kwargs: Any
) -> None:
    if not isinstance(instance, Page) or raw:
        return
    only_the_draft = update_fields is not None and set(update_fields) <= DRAFT_FIELDS
    never_seen = created and not instance.live
    if not (only_the_draft or never_seen):
        expire_page(instance)


@receiver(post_delete)
def expire_deleted_page(instance: Any, **kwargs: Any) -> None:
    if isinstance(instance, Page):
        expire_page(instance)


# Publishing is not one transaction in Wagtail: the page is saved before its children, the log and the revision.
@receiver([page_published, page_unpublished])
def expire_published_page(instance: Page, **kwargs: Any) -> None:
    expire_page(instance)


@receiver(pages_added)
def expire_added_pages(parent: Page, **kwargs: Any) -> None:
    expire_page(parent)


@receiver(post_page_move)
def expire_moved_page(
    instance: Page, parent_page_before: Page, url_path_before: str, url_path_after: str, **kwargs: Any
) -> None:
    expire_page(instance)
    if url_path_before != url_path_after:
        expire_page(parent_page_before, parent_page_before.path + instance.path[-Page.steplen :])


@receiver([post_save, post_delete], sender=PageViewRestriction)
def expire_restricted_page(instance: PageViewRestriction, **kwargs: Any) -> None:
    expire_page(instance.page)


@receiver(post_migrate)
def plan_nights(sender: Any, **kwargs: Any) -> None:
    """Once the tables of jobs are there, the nightly round goes on by itself."""
    if sender.label == "django_tasks_database":
        nightly.plan_next_round()


@receiver(post_migrate)
def load_calendar(sender: Any, **kwargs: Any) -> None:
    """The days on which nobody works are there as soon as their table is."""
    if sender.label == "core":
        working_days.sync_rules()


@receiver(post_migrate)
def expire_pages_of_the_last_release(sender: Any, **kwargs: Any) -> None:
    """A new release brings new templates; every one runs `migrate`."""
    if sender.name == "portal.core":
        page_cache.expire(page_cache.EVERYTHING)


@receiver([post_save, post_delete], sender=Site)
def expire_all_sites(**kwargs: Any) -> None:
    page_cache.expire(page_cache.EVERYTHING)


@receiver(post_save)
def keep_sort_key(instance: Any, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    """Write the sort key of a page whenever its title may have changed."""
    if isinstance(instance, Page) and not raw and (update_fields is None or "title" in update_fields):
        PageSortKey.objects.bulk_create(
            [PageSortKey(page_id=instance.pk, title=instance.title)],
            update_conflicts=True,
            unique_fields=["page"],
            update_fields=["title", "title_key"],
        )
