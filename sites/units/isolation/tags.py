"""Tags are one vocabulary, but each unit sees only those that it uses itself."""

from functools import reduce
from operator import or_
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model, Q, QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from taggit.models import CommonGenericTaggedItemBase, ItemBase, Tag, TagBase
from wagtail.admin.views.tags import TAGS_AUTOCOMPLETE_LIMIT
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from portal.core.text import fold, sort_key

from .scope import NOTHING, Scope, scope_of


def used_tags(scope: Scope, tag_model: type[TagBase] = Tag, of: type[Model] | None = None) -> QuerySet:
    """The tags on things in the scope, of all models or of one."""
    tags = tag_model._default_manager.all()
    if scope.is_everything and of is None:
        return tags
    uses = []
    for through in apps.get_models():
        if issubclass(through, ItemBase) and through.tag_model() is tag_model:
            uses += [Q(pk__in=rows.values("tag")) for rows in _rows(scope, through, of)]
    return tags.filter(reduce(or_, uses, NOTHING))


def _rows(scope: Scope, through: type[ItemBase], of: type[Model] | None) -> list[QuerySet]:
    if issubclass(through, CommonGenericTaggedItemBase):
        models = [of] if of else [get_image_model(), get_document_model()]
        return [
            through.objects.filter(
                content_type=ContentType.objects.get_for_model(model),
                object_id__in=scope.instances(model).values("pk"),
            )
            for model in models
        ]
    model = through._meta.get_field("content_object").related_model
    if of not in (None, model):
        return []
    return [through.objects.filter(content_object__in=scope.instances(model).values("pk"))]


def popular_tags(scope: Scope, model: type[Model], count: int = 10) -> QuerySet:
    """The tags most used on things of a model in the scope."""
    content_type = ContentType.objects.get_for_model(model)
    own = Q(taggit_taggeditem_items__content_type=content_type)
    if not scope.is_everything:
        own &= Q(taggit_taggeditem_items__object_id__in=scope.instances(model).values("pk"))
    return Tag.objects.filter(own).annotate(item_count=Count("taggit_taggeditem_items")).order_by("-item_count")[:count]


def autocomplete(request: HttpRequest, app_name: str = "", model_name: str = "", **kwargs: Any) -> JsonResponse:
    """Wagtail's tag completion, from the tags that the unit uses."""
    tag_model: Any = Tag
    if app_name and model_name:
        try:
            tag_model = apps.get_model(app_name, model_name)
        except LookupError as error:
            raise Http404 from error
        if not issubclass(tag_model, TagBase):
            raise Http404
    term = fold(request.GET.get("term", ""))
    if not term:
        return JsonResponse([], safe=False)
    names = used_tags(scope_of(request), tag_model).order_by().values_list("name", flat=True)
    # A tag is Wagtail's and has no folded column; a unit has some hundreds of tags, so they are folded here.
    found = sorted({name for name in names.iterator() if f" {fold(name)}".find(f" {term}") >= 0}, key=sort_key)
    return JsonResponse(found[:TAGS_AUTOCOMPLETE_LIMIT], safe=False)


REPLACEMENTS = {
    "wagtailadmin_tag_autocomplete": autocomplete,
    "wagtailadmin_tag_model_autocomplete": autocomplete,
}
