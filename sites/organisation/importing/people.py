"""Tables of bodies, people, spokespersons and contact points."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.core import text
from sites.documents.importing.contents import (
    Field,
    by_fields,
    choice,
    email,
    moment,
    named,
    on_day,
    register_contents,
    said,
    whole,
    yes_no,
)
from sites.pages.models import ContactPoint
from sites.units.models import today

from ..enums import BodyKind
from ..models import Body, Person, Position, Spokesperson

BODIES = (
    Field(
        "name", _("Tên tổ chức"), ("ten to chuc", "ten phong ban", "ten don vi", "ten"), True, said(200), "Văn phòng"
    ),
    Field("name_en", _("Tên tiếng Anh"), ("ten tieng anh",), False, said(200), "Office"),
    Field(
        *("kind", _("Loại"), ("loai", "loai to chuc"), False),
        choice(BodyKind, BodyKind.OFFICE),
        _("Phòng, ban, văn phòng"),
        " / ".join(str(label) for label in ("Hội đồng nhân dân", "Ủy ban nhân dân", "Thôn, tổ dân phố")),
    ),
    Field(
        *("parent", _("Thuộc"), ("thuoc", "truc thuoc", "cap tren"), False),
        named(Body),
        "Ủy ban nhân dân xã",
        _("Tên của tổ chức cấp trên, đã có trong đơn vị."),
    ),
    Field("functions", _("Chức năng, nhiệm vụ"), ("chuc nang", "nhiem vu", "chuc nang nhiem vu"), False, said(10_000)),
    Field("address", _("Địa chỉ"), ("dia chi",), False, said(250)),
    Field("phone", _("Điện thoại"), ("dien thoai", "so dien thoai"), False, said(50)),
    Field("email", _("Thư điện tử"), ("email", "thu dien tu", "thu cong vu"), False, email),
    Field("order", _("Thứ tự"), ("thu tu", "stt"), False, lambda cell, label, unit: whole(cell, label, unit) or 100),
)
register_contents("bodies", _("Tổ chức trong bộ máy"), Body, BODIES, by_fields("name"))

PEOPLE = (
    Field("name", _("Họ và tên"), ("ho va ten", "ho ten", "ten"), True, said(150), "Nguyễn Văn A"),
    Field("title", _("Chức vụ"), ("chuc vu", "chuc danh"), True, said(150), "Chủ tịch Ủy ban nhân dân xã"),
    Field(
        *("body", _("Tổ chức"), ("to chuc", "phong ban", "don vi cong tac"), False),
        named(Body),
        "Ủy ban nhân dân xã",
        _("Tên đã có trong “Tổ chức trong bộ máy”."),
    ),
    Field("is_leader", _("Lãnh đạo"), ("lanh dao",), False, yes_no, _("có"), _("có hoặc không")),
    Field("duties", _("Nhiệm vụ được phân công"), ("nhiem vu", "phan cong", "phu trach"), False, said(3000)),
    Field("valid_from", _("Từ ngày"), ("tu ngay", "ngay bo nhiem", "ngay bau"), False, on_day, "01/07/2026"),
    Field(
        *("valid_to", _("Thôi giữ từ ngày"), ("thoi giu tu ngay", "den ngay"), False),
        on_day,
        "",
        _("Để trống khi còn giữ chức vụ."),
    ),
    Field("phone", _("Điện thoại"), ("dien thoai", "so dien thoai"), False, said(50)),
    Field("email", _("Thư điện tử"), ("email", "thu dien tu", "thu cong vu"), False, email),
    Field("biography", _("Tiểu sử tóm tắt"), ("tieu su", "qua trinh cong tac"), False, said(10_000)),
)
_OF_POSITION = ("title", "body", "is_leader", "duties", "valid_from", "valid_to")


def put_person(person: Person, values: dict[str, Any]) -> None:
    """A row is a person with one position; a position of the same title is that one, another one comes besides."""
    for name, value in values.items():
        if name not in _OF_POSITION:
            setattr(person, name, value)
    positions = list(person.positions.all())
    wanted = text.fold(values.get("title") or "")
    position = next((one for one in positions if text.fold(one.title) == wanted), None)
    if position is None:
        position = Position(sort_order=len(positions), valid_from=values.get("valid_from") or today())
        positions.append(position)
    for name in _OF_POSITION:
        if name in values and not (name == "valid_from" and values[name] is None):
            setattr(position, name, values[name])
    position.clean_fields(exclude=["person", "sort_order"])
    position.clean()
    person.positions = positions


def told_of_person(person: Person) -> list[Any]:
    """What makes a person another one when the row comes again."""
    positions = [[getattr(one, name) for name in _OF_POSITION] for one in person.positions.all()]
    return [person.name, person.phone, person.email, person.biography, positions]


register_contents(
    "people",
    _("Nhân sự và chức vụ"),
    Person,
    PEOPLE,
    by_fields("name"),
    put=put_person,
    told=told_of_person,
)

SPOKESPERSONS = (
    Field("name", _("Họ và tên"), ("ho va ten", "ho ten", "ten"), True, said(150), "Nguyễn Văn A"),
    Field("position", _("Chức vụ"), ("chuc vu", "chuc danh"), True, said(200), "Phó Chủ tịch"),
    Field("phone", _("Điện thoại"), ("dien thoai", "so dien thoai"), True, said(50), "0207 3 800 000"),
    Field("email", _("Thư điện tử"), ("email", "thu dien tu", "thu cong vu"), True, email, "phatngon@example.gov.vn"),
    Field("decision", _("Quyết định giao"), ("quyet dinh giao", "quyet dinh"), False, said(200)),
    Field("assigned_at", _("Giao lúc"), ("giao luc", "ngay giao", "thoi diem giao"), True, moment, "02/03/2026 08:00"),
    Field("ends_on", _("Thôi phát ngôn từ ngày"), ("thoi phat ngon", "ngay thoi"), False, on_day),
)
register_contents("spokespersons", _("Người phát ngôn"), Spokesperson, SPOKESPERSONS, by_fields("name"))

CONTACTS = (
    Field("name", _("Họ tên hoặc bộ phận"), ("ho ten", "ho va ten", "bo phan", "ten"), True, said(150), "Văn phòng"),
    Field("position", _("Chức vụ, nhiệm vụ"), ("chuc vu", "nhiem vu"), False, said(200)),
    Field("phone", _("Điện thoại"), ("dien thoai", "so dien thoai"), True, said(50), "0207 3 800 000"),
    Field("email", _("Thư điện tử"), ("email", "thu dien tu", "thu cong vu"), False, email),
)
register_contents("contacts", _("Đầu mối liên hệ"), ContactPoint, CONTACTS, by_fields("name", "position"))
