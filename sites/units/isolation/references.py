"""No page or snippet of a unit may point to another unit's pages, images, documents or snippets.

A chooser that offers only what is allowed is a courtesy: the server takes whatever id a form or the API sends.
So each form of a page or snippet checks on save what the thing refers to, in its fields, in StreamField and rich
text, and in inline children. A reference that was there before is left alone, so that an old page can be edited.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.models import Page, ReferenceIndex, RevisionMixin

from ..models import RoleAssignment, UnitOwned
from ..permissions import is_common, unit_id_of, working_unit_id

# A reference: content type id and primary key of the target, and the path to it inside the source.
Reference = tuple[int, str, str]


def references_in(source: Model) -> Iterator[Reference]:
    """What a thing refers to, its stored inline children included."""
    for content_type, pk, _model_path, content_path in ReferenceIndex._extract_references_from_object(source):
        yield content_type, pk, content_path


def may_refer(unit_id: int, target: Model) -> bool:
    """Whether a thing of the unit may point to `target`.

    Allowed are the unit's own things, what another unit shares, any public live page, and what belongs to nobody.
    """
    if is_common(type(target)):
        return True
    if isinstance(target, get_user_model()):
        return RoleAssignment.objects.filter(person=target, unit=unit_id).exists()
    try:
        if unit_id_of(target) == unit_id:
            return True
    except LookupError:
        return False
    if isinstance(target, Page):
        return target.live and not target.get_view_restrictions().exists()
    return isinstance(target, UnitOwned) and target.is_public


def refused(unit_id: int, references: Iterable[Reference], known: set[tuple[int, str]]) -> list[str]:
    """The paths of the references that are neither known from before nor allowed."""
    asked: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for content_type, pk, path in references:
        if (content_type, pk) not in known:
            asked[content_type][pk].append(path)
    bad: list[str] = []
    for content_type, paths in asked.items():
        model = ContentType.objects.get_for_id(content_type).model_class()
        keys = {pk: _key(model, pk) for pk in paths}
        found = model._base_manager.in_bulk([key for key in keys.values() if key is not None])
        for pk, places in paths.items():
            target = found.get(keys[pk])
            if target is None or not may_refer(unit_id, target):
                bad += places
    return bad


def _key(model: type[Model], pk: str) -> Any:
    """The key that a text stands for; None for one that is no key, which rich text may hold as well."""
    try:
        return model._meta.pk.to_python(pk)
    except ValidationError:
        return None


def known_references(instance: Model) -> set[tuple[int, str]]:
    """What the thing as stored and its latest revision refer to."""
    if instance.pk is None:
        return set()
    stored = type(instance)._base_manager.filter(pk=instance.pk).first()
    if stored is None:
        return set()
    sources = [stored]
    if isinstance(stored, RevisionMixin) and stored.latest_revision_id:
        sources.append(stored.latest_revision.as_object())
    return {(content_type, pk) for source in sources for content_type, pk, _path in references_in(source)}


class UnitReferencesMixin:
    """A form that refuses references to another unit's things; for the forms of pages and snippets."""

    def owning_unit_id(self) -> int | None:
        """The unit of the thing that is edited; None for what no unit owns."""
        raise NotImplementedError

    def is_valid(self) -> bool:
        # Not in `clean`: inline children are validated after their parent.
        valid = super().is_valid()
        if not self.is_bound or getattr(self, "_references_checked", False):
            return valid
        self._references_checked = True
        unit_id = self.owning_unit_id()
        if unit_id is None:
            return valid
        return self._check_references(self, unit_id, known_references(self.instance)) and valid

    def _check_references(self, form: Any, unit_id: int, known: set[tuple[int, str]]) -> bool:
        """Check a form and, below it, the forms of inline children; the errors go to where the reference is."""
        _name_blocks(form)
        places = [
            reference for reference in references_in(form.instance) if reference[2].partition(".")[0] in form.fields
        ]
        bad = refused(unit_id, places, known)
        for name in dict.fromkeys(path.partition(".")[0] for path in bad):
            form.add_error(name, self._sentence(form, name, [path for path in bad if path.startswith(name)]))
        fine = not bad
        for formset in getattr(form, "formsets", {}).values():
            for child in formset.forms:
                if child.has_changed() and not (formset.can_delete and formset._should_delete_form(child)):
                    fine = self._check_references(child, unit_id, known) and fine
        return fine

    def _sentence(self, form: Any, name: str, paths: list[str]) -> ValidationError:
        label = form.fields[name].label or name
        value = getattr(form.instance, name, None)
        numbers = sorted({number for path in paths if (number := _block_number(value, path))})
        if numbers:
            label = _("%(field)s, khối %(numbers)s") % {"field": label, "numbers": ", ".join(map(str, numbers))}
        return ValidationError(
            _(
                "“%(place)s” dùng nội dung của đơn vị khác. Hãy chọn nội dung của đơn vị mình, nội dung được"
                " chia sẻ hoặc một trang đã công khai."
            ),
            params={"place": label},
            code="foreign_reference",
        )


def _name_blocks(form: Any) -> None:
    """Give new StreamField blocks their ids now, which saving would do, so that a path tells them apart."""
    for name in form.fields:
        value = getattr(form.instance, name, None)
        if hasattr(value, "stream_block"):
            for block in value:
                block.id = block.id or str(uuid4())


def _block_number(value: Any, path: str) -> int | None:
    """The place, from 1, of the StreamField block that a content path leads into."""
    parts = path.split(".")
    for number, block in enumerate(value or (), start=1) if hasattr(value, "stream_block") else ():
        if len(parts) > 1 and str(block.id) == parts[1]:
            return number
    return None


class UnitPageForm(UnitReferencesMixin, WagtailAdminPageForm):
    """The form that every page type is edited with."""

    def owning_unit_id(self) -> int | None:
        return unit_id_of(self.instance if self.instance.pk else self.parent_page)


class UnitOwnedForm(UnitReferencesMixin, WagtailAdminModelForm):
    """The form that every snippet is edited with; stamps a new one with the unit worked in and its maker."""

    def owning_unit_id(self) -> int | None:
        return self.instance.unit_id

    def _post_clean(self) -> None:
        if self.instance.unit_id is None and self.for_user is not None:
            self.instance.unit_id = working_unit_id(self.for_user)
            self.instance.owner_id = self.for_user.pk
        super()._post_clean()
        if self.instance.unit_id is None:
            self.add_error(None, _("Hãy chọn đơn vị bạn đang làm việc rồi lưu lại."))
