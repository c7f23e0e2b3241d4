"""What a reader asks of the list of procedures: the parameters of its address, or sentences about them."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from .services.lists import names

# Readers' names of the filters in addresses, in the order in which pages offer them.
PARAMETERS = {
    "event": "su-kien",
    "group": "doi-tuong",
    "field": "linh-vuc",
    "agency": "co-quan",
    "tier": "cap",
    "level": "muc",
}
SCOPE, ALL, PAGE = "pham-vi", "tat-ca", "trang"


@dataclass(frozen=True)
class Asked:
    """`chosen` maps filters to keys of their lists; `all` asks for every procedure without a filter."""

    chosen: dict[str, int] = field(default_factory=dict)
    all: bool = False
    page: int = 1
    problems: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked: the reader is at the door."""
        return not (self.chosen or self.all or self.problems)

    def address(self, *, page: int = 1, **changes: int | None) -> str:
        """The query string of the list with filters changed; None takes one away."""
        chosen = {name: key for name, key in (self.chosen | changes).items() if key is not None}
        parts: dict[str, Any] = {PARAMETERS[name]: names()[name][key].code for name, key in chosen.items()}
        parts = parts or {SCOPE: ALL}
        return f"?{urlencode(parts | ({PAGE: page} if page > 1 else {}))}"


def parse(request: HttpRequest) -> Asked:
    """What the address of a request asks for; what cannot be understood is left out with a sentence."""
    problems: list[str] = []
    chosen: dict[str, int] = {}
    for name, parameter in PARAMETERS.items():
        typed = request.GET.get(parameter, "")
        if not typed:
            continue
        key = next((row.key for row in names()[name].values() if row.code == typed), None)
        if key is None:
            problems.append(
                _("Không có giá trị “%(typed)s” trong bộ lọc này; bộ lọc đã được bỏ.") % {"typed": typed[:60]}
            )
        else:
            chosen[name] = key
    number = request.GET.get(PAGE, "1")
    page = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 5 else 0
    if not page:
        problems.append(_("Địa chỉ này không chỉ đúng một trang nào của danh sách; dưới đây là trang đầu."))
    return Asked(chosen, request.GET.get(SCOPE) == ALL, page or 1, tuple(problems))
