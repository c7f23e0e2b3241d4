"""One row of a delivery: what it may say, and what becomes of it beside what is known of the case.

Rows come from anybody's program or table. What is refused is named by a code (`enums.Fault`) and a sentence that
repeats nothing of the row, since what stands in the wrong column may be somebody's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.core import text
from portal.core.working_days import Calendar, local_day
from portal.media.tables import as_text
from sites.documents.importing.values import RowProblem, day

from ..enums import TimeUnit
from .codes import FACT, HASHED_FACT, clean_code, hash_fact, keyed
from .enums import FOLLOWING, OPEN_STATES, CaseState, Fault

KEYS = (
    *("code", "version", "procedure", "unit", "state"),
    *("received_on", "due_on", "finished_on", "new_due_on", "fact", "fact_sha256"),
)
HIGHEST_VERSION = 2**63 - 1


class Refused(Exception):
    """A row that is set aside; `kind` is one of `Fault` and the message a sentence."""

    def __init__(self, kind: Fault, reason: str = "") -> None:
        super().__init__(reason or f"{kind.label}.")
        self.kind = kind


@dataclass(frozen=True)
class KnownProcedure:
    """What a delivery needs to know of a procedure."""

    pk: int
    field_id: int
    time_value: int | None
    time_unit: str


@dataclass(frozen=True)
class Content:
    """What is stored of a case besides its code, its unit and its version."""

    procedure_id: int
    field_id: int
    state: str
    received_on: date
    due_on: date
    finished_on: date | None
    new_due_on: date | None
    fact: bytes | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


@dataclass(frozen=True)
class Checked:
    """A row that can be understood. Without a `version` it is newer than what is known; without a day promised
    (`due_given`) the one that is known holds.
    """

    line: int
    code: str
    version: int | None
    content: Content
    due_given: bool


@dataclass(frozen=True)
class World:
    """What rows are checked against: the procedures by code, the unit's own codes, those of all units, the clock."""

    procedures: Mapping[str, KnownProcedure]
    own_codes: frozenset[str]
    all_codes: frozenset[str]
    calendar: Calendar
    today: date
    # The second fact of a case finished before this day is not kept.
    facts_from: date


@cache
def _states() -> dict[str, str]:
    """The states by their codes and by their names, which are in Vietnamese whatever the sender's language is."""
    with translation.override("vi"):
        names = {text.fold(str(name)): code for code, name in CaseState.choices}
    return names | {text.fold(code): code for code in CaseState.values}


def state_of(value: Any) -> str:
    key = text.fold(as_text(value))
    if not as_text(value).strip():
        raise Refused(Fault.MISSING, _("Thiếu tình trạng của hồ sơ."))
    found = _states().get(key)
    if found is None:
        raise Refused(
            Fault.STATE, _("Tình trạng phải là một trong: %(names)s.") % {"names": ", ".join(CaseState.values)}
        )
    return found


def read_row(line: int, row: Mapping[str, Any], world: World) -> Checked:
    """What a row says; raises `Refused` for one that cannot be taken whatever is known of the case."""
    if unknown := sorted(set(row) - set(KEYS)):
        # A key may hold anything; its place among the others tells enough.
        raise Refused(
            Fault.UNKNOWN_KEY,
            _("Có %(number)d mục ngoài danh mục. Không gửi họ tên hay thông tin khác của người nộp.")
            % {"number": len(unknown)},
        )
    code = _code(row)
    _own_unit(row, world)
    version = _version(row.get("version"))
    procedure = _procedure(row, world)
    state = state_of(row.get("state"))
    received_on = _day(row, "received_on")
    if received_on is None:
        raise Refused(Fault.MISSING, _("Thiếu ngày nhận hồ sơ."))
    content = Content(
        procedure_id=procedure.pk,
        field_id=procedure.field_id,
        state=state,
        received_on=received_on,
        due_on=_due(row, received_on, procedure, world.calendar),
        finished_on=_day(row, "finished_on"),
        new_due_on=_day(row, "new_due_on"),
        fact=_fact(row, code),
    )
    _refuse_nonsense(content, world.today)
    if content.finished_on and content.finished_on < world.facts_from:
        content = replace(content, fact=None)
    return Checked(line, code, version, content, row.get("due_on") not in (None, ""))


def _code(row: Mapping[str, Any]) -> str:
    if row.get("code") in (None, ""):
        raise Refused(Fault.MISSING, _("Thiếu mã hồ sơ."))
    code = clean_code(as_text(row["code"]))
    if not code:
        raise Refused(Fault.CODE, _("Mã hồ sơ không đúng dạng, ví dụ đúng: 000.00.08.H60-250701-0001."))
    return code


def _own_unit(row: Mapping[str, Any], world: World) -> None:
    given = as_text(row.get("unit")).strip()
    if not given or given in world.own_codes:
        return
    if given in world.all_codes:
        raise Refused(Fault.OTHER_UNIT, _("Dòng ghi mã của một đơn vị khác. Mỗi đơn vị tự gửi hồ sơ của mình."))
    raise Refused(Fault.UNKNOWN_UNIT, _("Không có đơn vị nào mang mã đã ghi."))


def _version(value: Any) -> int | None:
    if value in (None, ""):
        return None
    written = as_text(value).strip()
    if isinstance(value, bool) or not (written.isascii() and written.isdecimal()) or len(written) > 19:
        raise Refused(Fault.VERSION, _("Số phiên bản phải là số nguyên không âm, lớn dần."))
    if (number := int(written)) > HIGHEST_VERSION:
        raise Refused(Fault.VERSION, _("Số phiên bản quá lớn."))
    return number


