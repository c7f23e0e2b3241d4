"""What the address of a list of documents asks for, and the address of what is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from .enums import Effect
from .models import IssuingBody
from .services.listing import FIRST_YEAR, LAST_YEAR, Cursor, Wanted
from .services.places import names, units_below

SITE, BELOW, ALL = "site", "below", "all"
SCOPES = (SITE, BELOW, ALL)
# Readers' names of the filters in addresses; the search calls them the same.
PARAMETERS = {
    "type": "loai",
    "issuer": "co-quan",
    "field": "linh-vuc",
    "year": "nam",
    "effect": "hieu-luc",
    "tier": "cap",
}
SCOPE, AFTER, BEFORE, OPENED = "pham-vi", "sau", "truoc", "mo"
EFFECTS = list(Effect)
MAX_KEY = 2**31 - 1


@dataclass(frozen=True)
class Asked:
    """A list as a reader asked for it: whose documents, which filters, which page.

    `problems` are sentences about what was asked and cannot be; it is left out. `opened` is the filter of which all
    values are shown.
    """

    unit_id: int
    scope: str = SITE
    chosen: dict[str, int] = field(default_factory=dict)
    after: Cursor | None = None
    before: Cursor | None = None
    opened: str = ""
    issuer_name: str = ""
    problems: tuple[str, ...] = ()

    @property
    def is_first_page(self) -> bool:
        return self.after is None and self.before is None

    def wanted(self, closed: Iterable[int]) -> Wanted:
        """The same for the listing service; `closed` are the units whose site readers may not see."""
        columns = {name: value for name, value in self.chosen.items() if name != "year"}
        hidden = tuple(closed)
        units = None
        if self.scope == BELOW:
            units = units_below(self.unit_id)
            if units is not None and len(units) == 1:
                columns["unit"], units = units[0], None
        elif self.scope == SITE:
            columns["unit"] = self.unit_id
        # Only what could be among those shown matters; without any, all numbers are known beforehand.
        among = (columns["unit"],) if "unit" in columns else units
        if among is not None:
            hidden = tuple(key for key in hidden if key in among)
        return Wanted(columns, self.chosen.get("year"), units, hidden)

    def first_page(self) -> "Asked":
        return replace(self, after=None, before=None, problems=())


def code_of(name: str, value: int) -> str:
    """A value of a filter as it stands in an address."""
    if name == "effect":
        return str(EFFECTS[value - 1]) if 0 < value <= len(EFFECTS) else ""
    if name in ("year", "issuer"):
        return str(value)
    known = names()[name].get(value)
    return known.code if known else ""


def label_of(name: str, value: int) -> str:
    """A value of a filter as readers call it; issuers are looked up together, elsewhere."""
    if name == "effect":
        return str(EFFECTS[value - 1].label) if 0 < value <= len(EFFECTS) else ""
    if name == "year":
        return str(value)
    known = names()[name].get(value)
    return str(known) if known else ""


def _value(name: str, typed: str) -> int | None:
    """The value that an address names, or None where there is no such value."""
    if name == "effect":
        return EFFECTS.index(typed) + 1 if typed in Effect.values else None
    if name == "year":
        return int(typed) if len(typed) == 4 and typed.isascii() and typed.isdigit() and _is_year(typed) else None
    if name == "issuer":
        is_key = typed.isascii() and typed.isdigit() and len(typed) < 11 and int(typed) <= MAX_KEY
        return int(typed) if is_key else None
    return next((known.key for known in names()[name].values() if known.code == typed), None)


def _is_year(typed: str) -> bool:
    return FIRST_YEAR <= int(typed) <= LAST_YEAR


def parse(request: HttpRequest) -> Asked:
    """What the address of a request asks for; what cannot be understood is left out with a sentence."""
    data = request.GET
    problems: list[str] = []
    chosen: dict[str, int] = {}
    for name, parameter in PARAMETERS.items():
        typed = data.get(parameter, "")
        if not typed:
            continue
        value = _value(name, typed)
        if value is None:
            problems.append(
                _("Không có giá trị “%(typed)s” trong bộ lọc này; bộ lọc đã được bỏ.") % {"typed": typed[:60]}
            )
        else:
            chosen[name] = value
    issuer_name = _issuer_name(chosen, problems)
    scope = data.get(SCOPE, SITE)
    asked = Asked(
        unit_id=request.unit_host.unit_id,
        scope=scope if scope in SCOPES else SITE,
        chosen=chosen,
        opened=data[OPENED] if data.get(OPENED) in PARAMETERS.values() else "",
        issuer_name=issuer_name,
    )
    after, before = _cursor(data.get(AFTER, ""), chosen), _cursor(data.get(BEFORE, ""), chosen)
    if (data.get(AFTER) and not after) or (data.get(BEFORE) and not before) or (after and before):
        problems.append(_("Địa chỉ này không chỉ đúng một trang nào của danh sách; dưới đây là trang đầu."))
        after = before = None
    return replace(asked, after=after, before=before, problems=tuple(problems))


def _cursor(typed: str, chosen: dict[str, int]) -> Cursor | None:
    cursor = Cursor.parse(typed)
    return cursor if cursor and Wanted(year=chosen.get("year")).holds(cursor) else None


def _issuer_name(chosen: dict[str, int], problems: list[str]) -> str:
    """The name of the issuer chosen; one that is not there is left out."""
    if "issuer" not in chosen:
        return ""
    body = IssuingBody.objects.filter(pk=chosen["issuer"]).first()
    if body is None:
        del chosen["issuer"]
        problems.append(_("Không có cơ quan ban hành này; bộ lọc đã được bỏ."))
        return ""
    return str(body)


def address(asked: Asked, **changes: Any) -> str:
    """The query string of a list: its scope and filters, and what `changes` adds; empty where nothing is asked."""
    parts: dict[str, Any] = {SCOPE: "" if asked.scope == SITE else asked.scope}
    parts |= {PARAMETERS[name]: code_of(name, value) for name, value in asked.chosen.items()}
    parts |= changes
    kept = {name: str(value) for name, value in parts.items() if value}
    return f"?{urlencode(kept)}" if kept else ""
