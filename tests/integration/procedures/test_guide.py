"""The page of a procedure on every unit's site: the guide, its checklist, where to go, its levels, what changed."""

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import TestCase
from django.urls import reverse
from wagtail.models import Locale

from sites.documents.services.files import store_file
from sites.procedures.models import LegalBasis, ProcedureFile, ProcedureLevel, ProcedureVersion, ServiceLevel
from sites.units.enums import Role
from sites.units.hosts import root_url
from sites.units.models import today
from tests.factories.documents import make_document_of
from tests.factories.files import office_file
from tests.factories.procedures import make_facts, make_procedure
from tests.factories.units import make_person

PROVINCE, HOST, OTHER = (
    "tuyenquang.localhost",
    "trungmon.tuyenquang.localhost",
    "tantrao.tuyenquang.localhost",
)


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def birth(province):
    return make_procedure(province.province, summary="Để trẻ có giấy tờ đầu tiên.")


def page(visit, host, path):
    answer = visit(host, path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_every_site_shows_the_guide_and_leads_to_the_owner_as_the_one_address(birth, visit):
    for host in (PROVINCE, HOST, OTHER, "sonoivu.tuyenquang.localhost"):
        shown = page(visit, host, f"/thu-tuc/{birth.slug}/")
        for words in (
            "Đăng ký khai sinh",
            "Bạn cần chuẩn bị",
            "Giấy chứng sinh",
            "1 bản chính, 1 bản sao",
            "8.000 đồng",
        ):
            assert words in shown
        assert "1 ngày làm việc" in shown and "Luật Hộ tịch 2014" in shown
        assert f'rel="canonical" href="{root_url(PROVINCE)}/thu-tuc/{birth.slug}/"' in shown


def test_what_is_not_published_is_not_there(province, visit):
    draft = make_procedure(province.province, live=False)
    assert visit(HOST, f"/thu-tuc/{draft.slug}/").status_code == 404
    assert draft.name not in page(visit, HOST, "/thu-tuc/?pham-vi=tat-ca")


def test_a_commune_shows_its_own_desk_and_the_province_asks_which_commune(birth, province, visit):
    make_facts(province.commune, place="Nhà một cửa Trung Môn")
    path = f"/thu-tuc/{birth.slug}/"
    assert "Nhà một cửa Trung Môn" in page(visit, HOST, path)
    asked = page(visit, PROVINCE, path)
    assert "Nhà một cửa Trung Môn" not in asked and f'action="{path}noi-nop/"' in asked
    found = page(visit, PROVINCE, f"{path}noi-nop/?q=trung mon")
    assert f"{root_url(HOST)}{path}" in found and "tantrao" not in found
    assert "Không thấy đơn vị nào" in page(visit, PROVINCE, f"{path}noi-nop/?q=khong co xa nay")


def test_the_address_may_name_the_unit_if_it_carries_the_procedure_out(birth, province, visit):
    make_facts(province.commune, place="Nhà một cửa Trung Môn")
    path = f"/thu-tuc/{birth.slug}/"
    assert "Nhà một cửa Trung Môn" in page(visit, PROVINCE, f"{path}?noi={province.commune.uuid}")
    assert visit(PROVINCE, f"{path}?noi={province.district.uuid}").status_code == 404
    assert visit(PROVINCE, f"{path}?noi=khong-phai-ma").status_code == 404


def test_what_a_department_does_is_done_at_its_desk_on_every_site(province, visit):
    make_facts(province.department, place="Quầy Sở Nội vụ")
    permit = make_procedure(
        province.province, "DEMO.LD.001", "Cấp giấy phép lao động", tiers=("province",), agency="so-noi-vu"
    )
    for host in (PROVINCE, HOST, "sonoivu.tuyenquang.localhost"):
        shown = page(visit, host, f"/thu-tuc/{permit.slug}/")
        assert "Quầy Sở Nội vụ" in shown and "noi-nop/" not in shown


def test_the_checklist_prints_papers_steps_and_desk_without_menus(birth, province, visit):
    make_facts(province.commune, place="Nhà một cửa Trung Môn")
    shown = page(visit, HOST, f"/thu-tuc/{birth.slug}/ban-in/")
    for words in ("Giấy chứng sinh", "Nộp hồ sơ", "Nhà một cửa Trung Môn", "noindex"):
        assert words in shown
    assert 'class="menu"' not in shown


# --- Levels of service ---------------------------------------------------------------------------


def test_the_level_of_the_day_is_explained_with_its_reason_and_the_former_one_is_history(province, visit):
    procedure = make_procedure(province.province, level="mot-phan", reason="Phải ký trước mặt công chức.")
    former = ServiceLevel.objects.get(code="muc-do-3")
    procedure.levels.add(ProcedureLevel(level=former, valid_from=date(2020, 1, 1), valid_to=former.valid_to))
    procedure.save()
    shown = page(visit, HOST, f"/thu-tuc/{procedure.slug}/")
    now, _mark, before = shown.partition("Trước đây")
    assert "Một phần" in now and "có bước phải đến trực tiếp" in now and "Phải ký trước mặt công chức." in now
    assert "Mức độ 3" in before and "Mức độ 3" not in now


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "schemes"),
    [
        (date(2020, 1, 1), {"levels"}),
        (date(2022, 8, 14), {"levels"}),
        (date(2022, 8, 15), {"scope"}),
        (date(2026, 6, 30), {"scope"}),
        (date(2026, 7, 1), {"scope", "proactive"}),
    ],
)
def test_the_levels_of_three_laws_are_rows_with_days(day, schemes):
    assert set(ServiceLevel.objects.on(day).values_list("scheme", flat=True)) == schemes