def _procedure(row: Mapping[str, Any], world: World) -> KnownProcedure:
    given = as_text(row.get("procedure")).strip()
    if not given:
        raise Refused(Fault.MISSING, _("Thiếu mã thủ tục."))
    found = world.procedures.get(given.upper())
    if found is None:
        raise Refused(Fault.UNKNOWN_PROCEDURE, _("Không có thủ tục nào mang mã đã ghi."))
    return found


def _day(row: Mapping[str, Any], name: str) -> date | None:
    value = row.get(name)
    if value in (None, ""):
        return None
    try:
        if isinstance(value, str) and "T" in value:
            # With a clock, perhaps that of another zone: the day is that of Vietnam.
            value = datetime.fromisoformat(value.strip())
        if isinstance(value, datetime):
            value = local_day(value)
        if isinstance(value, bool | float | list | dict):
            raise ValueError
        return day(value, name)
    except (RowProblem, ValueError, OverflowError) as error:
        raise Refused(
            Fault.DATE, _("Mục %(name)s không phải ngày hợp lệ; hãy ghi dạng 2026-03-31.") % {"name": name}
        ) from error


def _due(row: Mapping[str, Any], received_on: date, procedure: KnownProcedure, calendar: Calendar) -> date:
    """The day promised; where the sender leaves it out, that of the procedure's own time limit."""
    due_on = _day(row, "due_on")
    if due_on is not None:
        return due_on
    limit = procedure.time_value
    if limit is not None and procedure.time_unit == TimeUnit.WORKING_DAY:
        return calendar.add(received_on, limit)
    if limit is not None and procedure.time_unit == TimeUnit.DAY:
        return calendar.add_calendar_days(received_on, limit)
    raise Refused(Fault.MISSING, _("Thiếu ngày hẹn trả, và thủ tục không ghi thời hạn theo ngày."))


def _fact(row: Mapping[str, Any], code: str) -> bytes | None:
    fact, hashed = as_text(row.get("fact")).strip(), as_text(row.get("fact_sha256")).strip().lower()
    if not fact and not hashed:
        return None
    if fact and hashed:
        raise Refused(Fault.FACT, _("Chỉ gửi một trong hai mục fact và fact_sha256."))
    if hashed:
        if not HASHED_FACT.fullmatch(hashed):
            raise Refused(Fault.FACT, _("Mục fact_sha256 phải là 64 chữ số thập lục phân."))
        return keyed(hashed)
    # A spreadsheet drops the noughts in front of a number.
    fact = fact.zfill(4) if isinstance(row.get("fact"), int) else fact
    if not FACT.fullmatch(fact):
        raise Refused(Fault.FACT, _("Chỉ gửi đúng bốn số cuối của điện thoại hoặc giấy tờ, không gửi cả số."))
    return keyed(hash_fact(code, fact))


def _refuse_nonsense(content: Content, today: date) -> None:
    if content.due_on < content.received_on:
        raise Refused(Fault.DUE_BEFORE_RECEIVED)
    if content.received_on > today or (content.finished_on and content.finished_on > today):
        raise Refused(Fault.IN_THE_FUTURE, _("Ngày nhận hoặc ngày có kết quả ở tương lai."))
    if content.finished_on and content.finished_on < content.received_on:
        raise Refused(Fault.FINISHED_BEFORE_RECEIVED)
    if content.is_open and content.finished_on:
        raise Refused(Fault.FINISHED_STATE, _("Hồ sơ chưa giải quyết xong thì không có ngày kết quả."))
    if not content.is_open and not content.finished_on:
        raise Refused(Fault.FINISHED_STATE, _("Hồ sơ đã xong thì phải có ngày kết quả."))
    if content.new_due_on and content.new_due_on <= content.due_on:
        raise Refused(Fault.NEW_DUE)


# --- Beside what is known ------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """A case as it is stored."""

    unit_id: int
    version: int
    content: Content


class Outcome:
    MADE, CHANGED, UNCHANGED, OUTDATED = "made", "changed", "unchanged", "outdated"


def judge(row: Checked, known: Known | None, unit_id: int, facts_from: date) -> tuple[str, int, Content]:
    """What becomes of a row: the outcome, the version and the content to store. Raises `Refused`.

    `facts_from` as in `World`.
    """
    if known is None:
        return Outcome.MADE, row.version or 0, row.content
    if known.unit_id != unit_id:
        raise Refused(Fault.OTHER_UNIT, _("Mã hồ sơ này do đơn vị khác gửi. Hãy kiểm tra lại mã."))
    content, before = row.content, known.content
    if content.fact is None and (content.finished_on is None or content.finished_on >= facts_from):
        # Who delivers a change need not repeat the fact.
        content = replace(content, fact=before.fact)
    if content.procedure_id == before.procedure_id:
        # The field of work and the time limit are those of the day on which the case came.
        content = replace(content, field_id=before.field_id)
        if not row.due_given and content.received_on == before.received_on:
            content = replace(content, due_on=before.due_on)
    version = known.version + 1 if row.version is None else row.version
    if version < known.version:
        return Outcome.OUTDATED, known.version, known.content
    if content == known.content:
        # A newer version that says the same still counts as the last one heard of.
        return Outcome.UNCHANGED, known.version if row.version is None else version, content
    if version == known.version:
        raise Refused(
            Fault.SAME_VERSION, _("Đã có phiên bản này với nội dung khác. Hãy gửi lại với phiên bản lớn hơn.")
        )
    if content.state != known.content.state and content.state not in FOLLOWING[CaseState(known.content.state)]:
        raise Refused(
            Fault.BACKWARDS,
            _("Hồ sơ đang ở tình trạng “%(before)s” nên không thể chuyển sang “%(after)s”.")
            % {"before": CaseState(known.content.state).label, "after": CaseState(content.state).label},
        )
    return Outcome.CHANGED, version, content
