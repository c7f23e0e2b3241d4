"""What every unit of the demo shows of itself: bodies and examples of people, its calendar, notices and figures.

All rows of a kind are written at once: the demo has some 150 units, and one by one they would take minutes.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from wagtail.images import get_image_model

from portal.core import geojson, text
from sites.organisation.models import Body, CalendarEntry, Person, Position, Spokesperson
from sites.publicinfo.enums import MediaKind
from sites.publicinfo.models import BudgetDisclosure, MediaItem, Notice, Plan, Project, StatisticalReport
from sites.units.models import UnitVersion, today

from . import canvas
from .facts import Country, in_sentence
from .pictures import Studio
from .texts import content

SHOWN = {"live": True, "is_sample": True}
ORDER = (
    Body,
    Person,
    Position,
    Spokesperson,
    CalendarEntry,
    Notice,
    Project,
    Plan,
    BudgetDisclosure,
    StatisticalReport,
    MediaItem,
)


class Showcase:
    """Collects the rows of all units, then keeps them."""

    def __init__(self, country: Country, studio: Studio | None = None) -> None:
        self.studio = studio
        self.country = country
        self.plan = content("organisation.toml")
        self.rows: dict[type[Model], list[Any]] = {model: [] for model in ORDER}
        # A body is put below another one when both are there.
        self.under: list[tuple[Body, Body]] = []
        self.now = timezone.now()
        # The pictures that the pages of each unit have already.
        self.images: dict[int, list[Any]] = defaultdict(list)
        for image in get_image_model().objects.filter(width=canvas.WIDTH).order_by("pk"):
            self.images[image.collection_id].append(image)
        self.siblings: dict[int | None, list[UnitVersion]] = defaultdict(list)
        for version in country.versions:
            if version.tier.code != "department":
                self.siblings[version.parent_id].append(version)

    def write(self) -> None:
        """Everything, in one transaction."""
        for version in self.country.versions:
            self._unit(version)
        with transaction.atomic():
            for model in ORDER:
                model.objects.bulk_create(self.rows[model], batch_size=500)
            for body, above in self.under:
                body.parent = above
            Body.objects.bulk_update([body for body, _above in self.under], ["parent"], batch_size=500)

    def _add(self, model: type[Any], version: UnitVersion, **values: Any) -> Any:
        row = model(unit=version.unit, first_published_at=self.now, last_published_at=self.now, **SHOWN, **values)
        row.complete()
        if hasattr(row, "slug"):
            row.slug = text.slugify(str(row), 100)
        self.rows[model].append(row)
        return row

    def _unit(self, version: UnitVersion) -> None:
        rng = Random(f"organisation {version.code} {version.full_name}")
        here = in_sentence(version)
        leaders = self._people(version, here, rng)
        if not leaders:
            return
        self._calendar(version, leaders)
        self._notices(version, here)
        self._figures(version, here)
        self._of_the_list(version)
        self._library(version, here)

    # --- People ------------------------------------------------------------------------------------

    def _people(self, version: UnitVersion, here: str, rng: Random) -> list[tuple[str, str]]:
        """The bodies of the tier with those who lead them; returns names and positions, the head first."""
        names = self._names(rng)
        bodies: dict[str, Body] = {}
        found: list[tuple[str, str]] = []
        for order, plan in enumerate(self.plan["body"]):
            if version.tier.code not in plan["tiers"]:
                continue
            body = self._add(
                Body,
                version,
                name=plan["name"].format(don_vi=here),
                kind=plan["kind"],
                functions=plan["functions"],
                order=order,
            )
            if "under" in plan:
                self.under.append((body, bodies[plan["under"]]))
            bodies.setdefault(plan["kind"], body)
            for title in filter(None, (plan["leader"], plan.get("second"))):
                name = next(names)
                self._person(version, name, title, body, is_leader=plan["kind"] in ("council", "committee"))
                if plan["kind"] == "committee":
                    found.append((name, title))
        if found:
            self._before(version, next(names), found[0][1], bodies["committee"])
            name, title = found[-1]
            self._add(
                Spokesperson,
                version,
                name=name,
                position=title,
                phone="0207 000 000",
                email=f"phatngon@{self.country.hosts.get(version.unit_id, 'example.test')}",
                assigned_at=self.now - timedelta(days=90),
            )
        return found

    def _person(self, version: UnitVersion, name: str, title: str, body: Body, *, is_leader: bool) -> None:
        person = self._add(
            Person, version, name=name, phone="0207 000 000", biography="Người này chỉ là ví dụ, không có thật."
        )
        self.rows[Position].append(
            Position(
                person=person,
                title=title,
                body=body,
                is_leader=is_leader,
                duties="Phụ trách chung." if is_leader else "",
                valid_from=max(self.country.list_date, date(2021, 7, 1)),
                sort_order=0,
            )
        )

    def _before(self, version: UnitVersion, name: str, title: str, body: Body) -> None:
        """Somebody whose term has ended: it stays, marked so."""
        person = self._add(Person, version, name=name, biography="Người này chỉ là ví dụ, không có thật.")
        self.rows[Position].append(
            Position(
                person=person,
                title=title,
                body=body,
                is_leader=True,
                valid_from=date(2016, 7, 1),
                valid_to=date(2019, 6, 1),
                sort_order=0,
            )
        )

    def _names(self, rng: Random) -> Iterable[str]:
        """Names of examples; none twice in a unit, so that each has an address of its own."""
        every = [
            f"{family} {middle} {given}"
            for family in self.plan["family"]
            for middle in self.plan["middle"]
            for given in self.plan["given"]
        ]
        rng.shuffle(every)
        return iter(every)

    # --- The calendar ------------------------------------------------------------------------------

    def _calendar(self, version: UnitVersion, leaders: list[tuple[str, str]]) -> None:
        this_week = today() - timedelta(days=today().weekday())
        for plan in self.plan["entry"]:
            day = this_week.replace(day=plan["day"]) if "day" in plan else this_week + timedelta(days=plan["weekday"])
            starts = timezone.make_aware(datetime.combine(day, time(plan["hour"], plan["minute"])))
            name, title = leaders[0 if plan["chair"] == "leader" else -1]
            self._add(
                CalendarEntry,
                version,
                starts_at=starts,
                ends_at=starts + timedelta(hours=plan["hours"]),
                chair=f"{name}, {title}",
                **{key: plan[key] for key in ("title", "kind", "repeats", "on_day_off", "place")},
            )

    # --- Notices and figures -----------------------------------------------------------------------

    def _notices(self, version: UnitVersion, here: str) -> None:
        for plan in self.plan["notice"]:
            values = {
                key: plan[key] for key in ("kind", "summary", "post", "quota", "conditions", "service") if key in plan
            }
            values["opens_on"] = today() + timedelta(days=plan["opens"])
            if "closes" in plan:
                values["closes_on"] = today() + timedelta(days=plan["closes"])
            if "starts" in plan:
                starts = datetime.combine(today() + timedelta(days=plan["starts"]), time(7, 30))
                values["starts_at"] = timezone.make_aware(starts)
                values["ends_at"] = values["starts_at"] + timedelta(hours=8)
                values["area"] = plan["area"].format(don_vi=here)
            self._add(Notice, version, title=plan["title"].format(don_vi=here), **values)

    def _figures(self, version: UnitVersion, here: str) -> None:
        year = today().year
        for plan in self.plan["project"]:
            self._add(
                Project,
                version,
                title=plan["title"].format(don_vi=here),
                begins_year=year,
                ends_year=year + 2,
                funding="Ngân sách địa phương",
                funder=f"Ngân sách {here}",
                **{key: plan[key] for key in ("objective", "sector", "stage", "cost", "progress") if key in plan},
            )
        for plan in self.plan["plan"]:
            self._add(
                Plan,
                version,
                title=f"{plan['title'].format(don_vi=here)} năm {year}",
                kind=plan["kind"],
                summary=plan["summary"],
                period=str(year),
            )
        budget, report = self.plan["budget"], self.plan["report"]
        self._add(
            BudgetDisclosure,
            version,
            title=f"{budget['title'].format(don_vi=here)}, quý I năm {year}",
            year=year,
            stage="q1",
            form_number="DEMO-01",
            headings=budget["headings"],
            rows=budget["rows"],
        )
        self._add(
            StatisticalReport,
            version,
            title=report["title"],
            period=f"6 tháng đầu năm {year}",
            measure=report["measure"],
            method=report["method"],
            source=f"Bộ phận tiếp nhận {here}",
            chart="columns",
            headings=report["headings"],
            rows=[[f"Tháng {number}", count] for number, count in enumerate(report["numbers"], start=1)],
        )

    # --- What follows from the list of units -------------------------------------------------------

    def _of_the_list(self, version: UnitVersion) -> None:
        """A map of points and a table of areas: facts, as far as the list has them."""
        if version.tier.code == "department":
            return
        # The units below; where there are none, the unit and those beside it.
        around = self.siblings[version.unit_id] or self.siblings[version.parent_id]
        marked = [version, *(other for other in around if other.unit_id != version.unit_id)]
        network, areas = self.plan["network"], self.plan["areas"]
        points = [
            {
                "type": "Feature",
                "properties": {"name": other.full_name},
                "geometry": {"type": "Point", "coordinates": [other.longitude, other.latitude]},
            }
            for other in marked
            if other.latitude is not None and other.longitude is not None
        ]
        if points:
            values = {key: network[key] for key in ("title", "kind", "summary")}
            drawn = geojson.read(json.dumps({"type": "FeatureCollection", "features": points}).encode())
            self._add(Plan, version, period=f"{today().year}–{today().year + 5}", geojson=drawn, **values)
        rows = [[other.full_name, other.area_km2] for other in around if other.area_km2]
        if rows:
            day = f"{self.country.list_date:%d/%m/%Y}"
            self._add(
                StatisticalReport,
                version,
                title=areas["title"],
                period=day,
                measure=areas["measure"],
                method=areas["method"].format(ngay=day),
                source="Danh mục đơn vị hành chính",
                chart="bars",
                headings=areas["headings"],
                rows=sorted(rows, key=lambda row: -row[1])[: areas["most"]],
            )

    def _library(self, version: UnitVersion, here: str) -> None:
        """Drawn pictures and a link; no sound, as there is none that would be honest."""
        album = self.images[version.unit.collection_id][:4]
        for plan in self.plan["media"]:
            images = album if plan["kind"] == MediaKind.PHOTOS else []
            if "scene" in plan and self.studio:
                images = [self.studio.image(version, plan["scene"])]
            if not images and "link" not in plan:
                continue
            values = {key: plan[key] for key in ("kind", "summary", "transcript", "link", "seconds") if key in plan}
            body = [("figure", self._figure(image)) for image in images]
            self._add(MediaItem, version, title=plan["title"].format(don_vi=here), body=body, **values)

    def _figure(self, image: Any) -> dict[str, Any]:
        image.contextual_alt_text, image.decorative = image.description, False
        return {"image": image, "caption": image.caption, "credit": ""}
