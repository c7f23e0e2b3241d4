"""Where a thing is used: Wagtail counts and names the kinds of everything that points to it, in every unit."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Model
from wagtail.models import ReferenceIndex

from ..enums import Action
from ..permissions import unit_id_of, unit_ids_for


def visible(user: Any, source: Model) -> bool:
    """Whether a thing belongs to a unit that the person may look into now."""
    units = unit_ids_for(user, [Action.VIEW])
    try:
        return units is None or unit_id_of(source) in units
    except LookupError:
        return False


class OwnSources(Sequence):
    """The sources of references that a person may see, grouped; read once, and counted after the filter."""

    def __init__(self, user: Any, target: Model) -> None:
        self.user, self.target = user, target
        self._rows: list | None = None

    def _read(self) -> list:
        if self._rows is None:
            groups = ReferenceIndex.get_references_to(self.target).group_by_source_object()
            self._rows = [row for row in groups if visible(self.user, row[0])]
        return self._rows

    def __len__(self) -> int:
        return len(self._read())

    def __getitem__(self, index: Any) -> Any:
        return self._read()[index]

    def __iter__(self) -> Iterator:
        return iter(self._read())


class OwnUsageMixin:
    """A usage view that knows of nothing outside the units that the person may look into."""

    def get_queryset(self) -> OwnSources:
        return OwnSources(self.request.user, self.object)
