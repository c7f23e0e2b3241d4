"""What a unit writes, approves and shows on its own site in lists and on pages of their own."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from portal.core import text

from .owned import UnitOwned
from .workflows import UnitWorkflowMixin


class UnitContent(
    UnitOwned,
    UnitWorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    models.Model,
):
    """A thing of one unit that goes through its workflow and is shown on its site; other units cannot choose it.

    `normalised` names the texts that are stored composed and without stray spaces; the first one names the thing.
    """

    normalised: ClassVar[tuple[str, ...]] = ("title",)

    is_shared = models.BooleanField(default=False, editable=False)
    is_sample = models.BooleanField(_("dữ liệu minh hoạ"), default=False, editable=False)

    # What lists in the admin are narrowed by while searching; a model adds what it is found by.
    search_fields = [index.FilterField("unit"), index.FilterField("is_shared"), index.FilterField("live")]

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(getattr(self, self.normalised[0]))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.complete()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.complete()

    def complete(self) -> None:
        """Fill what follows from other fields; runs before every save and before a form's rules are asked."""
        for name in self.normalised:
            setattr(self, name, text.normalise(getattr(self, name) or ""))

    def in_language(self, name: str) -> str:
        """A text in the reader's language; the Vietnamese one where there is none in English."""
        return (get_language() == "en" and getattr(self, f"{name}_en", "")) or getattr(self, name)


class AddressedContent(UnitContent):
    """One that has a page of its own on the site of its unit; an address once given stays."""

    slug = models.SlugField(_("địa chỉ"), max_length=120, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            base = text.slugify(str(getattr(self, self.normalised[0])), 100) or self._meta.model_name
            others = type(self)._base_manager.filter(unit=self.unit_id)
            taken = set(others.filter(slug__startswith=base).values_list("slug", flat=True))
            self.slug = next(slug for slug in _addresses(str(base)) if slug not in taken)
        super().save(*args, **kwargs)


def _addresses(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def one_address(name: str) -> models.UniqueConstraint:
    """Each model of `AddressedContent` has this constraint."""
    return models.UniqueConstraint(fields=["unit", "slug"], name=name)
