"""How a person writes in the admin: what is pressed and typed for an article, its picture and its file."""

import io

from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect

from tests.factories.files import PDF

from .conftest import DOMAIN
from .office import Desk, Office

TITLE = "Lễ khánh thành đường thôn Đồng Trò"


def photograph(colour: str) -> dict:
    data = io.BytesIO()
    Image.new("RGB", (800, 500), colour).save(data, "JPEG")
    return {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def public(office: Office, path: str = "/") -> str:
    return f"http://trungmon.{DOMAIN}:{office.port}{path}"


def upload_in_chooser(desk: Desk, button: str, file: dict, **fields: str) -> None:
    """Open a chooser, go to its second tab and upload."""
    desk.press(button)
    chooser = desk.page.locator(".modal-body")
    chooser.get_by_role("tab").nth(1).click()
    chooser.locator("input[type=file]").set_input_files(file)
    for name, value in fields.items():
        chooser.locator(f"[name$='-upload-{name}']").fill(value)
    desk.picture(f"choose-{next(iter(fields.values()))}")
    chooser.locator("form:visible button[type=submit]").last.click()
    expect(chooser).to_have_count(0)


def add_block(desk: Desk, name: str) -> None:
    desk.page.locator(".c-sf-add-button").last.click()
    desk.page.get_by_role("option", name=name).first.click()


def write_article(desk: Desk) -> None:
    page = desk.page
    page.locator("#id_title").fill(TITLE)
    page.locator("[name=summary]").fill("Công trình phục vụ đi lại của bốn thôn.")
    page.locator("[name=genre]").select_option(index=1)
    page.locator("[name=source_credit]").fill("UBND xã Trung Môn")
    said = {"title": "Đường mới", "description": "Con đường bê tông", "credit": "Ảnh: UBND xã"}
    upload_in_chooser(desk, "Chọn ảnh", photograph("#6b8f71"), **said)
    add_block(desk, "Đoạn văn")
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.type("Sáng nay, bà con bốn thôn dự lễ khánh thành.")
    add_block(desk, "Tệp đính kèm")
    file = {"name": "ke-hoach.pdf", "mimeType": "application/pdf", "buffer": PDF}
    upload_in_chooser(desk, "Chọn tài liệu", file, title="Kế hoạch khánh thành")
    page.locator("#id_related_links-ADD").click()
    page.get_by_role("button", name="Chọn trang").last.click()
    page.locator(".modal-body a.choose-page", has_text="Giới thiệu").click()
    expect(page.locator(".modal-body")).to_have_count(0)


def save(desk: Desk) -> None:
    desk.page.locator("footer .action-save").click()
    desk.page.wait_for_url("**/edit/")
    expect(desk.page.locator(".messages .success").first).to_be_visible()


def approve(desk: Desk, page_id: int) -> None:
    desk.open(reverse("wagtailadmin_pages:edit", args=[page_id]))
    desk.press("Thao tác khác")
    desk.page.locator("footer [data-workflow-action-name=approve]:not([data-workflow-action-modal-url])").click()
    expect(desk.page.locator(".messages .success").first).to_be_visible()
