"""What a form would send: as it stands, and with another unit's things put into it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from wagtail import blocks
from wagtail.blocks.base import BlockWidget
from wagtail.models import Collection, Locale, Page, Site
from wagtail.test.utils.form_data import querydict_from_html

from .estate import Estate
from .markers import without_markers
from .probe import Answer

Data = dict[str, Any]
# Kinds of blocks, by what they take.
Blocks = set[tuple]


def data_of(answer: Answer) -> Data:
    """What the forms of an answered GET would send back unchanged, without any marker in it."""
    found: Data = {}
    forms_found = forms_in(answer.rendered_with)
    for form in forms_found:
        found.update(_formset_data(form) if isinstance(form, BaseFormSet) else form_data(form))
    if not any(hasattr(form, "formsets") for form in forms_found) and "<form" in answer.text:
        found = _from_html(answer.text) | found
    return {name: _clean(value) for name, value in found.items()}


def forms_in(values: Iterable[Any]) -> list[Any]:
    """The forms and formsets among the values of template contexts, and in lists among them, once each."""
    found: dict[int, Any] = {}
    for value in values:
        if isinstance(value, forms.BaseForm | BaseFormSet):
            if value.prefix != "__prefix__" and "__prefix__" not in str(value.prefix):
                found[id(value)] = value
        elif isinstance(value, list | tuple) and len(value) < 50:
            found.update({id(form): form for form in forms_in(value)})
    # What belongs to a formset or to a form with formsets comes with it.
    inner = {id(form) for outer in found.values() for form in _inside(outer)}
    return [form for key, form in found.items() if key not in inner]


def _inside(form: Any) -> Iterator[Any]:
    if isinstance(form, BaseFormSet):
        yield from form.forms
        yield form.management_form
    for formset in getattr(form, "formsets", {}).values():
        yield formset
        yield from formset.forms
        yield formset.management_form


def form_data(form: Any) -> Data:
    found: Data = {}
    for bound in form:
        found.update(_field_data(bound))
    for formset in getattr(form, "formsets", {}).values():
        found.update(_formset_data(formset))
    return found


def _formset_data(formset: BaseFormSet) -> Data:
    found = form_data(formset.management_form)
    for form in formset.forms:
        found.update(form_data(form))
    return found


def _field_data(bound: Any) -> Data:
    widget, name, value = bound.field.widget, bound.html_name, bound.value()
    if isinstance(bound.field, forms.FileField):
        return {}
    if isinstance(widget, BlockWidget):
        return {f"{name}-count": "0"}
    if isinstance(bound.field, forms.BooleanField):
        return {name: "on"} if value else {}
    if hasattr(widget, "get_value_data"):
        known = widget.get_value_data(value)
        return {name: _id_of(known)}
    if isinstance(widget, forms.MultiWidget):
        parts = widget.decompress(value) if not isinstance(value, list) else value
        return {f"{name}_{number}": part or "" for number, part in enumerate(parts)}
    shown = widget.format_value(value) if hasattr(widget, "format_value") else value
    return {name: "" if shown is None else shown}


def _id_of(known: Any) -> Any:
    if isinstance(known, list):
        return json.dumps([item["id"] for item in known])
    return "" if not known else known.get("id", "")


def _from_html(html: str) -> Data:
    found: Data = {}
    for number in range(20):
        try:
            sent: QueryDict = querydict_from_html(html, form_index=number)
        except ValueError:
            break
        found.update({name: sent.getlist(name) for name in sent})
    return found


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return without_markers(value)
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


def what_is_missing(answer: Answer, data: Data) -> Data:
    """Something plain for each required field that would be sent empty."""
    found: Data = {}
    for form in forms_in(answer.rendered_with):
        for bound in () if isinstance(form, BaseFormSet) else form:
            if bound.field.required and not data.get(bound.html_name):
                found[bound.html_name] = _something(bound.field)
    return {name: value for name, value in found.items() if value is not None}


def _something(field: forms.Field) -> Any:
    if isinstance(field, forms.FileField):
        return None
    if isinstance(field, forms.ModelChoiceField):
        return field.prepare_value(field.queryset.first())
    if isinstance(field, forms.ChoiceField):
        return next((key for key, _label in field.choices if key), None)
    if isinstance(field, forms.EmailField):
        return "mot@example.test"
    if isinstance(field, forms.URLField):
        return "https://example.test/"
    if isinstance(field, forms.IntegerField | forms.DecimalField):
        return "1"
    if isinstance(field, forms.DateField | forms.DateTimeField):
        return "2026-12-01"
    return "mot-dieu-moi" if isinstance(field, forms.CharField) else None


# --- With another unit's things in it ------------------------------------------------------------


def tampered(answer: Answer, foreign: Estate, known: Blocks | None) -> Iterator[tuple[str, Data]]:
    """(what was put in, the fields to send instead) for every place of a form that can hold a thing.

    One place at a time: a refusal of one would hide that another is let through. `known` are the blocks that this view
    has been tried with, and those of this form afterwards; without them every block of every form is tried.
    """
    for form in forms_in(answer.rendered_with):
        if isinstance(form, BaseFormSet):
            yield from _tampered_formset(form, foreign, known)
            continue
        for bound in form:
            yield from _tampered_field(bound, foreign, known)
        for formset in getattr(form, "formsets", {}).values():
            yield from _tampered_formset(formset, foreign, known)


def _kind_of(block: blocks.Block) -> tuple:
    """What two blocks that take the same have in common."""
    inside = {"item": block.child_block} if isinstance(block, blocks.ListBlock) else getattr(block, "child_blocks", {})
    takes = getattr(block, "target_model", None)
    return (type(block), takes, *((name, _kind_of(child)) for name, child in inside.items()))


def _tampered_field(bound: Any, foreign: Estate, known: Blocks | None) -> Iterator[tuple[str, Data]]:
    field, name = bound.field, bound.html_name
    if isinstance(field.widget, BlockWidget):
        stream = field.widget.block_def
        for number, (kind, block) in enumerate(getattr(stream, "child_blocks", {}).items()):
            # A block is the same in every body that has it; of each further body one is tried.
            if known is not None:
                if number and _kind_of(block) in known:
                    continue
                known.add(_kind_of(block))
            data = _block_data(block, f"{name}-0-value", foreign)
            yield (
                f"{name}:{kind}",
                {
                    f"{name}-count": "1",
                    f"{name}-0-deleted": "",
                    f"{name}-0-order": "0",
                    f"{name}-0-type": kind,
                    f"{name}-0-id": "",
                    **data,
                },
            )
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        # A choice among plain values may hold ids too; a value that is none of them must be refused.
        yield name, {name: str(foreign.unit.pk)}
    elif isinstance(field, forms.ModelChoiceField):
        for thing in things_for(field.queryset.model, foreign)[:2]:
            many = isinstance(field, forms.ModelMultipleChoiceField)
            key = field.prepare_value(thing)
            yield name, {name: [key] if many else key}
    elif _is_rich_text(field.widget):
        yield name, {name: rich_text(foreign)}


def _tampered_formset(formset: BaseFormSet, foreign: Estate, known: Blocks | None) -> Iterator[tuple[str, Data]]:
    row = len(formset.forms)
    base = form_data(formset.management_form) | {f"{formset.prefix}-TOTAL_FORMS": row + 1}
    blank = {key.replace("__prefix__", str(row)): value for key, value in form_data(formset.empty_form).items()}
    for bound in formset.empty_form:
        for label, data in _tampered_field(bound, foreign, known):
            put = {key.replace("__prefix__", str(row)): value for key, value in data.items()}
            yield label, base | blank | put
    # Rows of another unit, named by their id in place of the form's own.
    for form in formset.forms[:1]:
        for thing in things_for(getattr(formset, "model", Locale), foreign)[:1]:
            yield f"{formset.prefix}:id", {f"{form.prefix}-id": thing.pk}
        for bound in form:
            if isinstance(bound.field.widget, forms.HiddenInput) and not isinstance(bound.field, forms.BooleanField):
                yield bound.html_name, {bound.html_name: foreign.pages["section"].pk}


def things_for(model: Any, foreign: Estate) -> list[Any]:
    """Things of a unit to put where a field asks for a model; never public ones."""
    if model is Locale:
        return []
    if issubclass(Page, model) or issubclass(model, Page):
        return [foreign.pages["draft"], foreign.pages["private"]]
    if model in (Group, Site, Collection):
        return foreign.of_model(model)[:2]
    return foreign.of_model(model)


def _is_rich_text(widget: Any) -> bool:
    return type(widget).__name__ == "DraftailRichTextArea"


def rich_text(foreign: Estate) -> str:
    """Draftail content that links to another unit's draft and file."""
    draft, document = foreign.pages["draft"], foreign.things["document"][0]
    text = "liên kết"
    return json.dumps(
        {
            "blocks": [
                {
                    "key": "00000",
                    "text": text,
                    "type": "unstyled",
                    "depth": 0,
                    "inlineStyleRanges": [],
                    "entityRanges": [
                        {"key": 0, "offset": 0, "length": 4},
                        {"key": 1, "offset": 5, "length": 3},
                    ],
                }
            ],
            "entityMap": {
                "0": {
                    "type": "LINK",
                    "mutability": "MUTABLE",
                    "data": {"id": draft.pk, "parentId": draft.get_parent().pk, "url": "/x/"},
                },
                "1": {"type": "DOCUMENT", "mutability": "MUTABLE", "data": {"id": document.pk, "url": "/x/"}},
            },
        }
    )


