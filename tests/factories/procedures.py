"""Procedures and what units say of them; every function passes the owning unit explicitly."""

from datetime import date

from wagtail.models import Locale

from sites.documents.models import Field
from sites.procedures.models import (
    Agency,
    ApplicantGroup,
    LegalBasis,
    LifeEvent,
    LocalFacts,
    Procedure,
    ProcedureLevel,
    ServiceLevel,
)
from sites.units.models import Tier, Unit

STEPS = [
    {"type": "step", "value": {"title": "Chuẩn bị hồ sơ", "text": "Điền tờ khai.", "days": ""}},
    {"type": "step", "value": {"title": "Nộp hồ sơ", "text": "Nộp tại nơi tiếp nhận.", "days": "trong ngày"}},
]
WAYS = [{"type": "way", "value": {"way": "direct", "text": "Trong giờ làm việc."}}]
PAPERS = [
    {"name": "Tờ khai", "originals": 1, "copies": None, "only_show": False, "note": ""},
    {"name": "Giấy chứng sinh", "originals": 1, "copies": 1, "only_show": False, "note": ""},
]
DOSSIERS = [{"type": "dossier", "value": {"case": "", "papers": PAPERS}}]
FEES = [{"type": "fee", "value": {"name": "Lệ phí", "amount": 8000, "note": ""}}]


def make_procedure(
    unit: Unit,
    code: str = "DEMO.HT.001",
    name: str = "Đăng ký khai sinh",
    *,
    tiers: tuple[str, ...] = ("commune",),
    field: str = "tu-phap-ho-tich",
    agency: str = "ubnd-cap-xa",
    events: tuple[str, ...] = (),
    groups: tuple[str, ...] = (),
    level: str = "",
    reason: str = "",
    live: bool = True,
    language: str = "vi",
    **fields: object,
) -> Procedure:
    """A published procedure with steps, papers and a fee; the lists are named by their codes."""
    values: dict[str, object] = {
        "applicants": "Cha, mẹ hoặc người thân thích",
        "result": "Giấy khai sinh",
        "steps": STEPS,
        "ways": WAYS,
        "dossiers": DOSSIERS,
        "fees": FEES,
        "time_value": 1,
        "valid_from": date(2025, 7, 1),
    }
    procedure = Procedure(
        unit=unit,
        code=code,
        name=name,
        live=live,
        locale=Locale.objects.get(language_code=language),
        field=Field.objects.get(code=field),
        agency=Agency.objects.get(code=agency),
        **values | fields,
    )
    procedure.tiers = Tier.objects.filter(code__in=tiers)
    procedure.events = LifeEvent.objects.filter(code__in=events)
    procedure.groups = ApplicantGroup.objects.filter(code__in=groups)
    procedure.bases = [LegalBasis(text="Luật Hộ tịch 2014", provisions="điều 13")]
    if level:
        found = ServiceLevel.objects.get(code=level)
        procedure.levels = [ProcedureLevel(level=found, valid_from=found.valid_from, reason=reason)]
    procedure.save()
    return procedure


def make_facts(unit: Unit, procedure: Procedure | None = None, **values: object) -> LocalFacts:
    """What a unit says, published."""
    return LocalFacts.objects.create(unit=unit, procedure=procedure, **{"live": True, **values})
