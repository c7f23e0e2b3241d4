"""Cases for tests; every function passes the delivering unit explicitly."""

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from wagtail.models import Locale

from sites.documents.models import Field
from sites.procedures.cases import delivering
from sites.procedures.cases.enums import Channel
from sites.procedures.models import Agency, CaseDelivery, Procedure
from sites.units.models import Unit

_numbers = count(1)
FACT = "0042"


def make_case_procedure(unit: Unit, code: str = "1.001193", field: str = "", **fields: Any) -> Procedure:
    """A published procedure of the shortest kind, of a unit that is no matter."""
    return Procedure.objects.create(
        unit=unit,
        code=code,
        slug=f"thu-tuc-{next(_numbers)}",
        name=fields.pop("name", f"Thủ tục {code}"),
        field=Field.objects.get(code=field) if field else Field.objects.order_by("pk").first(),
        agency=Agency.objects.first() or Agency.objects.create(code="thu", name="Cơ quan thử"),
        applicants="Cá nhân",
        result="Giấy chứng nhận",
        locale=Locale.objects.get(language_code="vi"),
        live=True,
        **{"time_value": 3, **fields},
    )


def row(code: str, version: int | None = 1, **values: Any) -> dict[str, Any]:
    """A row as a sender's program writes it: received on 2 March 2026, promised for the 5th."""
    given = {
        "code": code,
        "version": version,
        "procedure": "1.001193",
        "state": "received",
        "received_on": "2026-03-02",
        "due_on": "2026-03-05",
        "fact": FACT,
    } | values
    return {name: value for name, value in given.items() if value is not None}


def deliver(unit: Unit, *rows: Any, name: str = "") -> CaseDelivery:
    """What a program of the system delivers for the unit."""
    delivery = CaseDelivery(unit=unit, channel=Channel.PROGRAM, name=name)
    return delivering.take(delivery, enumerate(rows, start=1))


def kinds(delivery: CaseDelivery) -> dict[int, str]:
    """Why each line was set aside."""
    return dict(delivery.faults.values_list("line", "kind"))


def days(*written: str) -> Iterable[date]:
    return [date.fromisoformat(one) for one in written]
