"""Vietnamese order in lists: whoever asks for a name's order gets the order of its stored sort key.

PostgreSQL without ICU sorts by byte, which puts Đ after Z. A `SortKeyField` keeps the right key beside a name;
what is here makes lists use it.
"""

from functools import cache
from typing import Any

from django.db import models
from django.db.models import F

from .fields import PersonSortKeyField, SortKeyField


@cache
def sort_keys(model: type[models.Model]) -> dict[str, str]:
    """The fields of a model that have a sort key beside them, and the name of the key."""
    return {
        field.source: field.name
        for field in model._meta.get_fields()
        if isinstance(field, SortKeyField | PersonSortKeyField)
    }


class NamesInOrder(models.QuerySet):
    """A queryset mixin: `order_by("title")` sorts by the stored key of the title."""

    def order_by(self, *field_names: Any) -> Any:
        return super().order_by(*(self._by_key(name) for name in field_names))

    def _by_key(self, name: Any) -> Any:
        if not isinstance(name, str):
            return name
        sign, field = ("-", name[1:]) if name.startswith("-") else ("", name)
        return sign + sort_keys(self.model).get(field, field)


class PageTitlesInOrder:
    """A mixin for listing and search views of pages: sorting by title goes by the stored key of the title.

    A page's title is a column of Wagtail's, so its key stands in a table beside it (`PageSortKey`).
    """

    def order_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        if self.ordering in ("title", "-title"):
            return _by_title_key(queryset, self.ordering)
        return super().order_queryset(queryset)

    def annotate_queryset(self, pages: models.QuerySet) -> models.QuerySet:
        # The search view sorts before it comes here and not afterwards.
        return _by_title_key(super().annotate_queryset(pages), self.ordering)


def _by_title_key(pages: models.QuerySet, ordering: str | None) -> models.QuerySet:
    key = F("sort_key__title_key")
    # "id" and not "pk": the search takes only fields of its index.
    if ordering == "title":
        return pages.order_by(key.asc(nulls_last=True), "id")
    if ordering == "-title":
        return pages.order_by(key.desc(nulls_last=True), "id")
    return pages
