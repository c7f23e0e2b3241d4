"""The admin's own API: the things of the unit, for the picker of parent pages and for rich text."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.admin.api.actions.copy import CopyPageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page

from ..models import UnitHome
from .scope import scope_of


class _FindByNumberMixin:
    """Wagtail answers 500 to an id that is no number."""

    def find_object(self, queryset: QuerySet, request: Any) -> Any:
        if not request.GET.get("id", "0").isdecimal():
            raise Http404
        return super().find_object(queryset, request)


class CopyAsDraft(CopyPageAPIAction):
    """A copy is a draft, which is published by the road that everything takes."""

    def _action_from_data(self, instance: Page, data: dict) -> Any:
        return super()._action_from_data(instance, {**data, "keep_live": False})


class PagesViewSet(_FindByNumberMixin, PagesAdminAPIViewSet):
    actions = PagesAdminAPIViewSet.actions | {"copy": CopyAsDraft}

    def get_base_queryset(self) -> QuerySet[Page]:
        """Where pages may be asked for; the root only as the place that the tree of pages opens at."""
        scope = scope_of(self.request)
        if scope.is_everything:
            return super().get_base_queryset()
        return scope.pages() | Page.objects.filter(pk=Page.get_first_root_node().pk)

    def get_root_page(self) -> Page:
        """The root has the pages of all units below it; a unit's pages start at its home."""
        scope = scope_of(self.request)
        home = None if scope.is_everything else scope.pages().order_by("path").first()
        return home or super().get_root_page()


@hooks.register("construct_explorer_page_queryset")
def begin_at_the_home_pages(parent_page: Page, pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Whoever works in a unit finds its home pages, one for each language, where the tree of all pages begins."""
    scope = scope_of(request)
    if scope.is_everything or not parent_page.is_root():
        return pages
    return Page.objects.filter(pk__in=UnitHome.objects.filter(unit__in=scope.unit_ids or ()).values("page"))


class _OwnFilesMixin(_FindByNumberMixin):
    request: Any

    def get_queryset(self) -> QuerySet:
        files = super().get_queryset()
        return files.filter(scope_of(self.request).collection_q("collection__"))


class ImagesViewSet(_OwnFilesMixin, ImagesAdminAPIViewSet):
    pass


class DocumentsViewSet(_OwnFilesMixin, DocumentsAdminAPIViewSet):
    pass


@hooks.register("construct_admin_api", order=1)
def scope_the_admin_api(router: WagtailAPIRouter) -> None:
    router.register_endpoint("pages", PagesViewSet)
    router.register_endpoint("images", ImagesViewSet)
    router.register_endpoint("documents", DocumentsViewSet)
