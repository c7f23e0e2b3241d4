"""Signing in to the admin: throttling, the second factor, session limits, the demo's accounts."""

from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from freezegun import freeze_time

from portal.accounts import second_factor
from portal.accounts.models import User
from sites.units.enums import AuditKind
from sites.units.models import AuditEntry

from ..factories.units import make_person

ADMIN = "quantri.localhost"
PASSWORD = "mat-khau-thu-nghiem-1"


@pytest.fixture
def admin_client():
    return Client(headers={"host": ADMIN})


@pytest.fixture
def platform(db) -> User:
    """A platform administrator, who must have a second factor."""
    return User.objects.create_superuser(
        username="nen-tang", email="nen-tang@example.test", full_name="Quản trị nền tảng", password=PASSWORD
    )


def sign_in(client: Client, person: User, password: str = PASSWORD):
    return client.post("/admin/login/", {"username": person.username, "password": password})


def number_for(device: TOTPDevice, later: int = 0) -> str:
    """The number the phone shows, `later` steps from now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = timezone.now().timestamp() + later * device.step
    return str(totp.token()).zfill(device.digits)


def set_up(client: Client, person: User) -> list[str]:
    """Go through the set-up page; returns the backup codes."""
    client.get("/admin/xac-minh/thiet-lap/")
    device = TOTPDevice.objects.get(user=person, confirmed=False)
    response = client.post("/admin/xac-minh/thiet-lap/", {"token": number_for(device)})
    return response.context["codes"]


def test_platform_admin_is_led_to_set_up_a_second_factor_before_anything_else(admin_client, platform):
    sign_in(admin_client, platform)
    response = admin_client.get("/admin/")
    assert response.status_code == 302
    assert response["Location"].startswith("/admin/xac-minh/thiet-lap/")


def test_after_set_up_the_admin_opens_and_the_next_session_asks_for_the_number(admin_client, platform):
    sign_in(admin_client, platform)
    assert len(set_up(admin_client, platform)) == second_factor.BACKUP_CODES
    assert admin_client.get("/admin/").status_code == 200

    again = Client(headers={"host": ADMIN})
    sign_in(again, platform)
    assert again.get("/admin/")["Location"].startswith("/admin/xac-minh/?")
    device = TOTPDevice.objects.get(user=platform, confirmed=True)
    response = again.post("/admin/xac-minh/", {"token": number_for(device, later=1), "next": "/admin/account/"})
    assert response["Location"] == "/admin/account/"
    assert again.get("/admin/").status_code == 200


def test_wrong_number_opens_nothing_and_says_so(admin_client, platform):
    sign_in(admin_client, platform)
    set_up(admin_client, platform)
    again = Client(headers={"host": ADMIN})
    sign_in(again, platform)
    response = again.post("/admin/xac-minh/", {"token": "000000"})
    assert "Mã không đúng" in response.content.decode()
    assert again.get("/admin/").status_code == 302


def test_backup_code_works_once(admin_client, platform):
    sign_in(admin_client, platform)
    code = set_up(admin_client, platform)[0]
    for expected in (200, 302):
        again = Client(headers={"host": ADMIN})
        sign_in(again, platform)
        again.post("/admin/xac-minh/", {"token": code})
        assert again.get("/admin/").status_code == expected


def test_a_device_is_not_replaced_by_someone_who_has_not_proven_the_old_one(admin_client, platform):
    sign_in(admin_client, platform)
    set_up(admin_client, platform)
    thief = Client(headers={"host": ADMIN})
    sign_in(thief, platform)
    assert thief.get("/admin/xac-minh/thiet-lap/")["Location"].startswith("/admin/xac-minh/")
    assert thief.post("/admin/xac-minh/thiet-lap/", {"token": "123456"}).status_code == 302
    assert TOTPDevice.objects.filter(user=platform).count() == 1


def test_after_proving_no_one_is_led_to_another_site(admin_client, platform):
    sign_in(admin_client, platform)
    set_up(admin_client, platform)
    again = Client(headers={"host": ADMIN})
    sign_in(again, platform)
    device = TOTPDevice.objects.get(user=platform, confirmed=True)
    data = {"token": number_for(device, later=1), "next": "https://example.com/"}
    assert again.post("/admin/xac-minh/", data)["Location"] == "/admin/"


def test_reset_makes_room_for_a_new_device_and_is_on_the_record(admin_client, platform):
    sign_in(admin_client, platform)
    set_up(admin_client, platform)
    second_factor.reset(platform, by=platform)
    assert not second_factor.has_device(platform)
    assert AuditEntry.objects.filter(kind=AuditKind.SECOND_FACTOR_RESET, subject=platform.username).exists()


def test_idle_session_ends_and_a_used_one_goes_on(admin_client, platform, settings):
    start = timezone.now()
    with freeze_time(start):
        sign_in(admin_client, platform)
        set_up(admin_client, platform)
    within = start + timedelta(minutes=settings.ADMIN_SESSION_IDLE_MINUTES - 1)
    with freeze_time(within):
        assert admin_client.get("/admin/").status_code == 200
    with freeze_time(within + timedelta(minutes=settings.ADMIN_SESSION_IDLE_MINUTES + 1)):
        assert admin_client.get("/admin/")["Location"].startswith("/admin/login/")


def test_session_ends_after_a_working_day_even_when_used_all_the_time(admin_client, platform, settings):
    settings.ADMIN_SESSION_HOURS = 1
    start = timezone.now()
    with freeze_time(start):
        sign_in(admin_client, platform)
        set_up(admin_client, platform)
    for minutes in (25, 50):
        with freeze_time(start + timedelta(minutes=minutes)):
            assert admin_client.get("/admin/").status_code == 200
    with freeze_time(start + timedelta(minutes=61)):
        assert admin_client.get("/admin/").status_code == 302


def test_failed_sign_ins_are_slowed_down_for_that_name_and_not_for_others(admin_client, platform, settings):
    settings.AXES_ENABLED = True
    other = make_person("nguoi-khac", is_superuser=True)
    for _try in range(settings.AXES_FAILURE_LIMIT):
        response = sign_in(admin_client, platform, "sai-mat-khau")
    assert response.status_code == 429
    assert "Đã nhập sai nhiều lần" in response.content.decode()
    assert sign_in(admin_client, platform).status_code == 429
    assert sign_in(admin_client, other).status_code == 302
    assert AuditEntry.objects.filter(kind=AuditKind.LOCKED_OUT, subject=platform.username).exists()


def test_demo_account_signs_in_only_in_the_demo(db, settings, rf):
    person = make_person("vi-du", is_demo=True)
    settings.DEMO = False
    assert authenticate(rf.post("/"), username=person.username, password=PASSWORD) is None
    settings.DEMO = True
    assert authenticate(rf.post("/"), username=person.username, password=PASSWORD) == person


def test_demo_account_needs_no_second_factor_and_only_in_the_demo(platform, settings):
    platform.is_demo = True
    settings.DEMO = True
    assert not second_factor.is_required(platform)
    settings.DEMO = False
    assert second_factor.is_required(platform)


def test_sign_ins_are_recorded_without_what_was_typed_as_a_name(admin_client, platform):
    sign_in(admin_client, platform)
    admin_client.post("/admin/login/", {"username": "mat-khau-go-nham-o", "password": "x"})
    kinds = list(AuditEntry.objects.order_by("pk").values_list("kind", "subject"))
    assert (AuditKind.SIGN_IN, platform.username) in kinds
    assert (AuditKind.SIGN_IN_FAILED, "") in kinds


def test_short_password_is_refused_with_a_sentence(db):
    with pytest.raises(ValidationError):
        validate_password("Ngan-1")
    validate_password("mot-cau-du-dai-de-nho")