# --- Versions ------------------------------------------------------------------------------------


def test_a_later_first_day_opens_a_version_and_readers_see_what_changed(birth, visit):
    with TestCase.captureOnCommitCallbacks(execute=True):
        birth.time_value, birth.valid_from = 3, date(2026, 1, 1)
        birth.change_note = "Thêm thời gian xác minh."
        birth.save()
    first, second = ProcedureVersion.objects.filter(procedure=birth).order_by("number")
    assert (first.valid_from, first.valid_to) == (date(2025, 7, 1), date(2026, 1, 1))
    assert (second.valid_from, second.valid_to) == (date(2026, 1, 1), None)
    path = f"/thu-tuc/{birth.slug}/"
    assert "phiên bản 2" in page(visit, HOST, path) and "3 ngày làm việc" in page(visit, HOST, path)
    changes = page(visit, HOST, f"{path}thay-doi/")
    assert "<del>1 ngày làm việc</del>" in changes and "<ins>3 ngày làm việc</ins>" in changes
    assert "Thêm thời gian xác minh." in changes and "Giấy chứng sinh" not in changes
    old = page(visit, HOST, f"{path}phien-ban/1/")
    assert "Nội dung cũ" in old and "1 ngày làm việc" in old and "noindex" in old
    assert visit(HOST, f"{path}phien-ban/9/").status_code == 404


def test_the_same_day_is_a_correction_and_nothing_new_is_no_version(birth):
    birth.save()
    assert birth.versions.get().corrected_at is None
    birth.result = "Giấy khai sinh (bản chính)"
    birth.save()
    version = birth.versions.get()
    assert version.corrected_at and version.content["result"] == "Giấy khai sinh (bản chính)"


def test_an_abolished_procedure_keeps_its_page_with_a_banner_and_leaves_the_lists(birth, visit):
    with TestCase.captureOnCommitCallbacks(execute=True):
        birth.ends_on = today()
        birth.save()
    shown = page(visit, HOST, f"/thu-tuc/{birth.slug}/")
    assert "đã bị bãi bỏ từ ngày" in shown and "Nộp trực tuyến" not in shown
    assert birth.name not in page(visit, HOST, "/thu-tuc/?pham-vi=tat-ca")


def test_one_that_ends_tomorrow_is_still_carried_out(birth, visit):
    birth.ends_on = today() + timedelta(days=1)
    birth.save()
    assert "Nộp trực tuyến" in page(visit, HOST, f"/thu-tuc/{birth.slug}/")


# --- Law, forms, the National Portal ---------------------------------------------------------------


def test_the_legal_basis_leads_to_the_document_while_it_is_public(birth, province, visit):
    decree = make_document_of(province.province, "23/2015/NĐ-CP", "Nghị định thử")
    birth.bases = [LegalBasis(document=decree, provisions="điều 2")]
    birth.save()
    link = f"{root_url(PROVINCE)}/van-ban/{decree.slug}/"
    assert f'href="{link}"' in page(visit, HOST, f"/thu-tuc/{birth.slug}/")
    with TestCase.captureOnCommitCallbacks(execute=True):
        decree.live = False
        decree.save()
        birth.save()
    shown = page(visit, OTHER, f"/thu-tuc/{birth.slug}/")
    assert link not in shown and "23/2015/NĐ-CP" in shown


