"""The admin's own API: the things of the unit, for the picker of parent pages and for rich text."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from wagtail import hooks
from wagtail.admin.api.actions.copy import CopyPageAPIAction
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page

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
        scope = scope_of(self.request)
        return super().get_base_queryset() if scope.is_everything else scope.pages()

    def get_root_page(self) -> Page:
        """The root has the pages of all units below it; a unit's pages start at its home."""
        scope = scope_of(self.request)
        home = None if scope.is_everything else scope.pages().order_by("path").first()
        return home or super().get_root_page()


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
