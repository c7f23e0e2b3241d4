"""Alerts stand above every page of the sites they are for, as long as they last and not a moment longer."""

import time
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from sites.newsroom.enums import AlertSeverity
from sites.newsroom.models import Alert
from sites.newsroom.services.alerts import put_up, take_off
from sites.units import audiences
from sites.units.enums import AudienceKind, AuditKind, Role
from sites.units.models import AuditEntry, Tier
from tests.factories.units import make_article, make_person
from tests.integration.page_cache_fixtures import HOST, OTHER_HOST

DISTRICT = "yenson.tuyenquang.localhost"
PROVINCE = "tuyenquang.localhost"
CLOCK, NOW = time.time, timezone.now
FLOOD = "Nước sông Lô vượt báo động 2; bà con ven sông sơ tán ngay."


@pytest.fixture
def publisher(province):
    """Publishers of the province, a district and a commune by the name of their unit; they come in turns."""
    return {
        name: make_person(unit=getattr(province, name), role=Role.PUBLISHER)
        for name in ("province", "district", "commune")
    }


@pytest.fixture
def warn(province, publisher, committed):
    """Put up an alert: `warn("district", area=province.commune)`; by default for the sender and all below it."""

    def put(sender: str, kind=AudienceKind.SUBTREE, *, begins=0, lasts=3600, **given):
        unit, by, now = getattr(province, sender), publisher[sender], timezone.now()
        to = {name: given.pop(name) for name in ("tier", "area", "units") if name in given}
        if kind == AudienceKind.SUBTREE:
            to.setdefault("area", unit)
        given = {"text": FLOOD, "severity": AlertSeverity.WARNING} | given
        starts = now + timedelta(seconds=begins)
        alert = Alert(unit=unit, starts_at=starts, ends_at=starts + timedelta(seconds=lasts), **given)
        audiences.address(alert, by=by, sender=unit, kind=kind, **to)
        with committed():
            return put_up(alert, by=by)

    return put


def shows(visit, host: str, path: str = "/") -> bool:
    return FLOOD in visit(host, path).content.decode()


# --- Where ---------------------------------------------------------------------------------------------
def test_an_alert_stands_on_every_page_of_the_sites_it_is_for(province, visit, warn):
    article = make_article(province.commune, "Tin trong xã")
    warn("district")
    assert shows(visit, DISTRICT)
    paths = ["/", "/tin-tuc/", f"/tin-tuc/{article.slug}/", f"/tin-tuc/{article.slug}/ban-in/", "/thong-bao/", "/en/"]
    for path in [*paths, "/danh-ba/", "/tim-kiem/?q=lua", "/khong-co-trang-nay/"]:
        assert shows(visit, HOST, path), path


def test_it_stands_nowhere_else(visit, warn):
    warn("district")
    for host in (PROVINCE, OTHER_HOST, "sonoivu.tuyenquang.localhost"):
        assert not shows(visit, host), host


@pytest.mark.parametrize(
    ("kind", "to", "hosts"),
    [
        (AudienceKind.ALL, {}, {PROVINCE, DISTRICT, HOST, OTHER_HOST}),
        (AudienceKind.TIER, {"tier": "commune"}, {HOST, OTHER_HOST}),
        (AudienceKind.SUBTREE, {"area": "district"}, {DISTRICT, HOST}),
        (AudienceKind.LIST, {"units": ["other_commune", "district"]}, {OTHER_HOST, DISTRICT}),
    ],
)
def test_the_province_chooses_the_area(province, visit, warn, kind, to, hosts):
    if "tier" in to:
        to["tier"] = Tier.objects.get(code=to["tier"])
    if "area" in to:
        to["area"] = getattr(province, to["area"])
    if "units" in to:
        to["units"] = [getattr(province, name) for name in to["units"]]
    warn("province", kind, **to)
    assert {host for host in (PROVINCE, DISTRICT, HOST, OTHER_HOST) if shows(visit, host)} == hosts


def test_a_unit_warns_itself_and_those_below_it_and_nobody_else(province, warn):
    for area in (province.other_commune, province.province, province.other_district):
        with pytest.raises(ValidationError, match="Chỉ gửi được cho đơn vị mình"):
            warn("district", area=area)
    with pytest.raises(ValidationError, match="Chỉ gửi được cho đơn vị mình"):
        warn("commune", AudienceKind.LIST, units=[province.commune, province.district])
    assert not Alert.objects.exists()
    assert warn("district", AudienceKind.LIST, units=[province.commune]).keys == [f"unit:{province.commune.uuid}"]


