"""A commune's people at work in the admin, in a real browser: everything they need, and no trace of a neighbour."""

import re
from collections.abc import Iterator

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import expect

from portal.media.models import PortalImage
from sites.newsroom.models import ArticlePage
from sites.units.models import UnitSettings

from .conftest import DESK, PHONE
from .office import EVERYBODY, PASSWORD, Listener, Office, address_in, furnished_office, number_of, sign_in
from .writing import TITLE, approve, photograph, public, save, upload_in_chooser, write_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

NEW_PASSWORD = "con-trau-di-cay-ruong-sau"


@pytest.fixture(scope="module")
def whole_office(browser, django_db_setup, django_db_blocker) -> Iterator[Office]:
    with furnished_office(browser, django_db_blocker) as built:
        yield built


@pytest.fixture
def office(whole_office) -> Iterator[Office]:
    """The office, whose desks are looked over and cleared after each test."""
    Listener.heard.clear()
    yield whole_office
    try:
        for desk in whole_office.desks:
            desk.finish()
    finally:
        whole_office.close()


def test_an_editors_article_goes_from_draft_to_the_site_of_the_commune(office):
    hoa = office.sit_down("hoa")
    hoa.open("/admin/")
    hoa.reads("Xã Trung Môn")
    hoa.picture("dashboard")
    section = office.own.pages["section"]
    hoa.open(reverse("wagtailadmin_explore", args=[section.pk]))
    hoa.picture("explorer")
    hoa.open(reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", section.pk]))
    write_article(hoa)
    save(hoa)
    article = ArticlePage.objects.get(title=TITLE)
    assert article.slug == "le-khanh-thanh-duong-thon-dong-tro" and not article.live
    assert PortalImage.objects.get(title="Đường mới").description == "Con đường bê tông"
    hoa.picture("draft-saved")
    # Opened anew: what Wagtail saves by itself may load the page again. The button needs the page's scripts.
    hoa.open(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    hoa.page.wait_for_load_state("networkidle")
    hoa.page.locator("[aria-label='Mở hoặc đóng bản xem trước']").click()
    preview = hoa.page.frame_locator("iframe[src*='/preview/'], iframe[title=Preview]").last
    expect(preview.get_by_role("heading", name=TITLE)).to_be_visible(timeout=20_000)
    hoa.picture("preview")

    hoa.open(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    hoa.page.locator("[name=summary]").fill("Con đường dài hai cây số.")
    save(hoa)
    hoa.open(reverse("wagtailadmin_pages:revisions_compare", args=[article.pk, "earliest", "latest"]))
    hoa.reads("Con đường dài hai cây số.")
    hoa.picture("compare")

    mail.outbox.clear()
    hoa.open(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert hoa.page.locator("[name=action-publish]").count() == 0
    hoa.press("Thao tác khác")
    hoa.page.locator("[name=action-submit]").click()
    expect(hoa.page.locator(".messages .success").first).to_be_visible()
    hoa.picture("submitted")
    told = {address for message in mail.outbox for address in message.to}
    assert office.people["duc"].email in told
    neighbours = {person.email for person in office.world.neighbour.people.values()}
    assert not told & neighbours

    duc = office.sit_down("duc")
    duc.open("/admin/")
    duc.reads(TITLE)
    duc.picture("publishers-dashboard")
    approve(duc, article.pk)
    article.refresh_from_db()
    assert not article.live, "the publisher's own step was left out"
    approve(duc, article.pk)
    duc.picture("approved")
    article.refresh_from_db()
    assert article.live

    reader = office.empty_desk()
    answer = reader.page.goto(public(office, f"/tin-tuc/{article.slug}/"))
    assert answer.status == 200
    expect(reader.page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(reader.page.get_by_alt_text("Con đường bê tông").first).to_be_visible()
    reader.reads("Kế hoạch khánh thành")
    reader.picture("published")


def test_libraries_reports_and_history_hold_the_units_own_things(office):
    hoa = office.sit_down("hoa")
    things = office.own.things
    for name, path, shows in (
        ("images", reverse("wagtailimages:index"), things["image"][0].title),
        ("documents", reverse("wagtaildocs:index"), things["document"][0].title),
        ("history", reverse("wagtailadmin_reports:site_history"), office.own.pages["draft"].title),
        ("locked", reverse("wagtailadmin_reports:locked_pages"), office.own.pages["locked"].title),
        ("in-review", reverse("wagtailadmin_reports:workflow"), office.own.pages["in_workflow"].title),
        ("ageing", reverse("wagtailadmin_reports:aging_pages"), "Trang lâu chưa cập nhật"),
        ("page-types", reverse("wagtailadmin_reports:page_types_usage"), "Tin bài"),
        (
            "page-history",
            reverse("wagtailadmin_pages:history", args=[office.own.pages["draft"].pk]),
            office.own.pages["draft"].title,
        ),
        ("workflow", reverse("wagtailadmin_workflows:index"), "Duyệt xuất bản"),
    ):
        hoa.open(path)
        hoa.reads(shows)
        hoa.picture(name)


def test_the_dashboard_counts_the_units_own_pages(office):
    hoa = office.sit_down("hoa")
    hoa.open("/admin/")
    homes = [home.page for home in office.own.unit.homes.all()]
    own = sum(home.get_descendants(inclusive=True).count() for home in homes)
    shown = hoa.page.locator(f"a[href='{reverse('wagtailadmin_explore', args=[homes[0].pk])}']").first.inner_text()
    assert int(re.search(r"\d+", shown)[0]) == own


def test_forged_addresses_meet_a_vietnamese_sentence(office):
    hoa = office.sit_down("hoa")
    other = office.world.neighbour
    page, image, document = other.pages["draft"], other.things["image"][0], other.things["document"][0]
    for path in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailadmin_pages:history", args=[page.pk]),
        reverse("wagtailadmin_explore", args=[other.pages["home"].pk]),
        reverse("wagtailimages:edit", args=[image.pk]),
        reverse("wagtaildocs:edit", args=[document.pk]),
        "/admin/khong-co-trang-nay/",
    ):
        hoa.open(path, status=404)
        hoa.reads("Không có trang này, hoặc nó không thuộc đơn vị bạn đang làm việc.")
    hoa.picture("not-found")
    for path in (
        reverse("wagtailusers_users:index"),
        reverse("units_people:list"),
        reverse("units_admin"),
        f"/admin/?don-vi={other.unit.uuid}",
        "/admin/?don-vi=all",
    ):
        hoa.open(path, status=403)
        hoa.reads("Không được phép")
    hoa.picture("refused")
    hoa.press("Về trang quản trị", role="link")
    hoa.reads("Xã Trung Môn")


def test_an_invited_person_sets_a_password_and_works(office):
    dung = office.sit_down("dung")
    dung.open(reverse("units_people:list"))
    dung.reads("Nguyễn Thị Hoa")
    dung.picture("people")
    dung.press("Mời người mới", role="link")
    dung.page.locator("[name=full_name]").fill("Đỗ Thị Mới")
    dung.page.locator("[name=email]").fill("moi@example.test")
    dung.page.locator("[name=role]").select_option(label="Biên tập viên")
    dung.picture("invite")
    mail.outbox.clear()
    dung.press("Gửi lời mời")
    dung.reads("Đã gửi lời mời tới moi@example.test.")
    dung.picture("invited")
    [letter] = mail.outbox

    newcomer = office.empty_desk()
    path = address_in(letter.body)
    newcomer.open(path)
    newcomer.reads("Xã Trung Môn")
    newcomer.picture("invitation")
    newcomer.page.locator("[name=password]").fill(NEW_PASSWORD)
    newcomer.page.locator("[name=password_again]").fill("khac-han-cau-tren-nhe")
    newcomer.press("Nhận lời mời")
    newcomer.reads("Hai lần nhập mật khẩu không giống nhau.")
    newcomer.picture("invitation-error")
    newcomer.page.locator("[name=password]").fill(NEW_PASSWORD)
    newcomer.page.locator("[name=password_again]").fill(NEW_PASSWORD)
    newcomer.press("Nhận lời mời")
    newcomer.page.wait_for_url("**/admin/")
    newcomer.reads("Đỗ Thị Mới")
    newcomer.open(reverse("wagtailadmin_explore", args=[office.own.pages["section"].pk]))

    late = office.empty_desk()
    late.open(path, status=403)
    late.picture("invitation-used")
    returning = office.empty_desk()
    sign_in(returning, "moi@example.test", NEW_PASSWORD)
    returning.reads("Đỗ Thị Mới")


def test_a_redirect_and_the_look_of_the_site_show_in_public(office):
    dung = office.sit_down("dung")
    dung.open(reverse("wagtailredirects:add"))
    dung.page.locator("[name=old_path]").fill("/trang-cu")
    dung.page.locator("[name=redirect_link]").fill(public(office, "/gioi-thieu/"))
    dung.picture("redirect")
    dung.page.locator("footer button[type=submit]").first.click()
    dung.reads("/trang-cu")

    dung.open(reverse("units_settings"))
    dung.page.locator("[name=site_title]").fill("Trung Môn quê tôi")
    dung.page.locator("[name=banner_colour]").select_option("green")
    dung.page.locator("[name=address]").fill("Thôn 4, xã Trung Môn")
    upload_in_chooser(dung, "Chọn ảnh", photograph("#223355"), title="Biểu trưng", description="Biểu trưng xã")
    dung.picture("settings")
    dung.press("Lưu", exact=True)
    dung.reads("Đã lưu thông tin trang.")
    settings = UnitSettings.objects.get(unit=office.own.unit)
    assert settings.emblem.title == "Biểu trưng"

    reader = office.empty_desk()
    reader.page.goto(public(office, "/trang-cu"))
    assert reader.page.url == public(office, "/gioi-thieu/")
    reader.reads("Trung Môn quê tôi")
    reader.reads("Thôn 4, xã Trung Môn")
    emblem = reader.page.locator("header img").first
    assert emblem.evaluate("image => image.naturalWidth") > 0
    assert reader.page.locator("[data-banner=green], .banner--green, [class*=green]").count()
    reader.picture("public-look")

    dung.open(reverse("units_menu"))
    dung.picture("menu")


def test_a_person_with_two_units_works_in_one_at_a_time(office):
    hai = office.sit_down("hai", may_see={"own", "department"})
    own, department = office.own, office.world.others[1]
    hai.open("/admin/")
    hai.reads("Chọn đơn vị bạn sẽ làm việc.")
    hai.picture("choose-unit")
    hai.press("Xã Trung Môn")
    hai.page.wait_for_url("**/admin/")
    hai.open(reverse("wagtailimages:index"))
    hai.reads(own.things["image"][0].title)
    assert department.things["image"][0].title not in hai.text()
    hai.open(reverse("wagtailadmin_pages:edit", args=[department.pages["draft"].pk]), status=404)
    hai.open("/admin/")
    hai.page.get_by_role("link", name="Xã Trung Môn").first.click()
    hai.picture("switch-unit")
    hai.press("Sở Nội vụ")
    hai.page.wait_for_url("**/admin/")
    hai.open(reverse("wagtailimages:index"))
    hai.reads(department.things["image"][0].title)
    assert own.things["image"][0].title not in hai.text()


def test_the_auditor_reads_and_exports_the_log(office):
    hoa = office.sit_down("hoa")
    hoa.open(reverse("units_people:list"), status=403)
    kiem = office.sit_down("kiem", may_see=EVERYBODY)
    kiem.open(reverse("units_audit"))
    table = kiem.page.locator("#listing-results tbody")
    expect(table).to_contain_text("Bị từ chối")
    expect(table).to_contain_text("Nguyễn Thị Hoa")
    kiem.picture("audit")
    kiem.open(reverse("units_audit") + "?kind=refused")
    assert "Đăng nhập" not in table.inner_text()
    with kiem.page.expect_download() as waiting:
        kiem.page.evaluate(f"location.href = '{reverse('units_audit')}?kind=refused&export=csv'")
    rows = waiting.value.path().read_text()
    assert waiting.value.suggested_filename == "nhat-ky-an-toan.csv"
    assert "Nguyễn Thị Hoa" in rows and "Sự kiện" in rows
    section = office.own.pages["section"].pk
    kiem.open(reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", section]), status=403)
    kiem.reads("Không được phép")


def test_the_platform_looks_as_an_editor_and_the_unit_sees_that_it_did(office):
    nen = office.sit_down("nen", may_see=EVERYBODY)
    nen.open(reverse("wagtailusers_users:index") + "?q=hoa")
    row = nen.page.locator("tr", has_text="Nguyễn Thị Hoa")
    row.locator("[data-controller~=w-dropdown] button").first.click()
    nen.picture("platform-people")
    nen.press("Xem thay", role="link")
    nen.page.locator("[name=reason]").fill("Hướng dẫn qua điện thoại")
    nen.picture("view-as")
    nen.press("Bắt đầu xem")
    nen.reads("Bạn đang xem thay Nguyễn Thị Hoa")
    nen.picture("viewing-as")
    nen.open(reverse("wagtailusers_users:index"), status=403)
    nen.open(reverse("wagtailadmin_pages:edit", args=[office.world.neighbour.pages["draft"].pk]), status=404)
    nen.open("/admin/")
    nen.press("Kết thúc xem thay", role="link")
    nen.press("Trở lại là tôi")
    nen.reads("Hoàng Văn Nền")

    dung = office.sit_down("dung")
    dung.open(reverse("units_audit"))
    dung.reads("Hướng dẫn qua điện thoại")
    dung.picture("audit-of-unit")


def test_a_lost_phone_is_reset_by_the_units_administrator(office):
    office.sit_down("lan")
    lan = office.people["lan"]
    dung = office.sit_down("dung")
    dung.open(reverse("units_people:person", args=[lan.pk]))
    dung.picture("person")
    dung.press("Đặt lại xác minh hai lớp", role="link")
    dung.picture("reset")
    dung.press("Đặt lại", exact=True)
    dung.reads("Đã đặt lại xác minh hai lớp.")
    again = office.empty_desk()
    sign_in(again, lan.username)
    again.reads("Thiết lập xác minh hai lớp")
    foreign = office.world.neighbour.people["publisher"]
    dung.open(reverse("units_people:reset", args=[foreign.pk]), status=404)


def test_own_pages_of_the_admin_are_accessible_at_two_widths(office, violations):
    hoa = office.people["hoa"]
    found = []
    for width in (PHONE, DESK):
        stranger = office.empty_desk(width=width)
        stranger.open("/admin/login/")
        stranger.picture(f"login-{width}")
        found += violations(stranger.page)
        sign_in(stranger, "tho")
        stranger.picture(f"phone-setup-{width}")
        found += violations(stranger.page)
        for key, paths in {
            "dung": [
                reverse("units_people:list"),
                reverse("units_people:invite"),
                reverse("units_people:person", args=[hoa.pk]),
                reverse("units_settings"),
                reverse("units_menu"),
                reverse("wagtailadmin_workflows:index"),
                reverse("units_audit"),
            ],
            "hai": [reverse("units_work_in")],
            "nen": [reverse("units_view_as", args=[hoa.pk])],
        }.items():
            desk = office.sit_down(key, width=width, may_see=EVERYBODY)
            for path in paths:
                desk.open(path)
                desk.picture(f"{path.strip('/').replace('/', '-')}-{width}")
                found += violations(desk.page)
    assert not found, "\n".join(found)


def test_backup_codes_and_the_second_sign_in_are_accessible(office, violations):
    minh = office.people["minh"]
    first = office.empty_desk(width=PHONE)
    sign_in(first, "minh")
    device = minh.totpdevice_set.get()
    first.page.locator("[name=token]").fill(number_of(device))
    first.press("Bật xác minh hai lớp")
    first.reads("Mã dự phòng")
    first.picture("backup-codes")
    found = violations(first.page)
    code = first.page.locator("code").first.inner_text()

    second = office.empty_desk(width=PHONE)
    sign_in(second, "minh")
    second.reads("Xác minh đăng nhập")
    second.page.locator("[name=token]").fill("000000")
    second.press("Xác minh")
    second.reads("Mã không đúng hoặc đã hết hạn.")
    second.picture("wrong-number")
    found += violations(second.page)
    second.page.wait_for_timeout(1100)  # the device waits a second after a wrong number
    second.page.locator("[name=token]").fill(code)
    second.press("Xác minh")
    second.page.wait_for_url("**/admin/")
    assert not found, "\n".join(found)


def test_signing_out_closes_the_admin(office):
    ngan = office.sit_down("ngan")
    ngan.open("/admin/")
    ngan.page.locator(".sidebar-footer__account, .sidebar-footer button").first.click()
    ngan.page.locator(".sidebar-footer form button, .sidebar-footer [type=submit]").first.click()
    ngan.page.wait_for_url("**/login/**")
    ngan.open(reverse("wagtailadmin_explore", args=[office.own.pages["section"].pk]))
    assert "/admin/login/" in ngan.page.url
    wrong = office.empty_desk()
    wrong.open("/admin/login/")
    wrong.page.locator("[name=username]").fill("ngan")
    wrong.page.locator("[name=password]").fill(f"{PASSWORD}-sai")
    wrong.page.locator("[type=submit]").first.click()
    wrong.page.wait_for_load_state()
    assert "/admin/login/" in wrong.page.url
