"""Alerts in the admin: publishers put them up and take them off, others look, nobody touches a neighbour's."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from sites.newsroom.models import Alert
from sites.units.enums import AudienceKind, AuditKind, Role
from sites.units.models import AuditEntry
from tests.factories.units import make_person
from tests.integration.page_cache_fixtures import HOST

LIST, ADD = "newsroom_alerts:list", "newsroom_alerts:add"


def moment(hours: float) -> str:
    return localtime(timezone.now() + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M")


def typed(**changes) -> dict:
    """What a publisher fills in who is in a hurry."""
    return {
        "severity": "emergency",
        "text": "Sạt lở Km 12, cấm đường.",
        "ends_at": moment(6),
        "audience": AudienceKind.SUBTREE,
    } | changes


@pytest.fixture
def staff(province, desk):
    """A client of a person with a role in the unit of that name: `staff("district", Role.EDITOR)`."""
    return lambda name, role=Role.PUBLISHER: desk(make_person(unit=getattr(province, name), role=role))


def alert_of(unit, text="Sạt lở") -> Alert:
    now = timezone.now()
    return Alert.objects.create(
        unit=unit,
        text=text,
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        audience=AudienceKind.SUBTREE,
        area=unit,
        keys=[f"in:{unit.uuid}"],
    )


def test_from_form_to_page_in_one_step(province, staff, visit, committed):
    visit(HOST)
    with committed():
        response = staff("district").post(reverse(ADD), typed(), follow=True)
    assert "Đã đăng cảnh báo" in response.content.decode()
    assert "Sạt lở Km 12" in visit(HOST).content.decode()
    alert = Alert.objects.get()
    assert alert.starts_at <= timezone.now() < alert.ends_at
    assert (alert.unit, alert.area) == (province.district, province.district)
    entry = AuditEntry.objects.get(kind=AuditKind.ALERT_PUBLISHED)
    assert (entry.actor, entry.unit, entry.address) == (alert.owner, province.district, "127.0.0.1")


def test_areas_are_typed_by_name_with_or_without_accents_or_by_code(province, staff):
    client = staff("province")
    for area in ("Huyện Yên Sơn", "yen son", "075"):
        client.post(reverse(ADD), typed(area=area))
    client.post(reverse(ADD), typed(audience=AudienceKind.LIST, units="trung mon\n\n02536\nXã Tân Trào"))
    alerts = Alert.objects.order_by("pk")
    assert [alert.area for alert in alerts] == [province.district] * 3 + [None]
    assert alerts[3].keys == sorted(f"unit:{unit.uuid}" for unit in (province.commune, province.other_commune))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_at": moment(-3), "ends_at": moment(-1)}, "đã qua"),
        ({"starts_at": moment(3), "ends_at": moment(2)}, "sau giờ bắt đầu"),
        ({"ends_at": "mai"}, "ngày/giờ|ngày giờ|hợp lệ"),
        ({"area": "Mường Không Có"}, "Không có đơn vị nào"),
        ({"area": "yen so"}, "Gần giống: Huyện Yên Sơn"),
        ({"area": "Huyện Sơn Dương"}, "Chỉ gửi được cho đơn vị mình"),
        ({"audience": AudienceKind.LIST, "units": "Xã Tân Trào"}, "Chỉ gửi được cho đơn vị mình"),
        ({"audience": AudienceKind.LIST, "units": ""}, "ít nhất một đơn vị"),
        ({"audience": AudienceKind.TIER}, "Hãy chọn một cấp"),
        ({"audience": AudienceKind.ALL}, "hợp lệ"),
        ({"link": "javascript:alert(1)"}, "hợp lệ"),
        ({"text": ""}, "bắt buộc"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_put_up(staff, changes, sentence):
    response = staff("district").post(reverse(ADD), typed(**changes))
    assert response.status_code == 200
    assert re.search(sentence, response.content.decode()), sentence
    assert not Alert.objects.exists()


def test_an_alert_is_corrected_and_taken_off(province, staff, visit, committed):
    client, alert = staff("commune"), alert_of(province.commune)
    with committed():
        client.post(reverse("newsroom_alerts:edit", args=[alert.pk]), typed(text="Đã thông một làn."))
    assert "Đã thông một làn" in visit(HOST).content.decode()
    with committed():
        client.post(reverse("newsroom_alerts:take_off", args=[alert.pk]))
    assert "Đã thông một làn" not in visit(HOST).content.decode()
    again = client.post(reverse("newsroom_alerts:take_off", args=[alert.pk]), follow=True)
    assert "từ trước" in again.content.decode()
    late = client.get(reverse("newsroom_alerts:edit", args=[alert.pk]), follow=True)
    assert "Hãy đăng cảnh báo mới" in late.content.decode()


def test_a_form_shows_what_was_chosen_so_that_saving_it_again_changes_nothing(province, staff):
    client, alert = staff("province"), None
    client.post(reverse(ADD), typed(audience=AudienceKind.LIST, units="trung mon\ntan trao"))
    alert = Alert.objects.get()
    form = client.get(reverse("newsroom_alerts:edit", args=[alert.pk])).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data |= {name: form[name].value().strftime("%Y-%m-%d %H:%M:%S") for name in ("starts_at", "ends_at")}
    client.post(reverse("newsroom_alerts:edit", args=[alert.pk]), {key: value or "" for key, value in data.items()})
    again = Alert.objects.get()
    assert (again.keys, again.text, again.audience) == (alert.keys, alert.text, alert.audience)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_writers_look_but_do_not_touch(province, staff, role):
    client, alert = staff("commune", role), alert_of(province.commune)
    page = client.get(reverse(LIST)).content.decode()
    assert "Sạt lở" in page
    assert reverse(ADD) not in page
    for name, args in ((ADD, []), ("newsroom_alerts:edit", [alert.pk]), ("newsroom_alerts:take_off", [alert.pk])):
        assert client.post(reverse(name, args=args), typed()).status_code == 403, name
    alert.refresh_from_db()
    assert (Alert.objects.count(), alert.withdrawn_at) == (1, None)


def test_a_neighbours_alert_is_not_there(province, staff):
    client, alert = staff("commune"), alert_of(province.other_commune, "Chuyện xã bên")
    assert "Chuyện xã bên" not in client.get(reverse(LIST)).content.decode()
    for name in ("newsroom_alerts:edit", "newsroom_alerts:take_off"):
        assert client.post(reverse(name, args=[alert.pk]), typed()).status_code == 404, name
    alert.refresh_from_db()
    assert alert.withdrawn_at is None


def test_what_those_above_put_on_the_units_pages_is_listed_but_not_to_be_changed(province, staff):
    client, alert = staff("commune"), alert_of(province.district, "Lũ trên sông Lô")
    page = client.get(reverse(LIST)).content.decode()
    assert "Lũ trên sông Lô" in page
    assert "Huyện Yên Sơn" in page
    assert client.post(reverse("newsroom_alerts:take_off", args=[alert.pk])).status_code == 404


def test_an_auditor_reads_and_changes_nothing(province, desk):
    auditor = make_person()
    auditor.roles.create(unit=None, role=Role.AUDITOR, valid_from="2019-01-01")
    client, alert = desk(auditor), alert_of(province.commune)
    assert "Sạt lở" in client.get(reverse(LIST)).content.decode()
    assert client.post(reverse("newsroom_alerts:take_off", args=[alert.pk])).status_code == 403


def test_the_list_costs_the_same_whatever_its_length(province, staff, django_assert_max_num_queries):
    client = staff("commune")
    for number in range(25):
        alert_of(province.commune, f"Tin báo {number}")
    with django_assert_max_num_queries(25):
        assert client.get(reverse(LIST)).status_code == 200
