"""What is kept of a person: as long as the kind says, handed over and erased on request, never quietly."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from freezegun import freeze_time

from portal.core.models import OutgoingMail
from portal.media.private import private_storage
from sites.dialogue.enums import Happening
from sites.dialogue.models import Case
from sites.dialogue.models.cases import PERSONAL
from sites.dialogue.services import figures, files, handling, links, privacy, publishing
from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry
from tests.factories.dialogue import answer_case, kind_of, make_case, photo

pytestmark = pytest.mark.django_db
MONDAY = "2026-03-02 09:00:00+07:00"


@pytest.fixture
def finished(province):
    with freeze_time(MONDAY):
        case = make_case(province.commune, uploads=[files.clean_upload(photo())])
        return answer_case(case, "Chị Hoa đến xã.")


def is_empty(case: Case) -> bool:
    case.refresh_from_db()
    return (
        not any(getattr(case, name) for name in PERSONAL)
        and not case.files.exists()
        and not case.events.exclude(text="").exists()
        and not OutgoingMail.objects.filter(about=f"dialogue:{case.code}").exists()
    )


def test_the_purge_erases_on_its_day_and_leaves_what_figures_need(
    province, finished, django_capture_on_commit_callbacks
):
    stored = finished.files.get().file.name
    last = date(2026, 3, 2) + timedelta(days=kind_of().retention_days)
    with freeze_time(f"{last} 23:59:00+07:00"):
        assert privacy.purge() == 0
    with freeze_time(f"{last + timedelta(days=1)} 00:10:00+07:00"), django_capture_on_commit_callbacks(execute=True):
        assert (privacy.purge(), privacy.purge()) == (1, 0)
    assert is_empty(finished) and not private_storage().exists(stored)
    assert finished.events.filter(what=Happening.PURGED).count() == 1
    assert figures.by_month(2026, province.commune.pk)[2][1].on_time == 1


def test_what_is_open_is_never_purged(province):
    with freeze_time("2016-03-02"):
        case = make_case(province.commune)
    assert privacy.purge() == 0
    case.refresh_from_db()
    assert case.body


def test_the_network_and_the_form_are_forgotten_within_days(province):
    with freeze_time(MONDAY):
        case = make_case(province.commune)
        assert privacy.forget_keys() == 0
    with freeze_time("2026-03-05"):
        assert privacy.forget_keys() == 1
    case.refresh_from_db()
    assert (case.sender_key, case.form_key) == ("", None)


def test_a_clerk_finds_hands_over_and_erases_and_all_of_it_is_on_the_record(province, finished, staff):
    foreign = make_case(province.other_commune)
    client = staff(Role.UNIT_ADMIN)
    address = reverse("dialogue_cases:people")
    for wanted in ("HOA@example.test", "0912 345 678", finished.code):
        page = client.post(address, {"wanted": wanted}).content.decode()
        assert finished.code in page and foreign.code not in page, wanted
    assert staff(Role.EDITOR).get(address).status_code == 403
    handed = client.post(reverse("dialogue_cases:export", args=[finished.pk])).json()
    assert handed["name"] == "Nguyễn Thị Hoa" and handed["files"][0]["name"] == "duong-hong.jpg"
    assert [one["what"] for one in handed["history"]] == ["Tiếp nhận", "Trả lời"]
    refused = client.post(reverse("dialogue_cases:erase", args=[finished.pk]), {"reason": " "}, follow=True)
    assert "Hãy ghi căn cứ xoá" in refused.content.decode() and not is_empty(finished)
    client.post(reverse("dialogue_cases:erase", args=[finished.pk]), {"reason": "Đề nghị ngày 5/3"})
    assert is_empty(finished)
    kinds = AuditEntry.objects.filter(unit=province.commune, subject=finished.code).values_list("kind", flat=True)
    assert set(kinds) == {AuditKind.DIALOGUE_EXPORTED, AuditKind.DIALOGUE_ERASED}


def test_an_open_case_is_ended_before_it_is_erased(province, people):
    case = make_case(province.commune)
    with pytest.raises(ValidationError, match="đang được xử lý"):
        privacy.erase(case, by=people(Role.UNIT_ADMIN), reason="Đề nghị")


def test_an_erased_case_is_still_followed_and_says_what_became_of_it(province, finished, people, citizen):
    privacy.erase(finished, by=people(Role.UNIT_ADMIN), reason="Đề nghị")
    page = citizen.client.get(f"/hoi-dap/theo-doi/{finished.code}/{links.secret_of(finished)}/")
    text = page.content.decode()
    assert page.status_code == 200 and finished.code in text
    assert "Chị Hoa" not in text and "khai sinh" not in text
    finished.refresh_from_db()
    assert publishing.why_not_publish(finished) == "Nội dung gốc đã bị xoá."


def test_a_case_passed_on_is_the_other_units_to_hand_over(province, people):
    case = make_case(province.commune)
    handling.forward(case, by=people(Role.EDITOR), to=province.department, reason="Thuộc Sở")
    assert privacy.found_for(province.commune, case.code) == []
    assert privacy.found_for(province.department, case.code) == [case]