def _block_data(block: Any, prefix: str, foreign: Estate) -> Data:
    """What a block would send with another unit's things in all its places."""
    if isinstance(block, blocks.StreamBlock):
        kind, child = next(iter(block.child_blocks.items()))
        return {
            f"{prefix}-count": "1",
            f"{prefix}-0-deleted": "",
            f"{prefix}-0-order": "0",
            f"{prefix}-0-type": kind,
            **_block_data(child, f"{prefix}-0-value", foreign),
        }
    if isinstance(block, blocks.ListBlock):
        return {
            f"{prefix}-count": "1",
            f"{prefix}-0-deleted": "",
            f"{prefix}-0-order": "0",
            **_block_data(block.child_block, f"{prefix}-0-value", foreign),
        }
    if isinstance(block, blocks.StructBlock):
        found: Data = {}
        for name, child in block.child_blocks.items():
            found.update(_block_data(child, f"{prefix}-{name}", foreign))
        return found
    if isinstance(block, blocks.RichTextBlock):
        return {prefix: rich_text(foreign)}
    field = getattr(block, "field", None)
    if isinstance(field, forms.ModelChoiceField):
        things = things_for(field.queryset.model, foreign)
        return {prefix: things[0].pk if things else ""}
    if isinstance(field, forms.URLField):
        return {prefix: "https://example.test/"}
    if isinstance(field, forms.BooleanField):
        return {}
    if isinstance(field, forms.CharField) and type(block).__name__ != "TableBlock":
        return {prefix: "chữ"}
    return {prefix: "null"}
