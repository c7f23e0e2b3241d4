"""Choosing pages, images and documents: one's own, and of other units the pages that everybody can read.

Of another unit's page only what its readers see is shown: not the title of a draft, nor that there is one.
"""

from typing import Any

from django.db.models import Q, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from wagtail import hooks
from wagtail.admin.forms.choosers import ExternalLinkChooserForm, URLOrAbsolutePathField
from wagtail.admin.views import chooser
from wagtail.documents.views import chooser as document_chooser
from wagtail.documents.views import documents
from wagtail.images.views import chooser as image_chooser
from wagtail.images.views import images
from wagtail.models import Page

from ..models import UnitHome
from .scope import Scope, scope_of
from .tags import popular_tags


def choosable_q(scope: Scope) -> Q:
    """Own pages, and the published pages of every unit that no password or group protects."""
    if scope.is_everything:
        return Q()
    return scope.page_q() | Q(pk__in=Page.objects.live().public().values("pk"))


@hooks.register("construct_page_chooser_queryset")
def only_choosable_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    return pages.filter(choosable_q(scope_of(request)))


def unchoose(form: BaseForm, name: str) -> None:
    """Empty a chooser whose value was refused: shown again, the form would tell the title of what it names."""
    form.data = form.data.copy()
    form.data[form.add_prefix(name)] = ""


def show_as_published(page: Page) -> None:
    """Make a page of another unit look as its readers know it; the object must not be saved afterwards."""
    page.draft_title = page.title
    page.has_unpublished_changes = False
    page.latest_revision_created_at = page.last_published_at
    page.locked = False
    page.locked_by = None
    page._approved_schedule = False
    page._current_workflow_states = []


def _ids(request: HttpRequest, name: str) -> list[int]:
    values = request.GET.getlist(name)
    if not all(value.isdecimal() for value in values if value):
        raise Http404
    return [int(value) for value in values if value]


class BrowseView(chooser.BrowseView):
    """Starts at the unit's own home page and does not leave it."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        scope = scope_of(request)
        _ids(request, "target_pages[]")
        if not scope.is_everything:
            if parent_page_id is None:
                parent_page_id = self._home(scope)
            elif not scope.pages().filter(pk=parent_page_id).exists():
                raise Http404
        return super().get(request, parent_page_id)

    def _home(self, scope: Scope) -> int:
        homes = UnitHome.objects.filter(unit__in=scope.unit_ids or ()).select_related("locale").order_by("pk")
        by_language = {home.locale.language_code: home.page_id for home in reversed(homes)}
        if not by_language:
            raise Http404
        return by_language.get(get_language() or "", next(reversed(by_language.values())))


class ParentColumn(chooser.ParentPageColumn):
    """Where a page of one's own stands; the page above another unit's may be a draft."""

    def get_value(self, instance: Page) -> Page | None:
        return None if getattr(instance, "is_of_another_unit", False) else super().get_value(instance)


class SearchView(chooser.SearchView):
    @property
    def columns(self) -> list:
        return [
            ParentColumn(column.name, label=column.label) if isinstance(column, chooser.ParentPageColumn) else column
            for column in super().columns
        ]

    def get(self, request: HttpRequest) -> HttpResponse:
        response = super().get(request)
        scope = scope_of(request)
        if not scope.is_everything:
            pages = response.context_data["pages"]
            own = set(scope.pages().filter(pk__in=[page.pk for page in pages]).values_list("pk", flat=True))
            for page in pages:
                if page.pk not in own:
                    page.is_of_another_unit = True
                    show_as_published(page)
        return response


class ChosenMultipleView(chooser.ChosenMultipleView):
    def get(self, request: HttpRequest) -> HttpResponse:
        scope = scope_of(request)
        pages = Page.objects.filter(choosable_q(scope), pk__in=_ids(request, "id")).specific()
        own = set(scope.pages().filter(pk__in=[page.pk for page in pages]).values_list("pk", flat=True))
        result = []
        for page in pages:
            if page.pk not in own:
                show_as_published(page)
            result.append(
                {
                    "id": page.pk,
                    "parentId": page.get_parent().pk,
                    "adminTitle": page.get_admin_display_title(),
                    "editUrl": reverse("wagtailadmin_pages:edit", args=(page.pk,)),
                    "url": page.url,
                }
            )
        return self.render_chosen_response(result)


class AddressField(URLOrAbsolutePathField):
    def to_python(self, value: Any) -> Any:
        # Wagtail answers 500 to a form without the field.
        return super().to_python(value or "")


class ExternalLinkForm(ExternalLinkChooserForm):
    url = AddressField(required=True, label=gettext_lazy("Địa chỉ"))


class ExternalLinkView(chooser.ExternalLinkView):
    form_class = ExternalLinkForm


class ScopedTagsMixin:
    """A list of files whose tag filter offers the tags of the unit's own files."""

    request: HttpRequest

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, request=request, **kwargs)
        if "tag" in self.filters:
            tags = popular_tags(scope_of(request), self._meta.model)
            if tags:
                self.filters["tag"].extra["choices"] = [(tag.name, tag.name) for tag in tags]
            else:
                del self.filters["tag"]


