"""The form an article is edited with."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel

from sites.units.isolation.references import UnitOwnedForm, UnitPageForm
from sites.units.models import RoleAssignment, today
from sites.units.permissions import working_unit_id


def people_of(unit_id: int | None, *also: int | None) -> QuerySet:
    """Who works in the unit today or will, and the people with the keys `also`."""
    roles = RoleAssignment.objects.filter(unit=unit_id).exclude(valid_to__lte=today())
    found = Q(is_active=True, pk__in=roles.values("person")) | Q(pk__in=[pk for pk in also if pk])
    return get_user_model()._default_manager.filter(found).order_by("full_name_key")


class ArticleAuthorForm(WagtailAdminModelForm):
    """An author is one of the unit's people, or who was named before; the list names nobody else."""

    def __init__(self, *args: Any, unit_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_of(unit_id, self.instance.person_id)


class AuthorsPanel(InlinePanel):
    """The inline list of authors, with the form above."""

    def get_form_options(self) -> dict:
        options = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = ArticleAuthorForm
        return options


def genre_field(field: forms.Field, unit_id: int | None, now: int | None) -> forms.ModelChoiceField:
    """The unit's own genres that are in use, and the one chosen now, in place of a form's field of all genres."""
    # The models are made with these forms.
    from .models import Genre

    own = Genre.objects.filter(Q(in_use=True) | Q(pk=now), unit=unit_id)
    return forms.ModelChoiceField(
        queryset=own,
        required=field.required,
        label=field.label,
        help_text=field.help_text,
        empty_label=_("(chưa chọn)"),
    )


class RoyaltyRateForm(UnitOwnedForm):
    """A rate is set for one of the unit's own genres."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "genre" in self.fields:
            unit_id = self.instance.unit_id or working_unit_id(self.for_user)
            self.fields["genre"] = genre_field(self.fields["genre"], unit_id, self.instance.genre_id)


class ArticlePageForm(UnitPageForm):
    """Offers the unit's own genres and people, and takes shares only when they make one whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit_id = self.owning_unit_id()
        if "genre" in self.fields:
            self.fields["genre"] = genre_field(self.fields["genre"], unit_id, self.instance.genre_id)
        if "authors" in self.formsets:
            self.formsets["authors"].form_kwargs["unit_id"] = unit_id

    def is_valid(self) -> bool:
        return super().is_valid() and self._shares_are_whole()

    def _shares_are_whole(self) -> bool:
        from .models import why_not_shared

        formset = self.formsets.get("authors")
        if formset is None or not self.is_bound:
            return True
        rows = [
            (form.cleaned_data["person"], form.cleaned_data["pen_name"], form.cleaned_data["share"])
            for form in formset.forms
            if form.cleaned_data and not formset._should_delete_form(form)
        ]
        sentence = why_not_shared([(person and person.pk, name, share) for person, name, share in rows])
        if sentence:
            self.add_error(None, sentence)
        return sentence is None
