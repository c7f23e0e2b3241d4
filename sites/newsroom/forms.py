"""The form an article is edited with."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import InlinePanel

from sites.units.isolation.references import UnitPageForm
from sites.units.models import RoleAssignment, today


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


class ArticlePageForm(UnitPageForm):
    """Offers the unit's own genres and people, and takes shares only when they make one whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The models are made with this form.
        from .models import Genre

        unit_id = self.owning_unit_id()
        if "genre" in self.fields:
            own = Genre.objects.filter(Q(in_use=True) | Q(pk=self.instance.genre_id), unit=unit_id)
            self.fields["genre"] = forms.ModelChoiceField(
                queryset=own,
                required=False,
                label=self.fields["genre"].label,
                help_text=self.fields["genre"].help_text,
            )
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
