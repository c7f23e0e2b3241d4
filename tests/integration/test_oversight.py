"""The audit log, “view as” and the reset of a lost device: who may, who may not, and what stands on the record."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from portal.accounts import second_factor
from portal.accounts.models import User
from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry, RoleAssignment
from sites.units.oversight import audit
from sites.units.oversight import second_factor as devices
from sites.units.permissions import forget_roles

from ..factories.units import make_person

ADMIN = "quantri.localhost"


@pytest.fixture(autouse=True)
def _no_second_factor(monkeypatch):
    """These tests are about what follows once everybody has proven theirs."""
    monkeypatch.setattr(second_factor, "is_required", lambda user: False)


def signed_in(person: User) -> Client:
    client = Client(headers={"host": ADMIN, "accept": "text/html"})
    client.force_login(person, backend="portal.accounts.backends.PortalBackend")
    return client


@pytest.fixture
def platform(db) -> User:
    return User.objects.create_superuser(username="nen-tang", email="nen-tang@example.test", full_name="Nền tảng")


@pytest.fixture
def auditor(db) -> User:
    person = make_person("kiem-toan")
    RoleAssignment.objects.create(person=person, unit=None, role=Role.AUDITOR)
    return person


@pytest.fixture
def people(province) -> dict:
    return {
        "admin": make_person("quan-tri-xa", unit=province.commune, role=Role.UNIT_ADMIN),
        "editor": make_person("bien-tap-xa", unit=province.commune, role=Role.EDITOR),
        "neighbour": make_person("quan-tri-xa-ben", unit=province.other_commune, role=Role.UNIT_ADMIN),
    }


# --- Whose lost device who may reset -----------------------------------------------------------------


def test_unit_admin_resets_a_device_of_their_own_people_and_of_nobody_else(province, people, platform):
    can = devices.user_can_reset_second_factor
    assert can(people["admin"], people["editor"])
    assert not can(people["neighbour"], people["editor"])
    assert not can(people["editor"], people["admin"])
    assert not can(people["admin"], people["admin"])
    assert not can(people["admin"], platform)
    tomorrow = timezone.localdate() + timedelta(days=1)
    RoleAssignment.objects.create(
        person=people["editor"], unit=province.other_commune, role=Role.EDITOR, valid_from=tomorrow
    )
    forget_roles(people["editor"])
    assert not can(people["admin"], people["editor"])
    assert can(platform, people["editor"])


def test_refused_reset_changes_nothing(people, rf):
    second_factor.unconfirmed_device(people["editor"])
    request = rf.post("/")
    request.user = people["neighbour"]
    with pytest.raises(PermissionDenied):
        devices.reset_second_factor(people["editor"], request=request)
    assert people["editor"].totpdevice_set.exists()


def test_publisher_and_above_must_have_a_second_factor_and_an_editor_may_do_without(province):
    def obliged(role):
        return devices.publishes_or_oversees(make_person(unit=province.commune, role=role))

    assert obliged(Role.PUBLISHER)
    assert obliged(Role.UNIT_ADMIN)
    assert not obliged(Role.EDITOR)
    assert not obliged(Role.CONTRIBUTOR)


# --- The audit log -------------------------------------------------------------------------------------


@pytest.fixture
def entries(province):
    audit.record(AuditKind.ROLE_GIVEN, unit=province.commune, subject="viec-cua-xa", role="editor")
    audit.record(AuditKind.REFUSED, unit=province.other_commune, subject="viec-cua-xa-ben")
    audit.record(AuditKind.SIGN_IN_FAILED, subject="viec-chung")


def test_auditor_reads_filters_and_exports_the_whole_log(entries, auditor):
    client = signed_in(auditor)
    page = client.get("/admin/nhat-ky-an-toan/").content.decode()
    assert all(subject in page for subject in ("viec-cua-xa-ben", "viec-cua-xa", "viec-chung"))
    page = client.get("/admin/nhat-ky-an-toan/?kind=refused").content.decode()
    assert "viec-cua-xa-ben" in page
    assert "viec-chung" not in page
    response = client.get("/admin/nhat-ky-an-toan/?kind=role_given&export=xlsx")
    content = b"".join(response.streaming_content) if response.streaming else response.content
    rows = list(load_workbook(BytesIO(content)).active.values)
    assert rows[0][1] == "Sự kiện"
    assert [row[4] for row in rows[1:]] == ["viec-cua-xa"]
    assert rows[1][5] == "vai trò: Biên tập viên"


def test_unit_admin_reads_the_log_of_their_unit_only(entries, people):
    page = signed_in(people["admin"]).get("/admin/nhat-ky-an-toan/").content.decode()
    assert "viec-cua-xa" in page
    assert "viec-cua-xa-ben" not in page
    assert "viec-chung" not in page


def test_editor_reads_no_log(entries, people):
    assert signed_in(people["editor"]).get("/admin/nhat-ky-an-toan/").status_code in (302, 403)


# --- View as -------------------------------------------------------------------------------------------


def test_platform_admin_views_as_an_editor_reads_but_changes_nothing(people, platform, province):
    client = signed_in(platform)
    assert client.post(f"/admin/xem-thay/{people['editor'].pk}/", {"reason": "kiểm tra quyền"}).status_code == 302
    page = client.get("/admin/").content.decode()
    assert "Bạn đang xem thay" in page
    response = client.post("/admin/account/", {"name_email-email": "khac@example.test"})
    assert response.status_code == 403
    assert "không thao tác nào được thực hiện" in response.content.decode()
    people["editor"].refresh_from_db()
    assert people["editor"].email == "bien-tap-xa@example.test"
    client.post("/admin/xem-thay/ket-thuc/ngay/")
    assert "Bạn đang xem thay" not in client.get("/admin/").content.decode()


def test_viewing_stands_in_the_log_of_the_unit_with_its_reason(people, platform, province):
    client = signed_in(platform)
    client.post(f"/admin/xem-thay/{people['editor'].pk}/", {"reason": "kiểm tra quyền"})
    client.post("/admin/xem-thay/ket-thuc/ngay/")
    kinds = AuditEntry.objects.filter(unit=province.commune, actor=platform).values_list("kind", flat=True)
    assert set(kinds) == {AuditKind.VIEW_AS_STARTED, AuditKind.VIEW_AS_ENDED}
    assert AuditEntry.objects.get(kind=AuditKind.VIEW_AS_STARTED).detail == {"reason": "kiểm tra quyền"}
    page = signed_in(people["admin"]).get("/admin/nhat-ky-an-toan/").content.decode()
    assert "kiểm tra quyền" in page


def test_viewing_needs_a_reason(people, platform):
    page = signed_in(platform).post(f"/admin/xem-thay/{people['editor'].pk}/", {"reason": " "}).content.decode()
    assert "Xin nêu lý do" in page
    assert not AuditEntry.objects.filter(kind=AuditKind.VIEW_AS_STARTED).exists()


def test_nobody_else_views_as_anyone_and_nobody_is_viewed_above_a_unit(people, platform, auditor):
    for person in (people["admin"], auditor):
        response = signed_in(person).post(f"/admin/xem-thay/{people['editor'].pk}/", {"reason": "tò mò"})
        assert response.status_code in (302, 403)
    assert signed_in(platform).get(f"/admin/xem-thay/{auditor.pk}/").status_code in (302, 403)
    assert not AuditEntry.objects.filter(kind=AuditKind.VIEW_AS_STARTED).exists()