def test_a_form_is_handed_out_on_every_site_while_the_procedure_is_public(birth, province, visit):
    content = office_file("word/document.xml")
    stored = store_file(SimpleUploadedFile("to khai.docx", content), unit=province.province)
    birth.attachments = [ProcedureFile(stored=stored, title="Tờ khai mẫu 01")]
    birth.save()
    shown = page(visit, HOST, f"/thu-tuc/{birth.slug}/")
    address = shown.partition(f"/thu-tuc/{birth.slug}/mau/")[2].partition('"')[0]
    path = f"/thu-tuc/{birth.slug}/mau/{address}"
    answer = visit(OTHER, path)
    assert answer.status_code == 200 and b"".join(answer.streaming_content) == content
    birth.live = False
    birth.save()
    assert visit(OTHER, path).status_code == 404


def test_the_link_to_the_national_portal_goes_nowhere_else(birth, visit):
    birth.national_url = "https://dichvucong.gov.vn/p/home/dvc-chi-tiet.html?ma=1"
    birth.save()
    assert 'href="https://dichvucong.gov.vn/p/home/dvc-chi-tiet.html?ma=1"' in page(
        visit, HOST, f"/thu-tuc/{birth.slug}/"
    )


# --- Languages, cost -----------------------------------------------------------------------------


def test_a_site_with_english_shows_the_translation_and_else_says_there_is_none(birth, province, visit):
    path = f"/en/thu-tuc/{birth.slug}/"
    assert "chưa được dịch" in page(visit, HOST, path) or "has not been translated" in page(visit, HOST, path)
    copy = birth.copy_for_translation(Locale.objects.get(language_code="en"))
    copy.name, copy.live = "Registration of birth", True
    with TestCase.captureOnCommitCallbacks(execute=True):
        copy.save()
    assert copy.slug == birth.slug
    assert "Registration of birth" in page(visit, HOST, path)
    assert "Registration of birth" not in page(visit, HOST, f"/thu-tuc/{birth.slug}/")
    assert "Registration of birth" in page(visit, HOST, "/en/thu-tuc/?pham-vi=tat-ca")


def test_a_translation_behind_its_original_says_so_to_readers_and_is_found_by_editors(birth, province, visit, desk):
    path = f"/en/thu-tuc/{birth.slug}/"
    copy = birth.copy_for_translation(Locale.objects.get(language_code="en"))
    copy.name, copy.live = "Registration of birth", True
    copy.save()
    client = desk(make_person(unit=province.province, role=Role.EDITOR))
    listed = reverse("wagtailsnippets_procedures_procedure:list") + "?locale=en&behind=true"
    with TestCase.captureOnCommitCallbacks(execute=True):
        birth.save()
    cache.clear()
    assert "language-notice" not in page(visit, HOST, path)
    assert copy.name not in client.get(listed).content.decode()
    birth.summary = "Nội dung đã sửa."
    with TestCase.captureOnCommitCallbacks(execute=True):
        birth.save()
    shown = page(visit, HOST, path)
    assert "language-notice" in shown and f'<a href="/thu-tuc/{birth.slug}/">' in shown
    assert "language-notice" not in page(visit, HOST, f"/thu-tuc/{birth.slug}/")
    assert copy.name in client.get(listed).content.decode()
    copy.summary = "The corrected text."
    with TestCase.captureOnCommitCallbacks(execute=True):
        copy.save()
    assert "language-notice" not in page(visit, HOST, path)
    assert copy.name not in client.get(listed).content.decode()


def test_a_guide_costs_no_more_than_an_article(birth, province, visit, django_assert_max_num_queries):
    make_facts(province.province, hours="7:30")
    make_facts(province.commune, birth, place="Nhà một cửa")
    visit(HOST, "/thu-tuc/")
    with django_assert_max_num_queries(12):
        page(visit, HOST, f"/thu-tuc/{birth.slug}/")
    with django_assert_max_num_queries(0):
        page(visit, HOST, f"/thu-tuc/{birth.slug}/")


def test_a_code_is_given_once(birth, province):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_procedure(province.department, birth.code, "Tên khác")