def test_the_board_warns_the_whole_province(province, visit, committed):
    board = make_person(role=Role.EDITORIAL_BOARD)
    board.roles.create(unit=None, role=Role.EDITORIAL_BOARD, valid_from="2019-01-01")
    now = timezone.now()
    alert = Alert(unit=province.province, text=FLOOD, starts_at=now, ends_at=now + timedelta(hours=1))
    audiences.address(alert, by=board, sender=province.province, kind=AudienceKind.ALL)
    with committed():
        put_up(alert, by=board)
    assert shows(visit, OTHER_HOST)


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_who_may_not_publish_may_not_warn(province, warn, role):
    editor = make_person(unit=province.commune, role=role)
    now = timezone.now()
    alert = Alert(unit=province.commune, text=FLOOD, starts_at=now, ends_at=now + timedelta(hours=1))
    with pytest.raises(ValidationError):
        audiences.address(alert, by=editor, sender=province.commune, kind=AudienceKind.SUBTREE, area=province.commune)
    with pytest.raises(PermissionDenied):
        put_up(alert, by=editor)
    with pytest.raises(PermissionDenied):
        take_off(warn("commune"), by=editor)


def test_a_publisher_does_not_take_off_a_neighbours_or_a_higher_units_alert(publisher, visit, warn):
    alert = warn("district")
    with pytest.raises(PermissionDenied):
        take_off(alert, by=publisher["commune"])
    assert shows(visit, HOST)


# --- When ----------------------------------------------------------------------------------------------
def test_kept_pages_show_it_at_once_and_lose_it_when_it_is_taken_off(publisher, visit, kept, queries, warn, committed):
    kept()
    kept("/tin-tuc/")
    kept(host=OTHER_HOST)
    alert = warn("district")
    for path in ("/", "/tin-tuc/"):
        assert shows(visit, HOST, path)
        with queries(0):
            assert shows(visit, HOST, path), "a page with an alert is kept like any other"
    assert kept(host=OTHER_HOST), "the pages of others stay kept"
    with committed():
        assert take_off(alert, by=publisher["district"])
    assert not shows(visit, HOST)


def test_what_is_corrected_changes_on_kept_pages(province, publisher, visit, warn, committed):
    alert = warn("province", AudienceKind.ALL)
    assert shows(visit, OTHER_HOST)
    alert.text = "Nước đã rút; đường tỉnh 185 đã thông."
    audiences.address(
        alert, by=publisher["province"], sender=province.province, kind=AudienceKind.SUBTREE, area=province.district
    )
    with committed():
        put_up(alert, by=publisher["province"])
    assert "Nước đã rút" in visit(HOST).content.decode()
    page = visit(OTHER_HOST).content.decode()
    assert FLOOD not in page
    assert "Nước đã rút" not in page, "those no longer addressed lose it"


def test_what_is_kept_around_a_search_shows_it_as_long_as_it_lasts(publisher, visit, warn, committed, monkeypatch):
    search = "/tim-kiem/?q=lua"
    assert not shows(visit, HOST, search)
    alert = warn("commune", lasts=100)
    assert shows(visit, HOST, search)
    assert not shows(visit, OTHER_HOST, search)
    with committed():
        take_off(alert, by=publisher["commune"])
    assert not shows(visit, HOST, search)
    warn("commune", begins=50, lasts=50)
    assert not shows(visit, HOST, search)
    _later(monkeypatch, 51)
    assert shows(visit, HOST, search)
    _later(monkeypatch, 101)
    assert not shows(visit, HOST, search)


def test_it_goes_by_itself_at_its_end_from_kept_pages(visit, kept, warn, monkeypatch):
    warn("commune", lasts=100)
    assert shows(visit, HOST)
    assert kept()
    _later(monkeypatch, 50)
    assert kept()
    assert shows(visit, HOST)
    _later(monkeypatch, 101)
    assert not shows(visit, HOST)
    assert kept(), "and the page without it is kept again"


def test_it_comes_by_itself_at_its_start_on_kept_pages(visit, kept, warn, monkeypatch):
    warn("commune", begins=200, lasts=300)
    assert not shows(visit, HOST)
    assert kept()
    _later(monkeypatch, 201)
    assert shows(visit, HOST)
    _later(monkeypatch, 501)
    assert not shows(visit, HOST)


