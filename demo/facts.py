"""What the demo knows about a unit: its place in the tree, and what is typical for where it lies."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.core import text
from sites.units.enums import HostRole
from sites.units.models import HostName, UnitVersion

from .texts import content

# How a type word stands in the middle of a sentence: small for places, as it is for authorities.
CAPITALISED = {"so", "ban", "van-phong", "thanh-tra"}
URBAN = {"phuong", "thi-tran", "quan", "thanh-pho", "thi-xa"}


def in_sentence(version: UnitVersion) -> str:
    """`Xã Trung Môn` → `xã Trung Môn`; `Sở Y tế` stays."""
    if version.unit_type.code in CAPITALISED:
        return version.full_name
    return version.full_name[:1].lower() + version.full_name[1:]


def enumerate_names(names: list[str]) -> str:
    """`A, B và C`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}" if names else ""


@dataclass
class Country:
    """All units of the demo, read once."""

    versions: list[UnitVersion]
    list_date: date
    hosts: dict[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, list_date: date) -> "Country":
        versions = list(
            UnitVersion.objects.on()
            .filter(unit__site__isnull=False)
            .select_related("unit__collection", "unit__settings", "tier", "unit_type")
            .order_by("tier__rank", "name_key", "code")
        )
        hosts = dict(HostName.objects.on().filter(role=HostRole.PRIMARY).values_list("unit_id", "host"))
        return cls(versions, list_date, hosts)

    @cached_property
    def by_unit(self) -> dict[int, UnitVersion]:
        return {version.unit_id: version for version in self.versions}

    @cached_property
    def province(self) -> UnitVersion:
        return next(version for version in self.versions if version.tier.code == "province")

    @property
    def authorities(self) -> list[UnitVersion]:
        """The units that issue documents, decide procedures and answer people."""
        return [version for version in self.versions if version.tier.is_authority]

    def below(self, version: UnitVersion, tier: str) -> list[UnitVersion]:
        """The units of a tier that stand directly under a unit."""
        return [other for other in self.versions if other.parent_id == version.unit_id and other.tier.code == tier]

    def count(self, tier: str) -> int:
        return sum(version.tier.code == tier for version in self.versions)

    def place(self, version: UnitVersion) -> dict[str, Any]:
        """What is typical for where the unit lies: its own district's, or what holds for the whole province."""
        places = content("places.toml")
        above = self.by_unit.get(version.parent_id or 0)
        for candidate in (version, above):
            if candidate is not None and candidate.tier.code == "district" and candidate.code in places:
                return places["default"] | places[candidate.code]
        return places["default"]

    def traits(self, version: UnitVersion) -> set[str]:
        """What an article's `where` may ask for. The province has everything its districts have."""
        if version.tier.code == "province":
            return {trait for place in content("places.toml").values() for trait in place["traits"]} | {"nong_thon"}
        urban = version.unit_type.code in URBAN
        return set(self.place(version)["traits"]) | ({"do_thi"} if urban else {"nong_thon"})

    def facts(self, version: UnitVersion, rng: Random, published: datetime | None = None) -> dict[str, str]:
        """The slots a text about the unit may use."""
        here = in_sentence(version)
        tier = version.tier.code
        above = self.by_unit.get(version.parent_id or 0, self.province)
        is_committee = version.tier.is_authority and version.unit_type.code not in CAPITALISED
        office = f"UBND {here}" if is_committee else here
        siblings = [other for other in self.below(above, tier) if other.unit_id != version.unit_id]
        chosen = rng.sample(siblings, min(3, len(siblings)))
        communes = self.below(version, "commune")
        place = self.place(version)
        area = f"{version.area_km2:.1f}".replace(".", ",") if version.area_km2 else ""
        below = [
            f"{self.count(code)} đơn vị {name}"
            for code, name in (("district", "cấp huyện"), ("commune", "cấp xã"))
            if self.count(code)
        ]
        label = self.hosts.get(version.unit_id, "").split(".")[0]
        return {
            "don_vi": here,
            "Don_vi": here[:1].upper() + here[1:],
            "co_quan": office,
            "Co_quan": office[:1].upper() + office[1:],
            "ten": version.name,
            "name_en": english_name(version),
            "cap": version.unit_type.name.lower() or "quốc gia",
            "cap_tren": in_sentence(above),
            "tinh": in_sentence(self.province),
            "thuoc_tinh": "" if above is self.province else f", {in_sentence(self.province)}",
            "thon": "tổ dân phố" if version.unit_type.code in URBAN else "thôn",
            "anh_em": enumerate_names([in_sentence(other) for other in chosen]) or "các đơn vị lân cận",
            "so_xa": str(len(communes)),
            "danh_sach_xa": enumerate_names([in_sentence(other) for other in communes]),
            "cac_don_vi": enumerate_names(below),
            "cac_cap_duoi": "các huyện, thành phố và cấp xã" if self.count("district") else "các xã, phường",
            "dien_tich_cau": f", rộng {area} km²" if area else "",
            "dien_tich_doan": f"Diện tích tự nhiên theo danh mục là {area} km²." if area else "",
            "ngay_danh_muc": f"{self.list_date:%d/%m/%Y}",
            "dia_chi": f"Trụ sở {office}, {in_sentence(self.province)}",
            "dien_thoai": "0207 000 000",
            "thu_dien_tu": f"vanthu@{self.hosts.get(version.unit_id) or settings.PORTAL_DOMAINS[0]}",
            "nguoi_chiu_trach_nhiem": responsible(version),
            "nhan": label,
            **{key: place[key] for key in ("song", "nong_san", "cay_chinh", "van_hoa", "le_hoi", "canh_quan")},
            **dates(published or timezone.now()),
            **{
                key: str(rng.randrange(*span))
                for key, span in (("so_a", (48, 92)), ("so_b", (45, 88)), ("so_c", (30, 80)))
            },
        }


def english_name(version: UnitVersion) -> str:
    return f"{version.name_en or ascii_name(version.name)} {version.unit_type.name_en}".strip()


def ascii_name(name: str) -> str:
    """`Tuyên Quang` → `Tuyen Quang`, as names are written in English."""
    return " ".join(word.capitalize() for word in text.fold(name).split())


def responsible(version: UnitVersion) -> str:
    """A position, never a person: the demo names nobody."""
    if version.tier.code == "department":
        return f"Giám đốc {in_sentence(version)}"
    if not version.tier.is_authority:
        return f"Trưởng Ban Biên tập {in_sentence(version)}"
    return f"Chủ tịch UBND {in_sentence(version)}"


def dates(published: datetime) -> dict[str, str]:
    day = timezone.localtime(published).date()
    month, year = day.month % 12 + 1, day.year + (day.month == 12)
    return {
        "ngay_dang": f"{day:%d/%m/%Y}",
        "ngay_toi": f"{day + timedelta(days=9):%d/%m/%Y}",
        "thang": str(day.month),
        "thang_toi": f"{month}/{year}",
        "quy": ("I", "II", "III", "IV")[(day.month - 1) // 3],
        "nam": str(day.year),
    }