class ImagesFilterSet(ScopedTagsMixin, images.ImagesFilterSet):
    class Meta(images.ImagesFilterSet.Meta):
        pass


class ImageIndexView(images.IndexView):
    filterset_class = ImagesFilterSet


class DocumentsFilterSet(ScopedTagsMixin, documents.DocumentsFilterSet):
    class Meta(documents.DocumentsFilterSet.Meta):
        pass


class DocumentIndexView(documents.IndexView):
    filterset_class = DocumentsFilterSet


class _OwnFilesMixin:
    """Files are found below the unit's own collection, whatever rights a group may still hold elsewhere."""

    request: HttpRequest

    def get_object_list(self) -> QuerySet:
        files = super().get_object_list()
        return files.filter(scope_of(self.request).collection_q("collection__"))


class ImageChooseView(_OwnFilesMixin, image_chooser.ImageChooseView):
    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        context["popular_tags"] = popular_tags(scope_of(self.request), self.model_class)
        return context


class ImageChooseResultsView(_OwnFilesMixin, image_chooser.ImageChooseResultsView):
    pass


class DocumentChooseView(_OwnFilesMixin, document_chooser.DocumentChooseView):
    pass


class DocumentChooseResultsView(_OwnFilesMixin, document_chooser.DocumentChooseResultsView):
    pass


class _OwnFileMixin:
    def get_object(self, pk: Any) -> Any:
        found = super().get_object(pk)
        if not scope_of(self.request).owns(found):
            raise Http404
        return found


class _OwnFilesByIdMixin:
    def get_objects(self, pks: list) -> QuerySet:
        if not all(str(pk).isdecimal() for pk in pks):
            raise Http404
        return super().get_objects(pks).filter(scope_of(self.request).collection_q("collection__"))


class ImageChosenView(_OwnFileMixin, image_chooser.ImageChosenView):
    pass


class ImageChosenMultipleView(_OwnFilesByIdMixin, image_chooser.ImageChosenMultipleView):
    pass


class DocumentChosenView(_OwnFileMixin, document_chooser.DocumentChosenView):
    pass


class DocumentChosenMultipleView(_OwnFilesByIdMixin, document_chooser.DocumentChosenMultipleView):
    pass


class ImageChooserViewSet(image_chooser.ImageChooserViewSet):
    choose_view_class = ImageChooseView
    choose_results_view_class = ImageChooseResultsView
    chosen_view_class = ImageChosenView
    chosen_multiple_view_class = ImageChosenMultipleView


class DocumentChooserViewSet(document_chooser.DocumentChooserViewSet):
    choose_view_class = DocumentChooseView
    choose_results_view_class = DocumentChooseResultsView
    chosen_view_class = DocumentChosenView
    chosen_multiple_view_class = DocumentChosenMultipleView
    register_widget = False


def _views_of(viewset: Any) -> dict:
    names = ("choose", "choose_results", "chosen", "chosen_multiple")
    return {f"{viewset.name}:{name}": getattr(viewset, f"{name}_view") for name in names}


_images = ImageChooserViewSet("wagtailimages_chooser", model=image_chooser.viewset.model)
_documents = DocumentChooserViewSet("wagtaildocs_chooser", model=document_chooser.viewset.model)

REPLACEMENTS = {
    "wagtailadmin_choose_page": BrowseView.as_view(),
    "wagtailadmin_choose_page_child": BrowseView.as_view(),
    "wagtailadmin_choose_page_search": SearchView.as_view(),
    "wagtailadmin_choose_page_external_link": ExternalLinkView.as_view(),
    "wagtailadmin_choose_page_chosen_multiple": ChosenMultipleView.as_view(),
    "wagtailimages:index": ImageIndexView.as_view(),
    "wagtailimages:index_results": ImageIndexView.as_view(results_only=True),
    "wagtaildocs:index": DocumentIndexView.as_view(),
    "wagtaildocs:index_results": DocumentIndexView.as_view(results_only=True),
    **_views_of(_images),
    **_views_of(_documents),
}