def _later(monkeypatch, seconds: int) -> None:
    """The clocks of the questions to the database and of the cache go forward."""
    monkeypatch.setattr("django.core.cache.backends.locmem.time.time", lambda: CLOCK() + seconds)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW() + timedelta(seconds=seconds))


# --- How it is said --------------------------------------------------------------------------------------
def test_the_grade_is_said_in_words_and_the_gravest_interrupts(visit, warn):
    warn("commune", severity=AlertSeverity.NOTICE, text="Cúp nước thôn 3.")
    warn("commune", severity=AlertSeverity.EMERGENCY, text="Vỡ đê, sơ tán ngay.", link="https://example.org/so-tan")
    warn("commune", severity=AlertSeverity.WARNING, text="Mưa lớn tối nay.")
    page = visit(HOST).content.decode()
    assert page.index("Vỡ đê") < page.index("Mưa lớn") < page.index("Cúp nước") < page.index("<header")
    above = page[: page.index("<header")]
    assert (above.count('role="alert"'), above.count('role="status"')) == (1, 2)
    for words in ("Khẩn cấp:", "Cảnh báo:", "Lưu ý:", 'href="https://example.org/so-tan"', 'aria-live="polite"'):
        assert words in page


def test_what_was_typed_is_text_and_nothing_else(visit, warn):
    warn("commune", text="<script>alert(1)</script> & mưa")
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; mưa" in visit(HOST).content.decode()


def test_an_english_page_says_it_in_english_where_it_was_translated(visit, warn):
    warn("commune", text_en="Flood on the Lo river; leave now.")
    assert "Flood on the Lo river" in visit(HOST, "/en/").content.decode()
    assert FLOOD in visit(HOST).content.decode()
    warn("commune", text="Chỉ tiếng Việt.")
    assert '<span lang="vi">Chỉ tiếng Việt.</span>' in visit(HOST, "/en/").content.decode()


def test_pages_that_stay_open_ask_for_the_alerts_alone(visit, warn, queries):
    empty = visit(HOST, "/canh-bao/")
    assert (empty.status_code, empty.content.strip()) == (200, b"")
    warn("commune")
    assert FLOOD in visit(HOST, "/canh-bao/").content.decode()
    with queries(0):
        response = visit(HOST, "/canh-bao/")
    assert "<html" not in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"


# --- Bad input and the record ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"lasts": -60}, "sau giờ bắt đầu"),
        ({"begins": -7200, "lasts": 3600}, "đã qua"),
        ({"lasts": 31 * 86400}, "30 ngày"),
        ({"text": "  "}, "để tr"),
        ({"link": "javascript:alert(1)"}, "URL"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(warn, given, sentence):
    with pytest.raises(ValidationError, match=sentence):
        warn("commune", **given)
    assert not Alert.objects.exists()


def test_the_database_takes_no_end_before_the_start(warn):
    alert = warn("commune")
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.filter(pk=alert.pk).update(ends_at=alert.starts_at - timedelta(seconds=1))


def test_everything_done_to_an_alert_is_on_the_record(publisher, warn, committed):
    alert = warn("district")
    alert.text = "Đã đổi lời."
    with committed():
        put_up(alert, by=publisher["district"])
        take_off(alert, by=publisher["district"])
        assert not take_off(alert, by=publisher["district"]), "once is enough"
    kinds = AuditEntry.objects.filter(unit=alert.unit, actor=publisher["district"]).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        AuditKind.ALERT_PUBLISHED,
        AuditKind.ALERT_CHANGED,
        AuditKind.ALERT_WITHDRAWN,
    ]
    assert kinds[0].detail["audience"] == "Huyện Yên Sơn và các đơn vị trực thuộc"


def test_what_is_over_is_not_put_up_again(publisher, warn):
    alert = warn("commune")
    take_off(alert, by=publisher["commune"])
    alert.refresh_from_db()
    with pytest.raises(ValidationError, match="Hãy đăng cảnh báo mới"):
        put_up(alert, by=publisher["commune"])


def test_an_alert_that_is_rolled_back_is_nowhere(visit, kept, warn):
    kept()
    with pytest.raises(RuntimeError), transaction.atomic():
        warn("commune")
        raise RuntimeError
    assert not shows(visit, HOST)
    assert kept()


def test_an_edge_cache_is_told_to_ask_again_within_five_seconds(province, settings, visit):
    seconds = int(visit(HOST)["Cache-Control"].split("s-maxage=")[1].split(",")[0])
    assert seconds == settings.EDGE_CACHE_SECONDS <= 5
