"""Rows of procedures: checked, compared field by field with what is there, and kept as drafts."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Locale

from portal.core import text
from portal.media.tables import as_text
from sites.documents.importing.columns import Kind, register_kind
from sites.documents.importing.rows import Checked, Outcome
from sites.documents.importing.values import RowProblem, day, words
from sites.documents.models import Field, TableImport
from sites.units.models import Tier, Unit

from ..defining import can_define
from ..forms import why_not_national
from ..models import Agency, ApplicantGroup, LegalBasis, LifeEvent, Procedure, ProcedureLevel, ServiceLevel
from ..services import complete, content_of
from ..services.serving import LANGUAGE
from ..services.versions import why_not_from
from ..wording import differences
from . import cells as read
from .columns import COLUMNS, LABELS

KIND = "procedures"
_LENGTHS = {
    "code": 40,
    "name": 500,
    "summary": 600,
    "keywords": 300,
    "decided_by": 250,
    "applicants": 600,
    "time_note": 600,
    "result": 600,
    "conditions": 3000,
    "national_url": 500,
    "change_note": 500,
}
_PARTS: dict[str, Callable[[Any], list]] = {
    "steps": read.steps,
    "ways": read.ways,
    "dossiers": read.dossiers,
    "fees": read.fees,
}
# Without these a new procedure cannot be kept.
_NEEDED = ("field", "tiers", "agency", "applicants", "result")
_NOT_CHECKED = ("unit", "owner", "slug", "latest_revision", "live_revision", "locked_by", *_PARTS)


class ProcedureRows:
    """Reads and writes the rows of one import of procedures. Columns that the table lacks leave what is there."""

    chunk = 50

    def __init__(self, table_import: TableImport) -> None:
        self.unit = table_import.unit
        self.owner = table_import.owner
        self.locale = Locale.objects.get(language_code=LANGUAGE)
        lists = {
            "field": Field,
            "agency": Agency,
            "tiers": Tier,
            "events": LifeEvent,
            "groups": ApplicantGroup,
            "level": ServiceLevel,
        }
        self.lists: dict[str, dict[str, Any]] = {
            name: {key: row for row in model.objects.all() for key in (text.fold(row.name), text.fold(row.code))}
            for name, model in lists.items()
        }

    # --- Reading -----------------------------------------------------------------------------------

    def check(self, line: int, cells: dict[str, Any]) -> Checked:
        """What the row says; raises `RowProblem` for one that cannot be taken."""
        values: dict[str, Any] = {
            name: words(cells[name], LABELS[name], limit, required=name in ("code", "name"))
            for name, limit in _LENGTHS.items()
            if name in cells or name in ("code", "name")
        }
        values |= {name: part(cells[name]) for name, part in _PARTS.items() if name in cells}
        if "time" in cells:
            values["time_value"], values["time_unit"] = read.time_limit(cells["time"])
        if cells.get("sets"):
            values["sets"] = read.whole(cells["sets"], "sets")
        if cells.get("valid_from"):
            values["valid_from"] = day(cells["valid_from"], LABELS["valid_from"])
        for name in ("field", "agency"):
            if as_text(cells.get(name)).strip():
                values[name] = self._listed(name, as_text(cells[name]))
        for name in ("tiers", "events", "groups"):
            if name in cells:
                values[name] = [self._listed(name, said) for said in read.several(cells[name])]
        if "bases" in cells:
            values["bases"] = read.bases(cells["bases"])
        if as_text(cells.get("level")).strip():
            reason = words(cells.get("level_reason"), LABELS["level_reason"], 600)
            values["level"] = (self._listed("level", as_text(cells["level"])), reason)
            if values["level"][0].needs_reason and not reason:
                raise RowProblem(_("mức “%(level)s” phải có lý do.") % {"level": values["level"][0].name})
        if values.get("national_url") and (reason := why_not_national(values["national_url"])):
            raise RowProblem(reason)
        return Checked(line, text.fold(values["code"]), values)

    def _listed(self, name: str, said: str) -> Any:
        found = self.lists[name].get(text.fold(said))
        if found is None:
            raise RowProblem(
                _("%(column)s “%(value)s” không có trong danh mục.") % {"column": LABELS[name], "value": said[:80]}
            )
        return found

    # --- Comparing ---------------------------------------------------------------------------------

    def _known(self, rows: Sequence[Checked]) -> dict[str, Procedure]:
        """The procedures of any unit that have one of these codes, by their folded code."""
        found = Procedure.objects.filter(code_key__in=[row.key for row in rows], locale=self.locale)
        return {procedure.code_key: procedure for procedure in found.select_related("locale", "latest_revision")}

    def _changed(self, row: Checked, known: Procedure | None) -> tuple[str, Procedure]:
        """What the row does, and the procedure as it would be; raises `RowProblem`."""
        if known is None:
            if missing := [str(LABELS[name]) for name in _NEEDED if not row.values.get(name)]:
                raise RowProblem(_("thủ tục mới thiếu: %(columns)s.") % {"columns": ", ".join(missing)})
            procedure = Procedure(unit=self.unit, owner=self.owner, live=False, locale=self.locale)
            self._put(procedure, row.values)
            return Outcome.MADE, procedure
        if known.unit_id != self.unit.pk:
            raise RowProblem(_("mã %(code)s là thủ tục của đơn vị khác.") % {"code": known.code})
        latest = known.get_latest_revision_as_object()
        before = content_of(latest)
        levels = _levels(latest)
        self._put(latest, row.values)
        if reason := why_not_from(latest, latest.valid_from):
            raise RowProblem(reason)
        found = differences(before, content_of(latest))
        row.remarks += [
            f"{one.label}: {' / '.join(one.before) or '–'} → {' / '.join(one.after) or '–'}"[:1000] for one in found
        ]
        if _levels(latest) != levels:
            row.remarks.append(f"{LABELS['level']}: {levels or '–'} → {_levels(latest)}")
        is_same = not found and _levels(latest) == levels
        return (Outcome.UNCHANGED if is_same else Outcome.CHANGED), latest

    def _put(self, procedure: Procedure, values: dict[str, Any]) -> None:
        for name, value in values.items():
            if name == "bases":
                procedure.bases = _kept_bases(procedure, value)
            elif name == "level":
                _put_level(procedure, *value, procedure.valid_from)
            else:
                setattr(procedure, name, value)
        complete(procedure)
        try:
            procedure.full_clean(exclude=_NOT_CHECKED)
        except ValidationError as error:
            raise RowProblem(" ".join(error.messages)) from error

    # --- What `running` asks -----------------------------------------------------------------------

    def foresee(self, rows: Sequence[Checked]) -> list[str]:
        """What writing each row would do; what would be different is remarked of the row, item by item."""
        known = self._known(rows)
        found = []
        for row in rows:
            try:
                # What is tried here takes locks of addresses, which must not last.
                with transaction.atomic():
                    what, _procedure = self._changed(row, known.get(row.key))
            except RowProblem as problem:
                what = Outcome.BAD
                row.remarks.append(str(problem))
            found.append(what)
        return found

    def write(self, rows: Sequence[Checked]) -> list[Outcome]:
        """Keep each row as a draft; inside the transaction of the caller."""
        known = self._known(rows)
        outcomes = []
        for row in rows:
            try:
                with transaction.atomic():
                    what, procedure = self._changed(row, known.get(row.key))
                    if what != Outcome.UNCHANGED:
                        self._keep(procedure)
            except (RowProblem, ValidationError) as problem:
                faults = problem.messages if isinstance(problem, ValidationError) else [str(problem)]
                outcomes.append(Outcome(row.line, Outcome.BAD, faults=faults))
                continue
            thing = procedure if what != Outcome.UNCHANGED else None
            outcomes.append(Outcome(row.line, what, thing=thing, remarks=row.remarks))
        return outcomes

    def _keep(self, procedure: Procedure) -> None:
        if not procedure.live:
            procedure.save()
        procedure.save_revision(user=self.owner, changed=True, clean=False, log_action=False)


def _levels(procedure: Procedure) -> str:
    return "; ".join(
        sorted(f"{row.level} ({row.reason})" if row.reason else str(row.level) for row in procedure.levels.all())
    )


def _kept_bases(procedure: Procedure, wanted: list[dict[str, str]]) -> list[LegalBasis]:
    """The wanted bases; one that is tied to a document of the portal already stays tied."""
    tied = {text.fold(str(basis)): basis.document for basis in procedure.bases.all() if basis.document_id}
    return [
        LegalBasis(document=tied.get(text.fold(basis["text"])), sort_order=place, **basis)
        for place, basis in enumerate(wanted)
    ]


def _put_level(procedure: Procedure, level: ServiceLevel, reason: str, since: date) -> None:
    """The level from this day on: the one of the same scheme ends, unless it is this one with this reason."""
    rows = list(procedure.levels.all())
    open_one = next((row for row in rows if row.valid_to is None and row.level.scheme == level.scheme), None)
    since = max(since, level.valid_from)
    if open_one is not None:
        if open_one.level_id == level.pk:
            open_one.reason = reason
            procedure.levels = rows
            return
        if open_one.valid_from >= since:
            rows.remove(open_one)
        else:
            open_one.valid_to = since
    procedure.levels = [*rows, ProcedureLevel(level=level, valid_from=since, reason=reason)]


def _why_not(unit: Unit) -> str | None:
    return None if can_define(unit) else _("Thủ tục do tỉnh và các sở công bố; đơn vị này không nhập thủ tục.")


register_kind(
    Kind(
        KIND,
        gettext_lazy("Thủ tục hành chính"),
        COLUMNS,
        lambda table_import, files: ProcedureRows(table_import),
        _why_not,
    )
)
