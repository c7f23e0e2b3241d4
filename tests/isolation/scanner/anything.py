"""Makes a row of any model a unit can own, so that a new model is looked after from its first day."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail.snippets.models import get_snippet_models

from sites.units.models import Unit

from .estate import Estate

# The project's own apps; Wagtail's and other people's models are made by hand in `furnish`.
OUR_PACKAGES = ("sites.", "portal.", "home", "search")


def our_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model.__module__.startswith(OUR_PACKAGES) and not issubclass(model, Page):
            yield model


def unit_fields(model: type[models.Model]) -> list[models.Field]:
    """The foreign keys of a model that say which unit it belongs to."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Unit
    ]


def ownable_models() -> list[type[models.Model]]:
    """Models of which every unit must have a row in the scanner's world: all snippets and all owned models."""
    found = dict.fromkeys([*get_snippet_models(), *(model for model in our_models() if unit_fields(model))])
    return list(found)


def owned_rows(model: type[models.Model], unit: Unit) -> models.QuerySet:
    """The rows of a model that any of its unit fields gives to a unit."""
    wanted = models.Q(pk__in=[])
    for field in unit_fields(model):
        wanted |= models.Q(**{field.name: unit})
    return model._base_manager.filter(wanted)


def add_the_rest(estate: Estate) -> None:
    """Register what provisioning made already, and make one row of every model that has none yet."""
    for model in ownable_models():
        rows = list(owned_rows(model, estate.unit))
        if not rows:
            rows = [make(model, estate)]
        estate.things[model._meta.label_lower] = rows


def make(model: type[models.Model], estate: Estate) -> models.Model:
    """A saved instance with every required field filled and a marker in every text that people read."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.auto_created or not field.editable and field.has_default():
            continue
        value = _value(field, estate)
        if value is not None:
            values[field.name] = value
    instance = model(**values)
    instance.save()
    if hasattr(instance, "save_revision"):
        instance.save_revision(user=estate.people["editor"])
    return instance


def _value(field: models.Field, estate: Estate) -> Any:
    if isinstance(field, models.ForeignKey):
        return _related(field, estate)
    if field.choices:
        return None if field.has_default() else field.flatchoices[0][0]
    kind = f"{field.model._meta.label_lower}.{field.name}"
    if isinstance(field, models.SlugField):
        return estate.bare(kind)
    if isinstance(field, models.EmailField):
        return f"{estate.bare(kind)}@example.test"
    if isinstance(field, models.URLField):
        return f"https://example.test/{estate.bare(kind)}"
    if isinstance(field, models.CharField | models.TextField):
        if field.max_length and field.max_length < 21:
            return estate.bare(kind)[: field.max_length]
        return estate.word(kind)
    if field.has_default() or field.null or field.blank:
        return None
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return datetime.date(2026, 1, 1)
    if isinstance(field, models.IntegerField | models.FloatField | models.DecimalField):
        return 1
    return None


def _related(field: models.ForeignKey, estate: Estate) -> models.Model | None:
    model = field.related_model
    if model is Unit:
        return estate.unit
    if model is Locale:
        return Locale.objects.get(language_code="vi")
    own = estate.of_model(model)
    if own:
        return own[0]
    if field.null:
        return None
    return model._base_manager.first() or make(model, estate)
