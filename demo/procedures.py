"""The demo's procedures: written for it, numbered in the series DEMO, and localised in departments and communes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import Locale

from portal.core import text
from sites.documents.models import Field, OfficialDocument
from sites.documents.services.files import store_files
from sites.procedures.enums import Offered
from sites.procedures.importing import cells
from sites.procedures.models import (
    Agency,
    ApplicantGroup,
    LegalBasis,
    LifeEvent,
    LocalFacts,
    Procedure,
    ProcedureFile,
    ProcedureLevel,
    ServiceLevel,
)
from sites.procedures.services.serving import LANGUAGE
from sites.units.models import Tier, Unit, UnitVersion

from .facts import Country, in_sentence
from .models import DemoItem
from .pages import INDEXES
from .papers import NOTE, letter
from .texts import content

KEY = "procedures"
ONE_STOP = "Nghị định 118/2025/NĐ-CP"
COLUMNS = (*("name", "summary", "papers", "work", "result", "time", "fee", "level", "events", "groups", "keywords"),)
SCOPES = {"T": "toan-trinh", "P": "mot-phan", "I": "cung-cap-thong-tin"}
FORMER = {"T": "muc-do-4", "P": "muc-do-3", "I": "muc-do-2"}
FIRST_DAY, REFORM = date(2022, 8, 15), date(2025, 7, 1)
SAID = {"direct": "Nộp trong giờ làm việc, lấy số và nhận giấy hẹn ngay.", "post": "Gửi hồ sơ và nhận kết quả tại nhà."}
ON_LINE = "Đăng nhập bằng VNeID, chọn đơn vị nơi bạn ở, điền mẫu và tải giấy tờ lên."
# So many communes say more than what the province says for all.
LOCALISED, WITH_FORMS = 14, 10


@dataclass(frozen=True)
class Plan:
    """A line of the content with what its group says."""

    code: str
    group: dict[str, Any]
    values: dict[str, str]

    @property
    def level(self) -> tuple[str, str]:
        """The letter of the level, and the code of its reason."""
        letter_, _space, reason = self.values["level"].partition(" ")
        return letter_, reason


def plans() -> Iterator[Plan]:
    for group in content("procedures.toml")["group"]:
        for number, line in enumerate(group["lines"].strip().splitlines(), 1):
            parts = [part.strip() for part in line.split("|")]
            yield Plan(f"DEMO.{group['series']}.{number:03}", group, dict(zip(COLUMNS, parts, strict=True)))


class Catalogue:
    """Writes the procedures of the province and what its units say of them, once."""

    def __init__(self, country: Country) -> None:
        self.country = country
        self.chance = Random("procedures")
        self.locale = Locale.objects.get(language_code=LANGUAGE)
        self.tiers = {tier.code: tier for tier in Tier.objects.all()}
        self.present = {version.tier.code for version in country.versions}
        self.levels = {level.code: level for level in ServiceLevel.objects.all()}
        self.reasons = content("procedures.toml")["reasons"]

    @cached_property
    def lists(self) -> dict[str, dict[str, Any]]:
        models = {"field": Field, "agency": Agency, "events": LifeEvent, "groups": ApplicantGroup}
        return {name: {row.code: row for row in model.objects.all()} for name, model in models.items()}

    def write(self) -> None:
        if DemoItem.objects.filter(key=KEY).exists():
            return
        with transaction.atomic():
            made = [self._procedure(plan) for plan in plans()]
            self._translate(made)
            self._localise(made)
            DemoItem.objects.create(key=KEY)
            # The indexes do not know them yet.
            DemoItem.objects.filter(key=INDEXES).delete()

    # --- Procedures --------------------------------------------------------------------------------

    def _procedure(self, plan: Plan) -> Procedure:
        group, values = plan.group, plan.values
        tier = group["tier"] if group["tier"] in self.present else "commune"
        agency = group["agency"] if tier == group["tier"] else "ubnd-cap-xa"
        days = values["time"]
        procedure = Procedure(
            unit=self.country.province.unit,
            code=plan.code,
            locale=self.locale,
            live=True,
            is_sample=True,
            name=values["name"],
            summary=values["summary"],
            keywords=values["keywords"],
            field=self.lists["field"][group["field"]],
            agency=self.lists["agency"][agency],
            decided_by=group["decided_by"],
            applicants=self._applicants(values["groups"]),
            result=values["result"],
            steps=self._steps(plan, tier),
            ways=self._ways(plan),
            dossiers=self._dossiers(values["papers"]),
            fees=self._fees(int(values["fee"])),
            time_value=int(days.removesuffix("d")),
            time_unit="day" if days.endswith("d") else "working_day",
            valid_from=FIRST_DAY,
        )
        procedure.tiers = [self.tiers[tier]]
        procedure.events = [self.lists["events"][code] for code in values["events"].split(",")]
        procedure.groups = [self.lists["groups"][code] for code in values["groups"].split(",")]
        procedure.bases = [self._basis(basis) for basis in (*group["basis"], ONE_STOP)]
        procedure.levels = list(self._levels(plan))
        self._publish(procedure)
        return procedure

    def _publish(self, procedure: Procedure) -> None:
        """One in four had a longer time limit before the reform; the others hold as they were announced."""
        now = procedure.time_value
        if now and self.chance.random() < 0.25:
            procedure.time_value = now + max(1, now // 3)
            procedure.save()
            procedure.time_value, procedure.valid_from = now, REFORM
            procedure.change_note = "Rút ngắn thời hạn giải quyết; hồ sơ nộp được ở mọi nơi tiếp nhận trong tỉnh."
        procedure.save()

    def _applicants(self, codes: str) -> str:
        names = [self.lists["groups"][code].name for code in codes.split(",")]
        return "Mọi công dân" if names == ["Mọi người dân"] else "; ".join(names)

    def _steps(self, plan: Plan, tier: str) -> list[dict[str, Any]]:
        place = "Trung tâm Phục vụ hành chính công" + (" tỉnh" if tier == "province" else " nơi bạn ở")
        papers = plan.values["papers"].startswith("(")
        steps = [
            ("Chuẩn bị giấy tờ", "Xem danh sách ở trên; giấy tờ đã có trong VNeID thì không phải nộp lại.", ""),
            ("Nộp hồ sơ", f"Nộp tại {place}, qua Cổng Dịch vụ công quốc gia hoặc bưu chính.", "trong ngày"),
            ("Cơ quan giải quyết", plan.values["work"], self._days(plan.values["time"])),
            ("Nhận kết quả", f"{plan.values['result']}, nhận tại nơi nộp, tại nhà hoặc trong VNeID.", ""),
        ]
        return cells.steps([dict(zip(("title", "text", "days"), step, strict=True)) for step in steps[papers:]])

    @staticmethod
    def _days(time: str) -> str:
        if time == "0":
            return "trong ngày"
        return f"{time[:-1]} ngày" if time.endswith("d") else f"{time} ngày làm việc"

    def _ways(self, plan: Plan) -> list[dict[str, Any]]:
        ways = [{"way": "direct", "text": SAID["direct"]}, {"way": "post", "text": SAID["post"]}]
        letter_, _reason = plan.level
        return cells.ways(ways if letter_ == "I" else [{"way": "online", "text": ON_LINE}, *ways])

    @staticmethod
    def _dossiers(papers: str) -> list[dict[str, Any]]:
        if papers.startswith("("):
            return []
        rows = []
        for paper in papers.split(";"):
            name = paper.strip()
            kind, name = (name[0], name[1:]) if name[0] in "*=" else ("", name)
            rows.append(
                {"name": name, "originals": None if kind else 1, "copies": 1 if kind == "=" else None}
                | {"only_show": kind == "*", "note": ""}
            )
        return cells.dossiers(rows)

    @staticmethod
    def _fees(amount: int) -> list[dict[str, Any]]:
        return cells.fees([{"name": "Phí, lệ phí", "amount": amount, "note": ""}] if amount else [])

    @cached_property
    def _acts(self) -> dict[str, OfficialDocument]:
        """The acts that the province shows, by their folded symbol."""
        found = OfficialDocument.objects.filter(unit=self.country.province.unit, live=True, is_sample=False)
        return {document.symbol_key: document for document in found if document.symbol_key}

    def _basis(self, said: str) -> LegalBasis:
        symbol = text.fold(said.split()[-1])
        document = self._acts.get(symbol)
        return LegalBasis(document=document, text="" if document else said)

    def _levels(self, plan: Plan) -> Iterator[ProcedureLevel]:
        letter_, reason = plan.level
        said = self.reasons[reason] if reason else ""
        former, scope = self.levels[FORMER[letter_]], self.levels[SCOPES[letter_]]
        yield ProcedureLevel(level=former, valid_from=date(2019, 1, 1), valid_to=former.valid_to)
        yield ProcedureLevel(level=scope, valid_from=scope.valid_from, reason=said)
        proactive = self.levels[f"chu-dong-{self.chance.choices(range(5), [40, 30, 20, 8, 2])[0]}"]
        yield ProcedureLevel(level=proactive, valid_from=proactive.valid_from)

    # --- English -----------------------------------------------------------------------------------

    def _translate(self, made: list[Procedure]) -> None:
        english = Locale.objects.filter(language_code="en").first()
        by_code = {procedure.code: procedure for procedure in made}
        if english is None:
            return
        for row in content("procedures_en.toml")["procedure"]:
            source = by_code[row["code"]]
            copy = source.copy_for_translation(english)
            copy.live = True
            for name in ("name", "summary", "keywords", "applicants", "result", "decided_by"):
                setattr(copy, name, row.get(name, ""))
            copy.steps, copy.ways = cells.steps(row["steps"]), cells.ways(row["ways"])
            copy.dossiers, copy.fees = cells.dossiers(row["papers"]), cells.fees(row.get("fees", []))
            copy.change_note = ""
            copy.save()

    # --- Local facts -------------------------------------------------------------------------------

    def _localise(self, made: list[Procedure]) -> None:
        """The province says what holds everywhere; some communes and departments say more, none copies anything."""
        province = self.country.province
        self._say(
            province.unit,
            place="Trung tâm Phục vụ hành chính công",
            hours="Thứ Hai đến thứ Sáu, 7:30–11:30 và 13:30–17:00",
            note="Hồ sơ nộp được ở bất kỳ trung tâm nào trong tỉnh, không phụ thuộc nơi cư trú.",
        )
        for version in self.country.versions:
            if version.tier.code == "department":
                self._say(version.unit, place=f"Quầy của {version.full_name}, Trung tâm Phục vụ hành chính công tỉnh")
        communes = [version for version in self.country.versions if version.tier.code == "commune"]
        chosen = self.chance.sample(communes, k=min(LOCALISED, len(communes)))
        named = [version for version in communes if version.name in ("Trung Môn", "Tân Trào", "Hòa An", "Minh Xuân")]
        births, fees = made[0], [procedure for procedure in made if procedure.fees]
        for number, version in enumerate(dict.fromkeys([*named, *chosen]), 1):
            self._commune(version, number)
            if number % 3 == 0:
                self._say(
                    version.unit,
                    births,
                    person=f"Công chức hộ tịch bàn số {1 + number % 4}",
                    contact="Tư pháp – Hộ tịch",
                )
            if number % 4 == 0:
                self._say(
                    version.unit, self.chance.choice(fees), fee="Giảm 50% khi nộp trực tuyến đến hết năm (minh hoạ)"
                )
            if number % 5 == 0:
                self._say(version.unit, made[8], offered=Offered.NO, note="Nộp tại Trung tâm của xã, phường bên cạnh.")

    def _commune(self, version: UnitVersion, number: int) -> None:
        hours = {"hours": "Thứ Hai đến sáng thứ Bảy, 7:00–11:30 và 13:30–17:00"} if number % 2 else {}
        self._say(
            version.unit,
            place=f"Trung tâm Phục vụ hành chính công {in_sentence(version)}",
            address=f"Nhà làm việc Uỷ ban nhân dân {in_sentence(version)} (minh hoạ)",
            phone=f"0207 000 {number:03}",
            **hours,
        )

    @staticmethod
    def _say(unit: Unit, procedure: Procedure | None = None, **values: str) -> None:
        LocalFacts.objects.create(unit=unit, procedure=procedure, live=True, **values)

    # --- Forms -------------------------------------------------------------------------------------

    def attach_forms(self) -> None:
        """A form to download for some; after the rest, because making files takes longest."""
        key = f"{KEY}:forms"
        if DemoItem.objects.filter(key=key).exists():
            return
        unit = self.country.province.unit
        rows = list(Procedure.objects.filter(unit=unit, locale=self.locale, is_sample=True).order_by("pk")[:WITH_FORMS])
        titles = [f"Tờ khai {row.name[:1].lower()}{row.name[1:]}" for row in rows]
        lines = ["Họ, tên người yêu cầu: ……………", "Số định danh: ……………", "Nơi cư trú: ……………", f"({NOTE})"]
        uploads = [
            ContentFile(letter("Tờ khai", title, [row.name, *lines]), name=f"{text.slugify(row.code)}.docx")
            for row, title in zip(rows, titles, strict=True)
        ]
        with transaction.atomic():
            for row, title, stored in zip(rows, titles, store_files(uploads, unit=unit), strict=True):
                if isinstance(stored, Exception):
                    raise stored
                row.attachments = [ProcedureFile(stored=stored, title=title[:250])]
                row.save()
            DemoItem.objects.create(key=key)
