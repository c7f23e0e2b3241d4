"""Makes a row of any model a unit can own, so that a new model is looked after from its first day."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from wagtail.models import DraftStateMixin, Locale, Page
from wagtail.snippets.models import get_snippet_models

from sites.units.models import Unit, UnitOwned, today
from tests.factories.publicinfo import SQUARE

from .estate import Estate

# The project's own apps; Wagtail's and other people's models are made by hand in `furnish`.
# What Wagtail keeps about the state of a thing; set by its own methods.
STATE_FIELDS = {"latest_revision", "live_revision", "locked_by", "locked_at", "go_live_at", "expire_at"}
# Of two fields that exclude each other, the one that is left empty.
EMPTY_FIELDS = {
    "search.promotedanswer": {"url"},
    "organisation.calendarentry": {"rule"},
    "publicinfo.mediaitem": {"link", "captions"},
}
# What everybody may read on the site of its unit once it is published, shared or not.
PUBLIC_WHEN_LIVE = {
    f"documents.{name}" for name in ("officialdocument", "registerentry", "consultation", "gazetteissue")
} | {
    *("procedures.procedure", "procedures.localfacts"),
    *("search.promotedanswer", "dialogue.publishedcase", "dialogue.poll", "pages.contactpoint"),
}
PUBLIC_WHEN_LIVE |= {f"organisation.{name}" for name in ("body", "person", "spokesperson", "calendarentry")}
PUBLIC_WHEN_LIVE |= {
    f"publicinfo.{name}"
    for name in (
        *("notice", "noticelist", "project", "budgetdisclosure"),
        *("plan", "statisticalreport", "boundary", "mediaitem"),
    )
}
# Made when all else is there: what hangs on a procedure or a notice of its own unit.
LATE = {"procedures.localfacts", "publicinfo.noticelist"}
# Where only certain values will do: texts that name something in the code, years, days to come.
GIVEN = {
    "documents.tableimport.kind": "documents",
    "publicinfo.budgetdisclosure.year": 2025,
    "publicinfo.budgetdisclosure.sent_on": datetime.date(2024, 11, 1),
    "publicinfo.project.begins_year": 2025,
    "publicinfo.project.ends_year": 2026,
    "publicinfo.noticelist.shown_until": today() + datetime.timedelta(days=30),
}
# What anybody may read, made by nobody's publishing: the names in a list that the platform keeps.
PUBLIC_LISTS = ("procedures.agency.",)
# Addresses that may only lead to certain hosts.
HOSTS = {"procedures.procedure.national_url": "dichvucong.gov.vn"}
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


def snippet_kinds() -> list[str]:
    return [model._meta.label_lower for model in get_snippet_models()]


def add_the_rest(estate: Estate) -> None:
    """Register what provisioning made already, and make what there is none of yet: one row of every owned model,
    a row in each state of every snippet.
    """
    for model in sorted(ownable_models(), key=lambda model: model._meta.label_lower in LATE):
        rows = list(owned_rows(model, estate.unit))
        if not rows:
            rows = make_snippets(model, estate) if issubclass(model, UnitOwned) else [make(model, estate)]
        estate.things[model._meta.label_lower] = rows


def make_snippets(model: type[models.Model], estate: Estate) -> list[models.Model]:
    """A live one, a draft, one in review, and a shared one with an unpublished revision."""
    drafts = issubclass(model, DraftStateMixin)
    rows = []
    for state in ("live", "draft", "waiting", "shared") if drafts else ("live", "shared"):
        public = state == "shared" or (state == "live" and model._meta.label_lower in PUBLIC_WHEN_LIVE)
        live = {"live": state in ("live", "shared")} if drafts else {}
        row = make(model, estate, public=public, is_shared=state == "shared", **live)
        row.awaits_review = state == "waiting"
        if state == "shared" and drafts:
            for field in _texts(model):
                setattr(row, field.name, _value(field, estate, public=False))
            row.save_revision(user=estate.people["editor"])
            row.refresh_from_db()
        rows.append(row)
    return rows


def _texts(model: type[models.Model]) -> list[models.Field]:
    kinds = models.CharField | models.TextField
    empty = EMPTY_FIELDS.get(model._meta.label_lower, ())
    fields = [f for f in model._meta.concrete_fields if isinstance(f, kinds) and f.editable and not f.choices]
    return [f for f in fields if f.name not in empty]


def make(model: type[models.Model], estate: Estate, *, public: bool = False, **given: Any) -> models.Model:
    """A saved instance with every field filled that can be, and a marker in every text that people read."""
    values: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        derived = not field.editable and field.has_default()
        empty = field.name in EMPTY_FIELDS.get(model._meta.label_lower, ())
        if field.auto_created or derived or empty or field.name in STATE_FIELDS:
            continue
        value = _value(field, estate, public=public)
        if value is not None:
            values[field.name] = value
    values |= _from_files(model, estate, public)
    instance = model(**values | given)
    for several in model._meta.many_to_many:
        if not several.blank:
            getattr(instance, several.name).set([_related(several, estate)])
    instance.save()
    if hasattr(instance, "save_revision"):
        instance.save_revision(user=estate.people["editor"])
        instance.refresh_from_db()
    return instance


def _from_files(model: type[models.Model], estate: Estate, public: bool) -> dict[str, Any]:
    """What a form takes from a file and asks for."""
    names = {field.name for field in model._meta.concrete_fields}
    if {"headings", "rows"} <= names:
        return {"headings": ["Tên", "Số"], "rows": [[estate.word("table:row", public=public), 1]]}
    return {"geojson": SQUARE} if "geojson" in names else {}


def _value(field: models.Field, estate: Estate, *, public: bool = False) -> Any:
    if isinstance(field, models.ForeignKey):
        return _related(field, estate)
    if field.choices:
        return None if field.has_default() else field.flatchoices[0][0]
    kind = f"{field.model._meta.label_lower}.{field.name}"
    public = public or kind.startswith(PUBLIC_LISTS)
    if kind in GIVEN:
        return GIVEN[kind]
    if isinstance(field, models.SlugField):
        return estate.bare(kind, public=public)
    if isinstance(field, models.EmailField):
        return f"{estate.bare(kind, public=public)}@example.test"
    if isinstance(field, models.URLField):
        return f"https://{HOSTS.get(kind, 'example.test')}/{estate.bare(kind, public=public)}"
    if isinstance(field, models.CharField | models.TextField):
        if field.max_length and field.max_length < 21:
            return estate.bare(kind, public=public)[: field.max_length]
        return estate.word(kind, public=public)
    if field.has_default() or field.null or field.blank:
        return None
    if isinstance(field, ArrayField):
        return []
    if isinstance(field, models.DateTimeField):
        return timezone.now()
    if isinstance(field, models.DateField):
        return datetime.date(2026, 1, 1)
    if isinstance(field, models.IntegerField | models.FloatField | models.DecimalField):
        return 1
    return None


def _once_a_unit(field: models.ForeignKey) -> bool:
    """Whether a unit has one row for each thing that this field points to."""
    constraints = field.model._meta.constraints
    return any(set(getattr(one, "fields", ())) == {"unit", field.name} for one in constraints)


def _related(field: models.ForeignKey, estate: Estate) -> models.Model | None:
    model = field.related_model
    if model is Unit:
        return estate.unit
    if model is Locale:
        return Locale.objects.get(language_code="vi")
    own = estate.of_model(model)
    if field.unique or _once_a_unit(field):
        # One of each, so that a second row finds another; where there are none left, it goes without.
        taken = set(field.model._base_manager.values_list(field.attname, flat=True))
        own = [thing for thing in own if thing.pk not in taken]
    if own:
        return own[0]
    if field.null:
        return None
    return model._base_manager.first() or make(model, estate)
