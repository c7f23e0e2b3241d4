"""Uploads through the admin, one at a time, many at once and from a chooser; and what a reader downloads."""

import json
import unicodedata
from urllib.parse import quote

import pytest
from django.urls import reverse

from portal.media.models import PortalDocument, PortalImage
from sites.units.enums import Role
from tests.factories.files import HTML, PDF, PROGRAM, picture, upload
from tests.factories.units import make_person

REFUSED = "Nội dung tệp"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def editor(province, desk):
    return desk(make_person(unit=province.commune, role=Role.EDITOR))


def fields(province, name: str, content: bytes, prefix: str = "") -> dict:
    return {
        f"{prefix}title": name,
        f"{prefix}file": upload(name, content),
        f"{prefix}collection": province.commune.collection_id,
        f"{prefix}tags": "",
    }


def test_honest_document_is_stored_with_size_and_hash(province, editor):
    response = editor.post(reverse("wagtaildocs:add"), fields(province, "Quyết định.pdf", PDF))
    assert response.status_code == 302
    document = PortalDocument.objects.get()
    assert (document.title, document.file_size, len(document.file_hash)) == ("Quyết định.pdf", len(PDF), 40)
    page = editor.get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()
    assert document.file_hash in page


def test_dishonest_document_is_refused_at_the_field(province, editor):
    response = editor.post(reverse("wagtaildocs:add"), fields(province, "quyet-dinh.pdf", HTML))
    assert response.status_code == 200
    assert REFUSED in response.context["form"].errors["file"][0]
    assert REFUSED in response.content.decode()
    assert not PortalDocument.objects.exists()


def test_replacing_a_document_by_something_else_is_refused_and_keeps_the_old_file(province, editor):
    editor.post(reverse("wagtaildocs:add"), fields(province, "quyet-dinh.pdf", PDF))
    document = PortalDocument.objects.get()
    response = editor.post(reverse("wagtaildocs:edit", args=[document.pk]), fields(province, "quyet-dinh.pdf", PROGRAM))
    assert REFUSED in response.context["form"].errors["file"][0]
    document.refresh_from_db()
    assert document.file.read() == PDF


def test_title_of_a_stored_document_can_be_changed_without_a_new_file(province, editor):
    editor.post(reverse("wagtaildocs:add"), fields(province, "quyet-dinh.pdf", PDF))
    document = PortalDocument.objects.get()
    data = {"title": "Quyết định số 5", "collection": province.commune.collection_id, "tags": ""}
    assert editor.post(reverse("wagtaildocs:edit", args=[document.pk]), data).status_code == 302
    document.refresh_from_db()
    assert document.title == "Quyết định số 5"


@pytest.mark.parametrize(("content", "good"), [(PDF, True), (HTML, False)])
def test_many_documents_at_once_are_checked_one_by_one(province, editor, content, good):
    response = editor.post(
        reverse("wagtaildocs:add_multiple"),
        {
            "title": "a",
            "files[]": upload("a.pdf", content),
            "collection": province.commune.collection_id,
        },
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    answer = json.loads(response.content)
    assert answer["success"] is good
    assert PortalDocument.objects.exists() is good
    if not good:
        assert REFUSED in answer["error_message"]


@pytest.mark.parametrize(("content", "good"), [(PDF, True), (HTML, False)])
def test_documents_from_a_chooser_are_checked(province, editor, content, good):
    url = reverse("wagtaildocs_chooser:create")
    response = editor.post(url, fields(province, "a.pdf", content, "document-chooser-upload-"))
    assert PortalDocument.objects.exists() is good
    if not good:
        assert REFUSED in json.loads(response.content)["htmlFragment"]


def test_too_large_document_is_refused_with_the_limit(province, editor, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 50
    response = editor.post(reverse("wagtaildocs:add"), fields(province, "a.pdf", PDF))
    assert "Dung lượng tối đa là 50" in response.context["form"].errors["file"][0]


def test_honest_image_is_stored(province, editor):
    response = editor.post(reverse("wagtailimages:add"), fields(province, "cầu.png", picture("png")))
    assert response.status_code == 302
    assert PortalImage.objects.get().width == 8


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("anh.png", picture("jpeg"), "không phải là ảnh .png như tên tệp cho biết (nhận ra: jpeg)"),
        ("anh.jpg", HTML, "không phải là ảnh"),
        ("anh.gif", PROGRAM, "không phải là ảnh"),
        ("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Không nhận loại ảnh này"),
        ("anh.bmp", picture("bmp"), "Không nhận loại ảnh này"),
    ],
)
def test_dishonest_image_is_refused_at_the_field(province, editor, name, content, sentence):
    response = editor.post(reverse("wagtailimages:add"), fields(province, name, content))
    assert sentence in response.context["form"].errors["file"][0]
    assert not PortalImage.objects.exists()


@pytest.mark.parametrize(("content", "good"), [(picture("png"), True), (picture("gif"), False)])
def test_many_images_at_once_are_checked_one_by_one(province, editor, content, good):
    response = editor.post(
        reverse("wagtailimages:add_multiple"),
        {"title": "a", "files[]": upload("a.png", content), "collection": province.commune.collection_id},
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    answer = json.loads(response.content)
    assert answer["success"] is good
    if not good:
        assert "nhận ra: gif" in answer["error_message"]


@pytest.mark.parametrize(("content", "good"), [(picture("png"), True), (HTML, False)])
def test_images_from_a_chooser_are_checked(province, editor, content, good):
    url = reverse("wagtailimages_chooser:create")
    response = editor.post(url, fields(province, "a.png", content, "image-chooser-upload-"))
    assert PortalImage.objects.exists() is good
    if not good:
        assert "không phải là ảnh" in json.loads(response.content)["htmlFragment"]


@pytest.mark.parametrize("name", ["Quyết định số 5.pdf", unicodedata.normalize("NFD", "Tờ trình.pdf"), "a.csv"])
def test_download_keeps_its_name_and_is_never_opened_in_place(province, editor, visit, name):
    content = b"a,b\n" if name.endswith("csv") else PDF
    editor.post(reverse("wagtaildocs:add"), fields(province, name, content))
    document = PortalDocument.objects.get()
    response = visit("trungmon.tuyenquang.localhost", document.url)
    assert response.status_code == 200
    assert response["X-Content-Type-Options"] == "nosniff"
    disposition = response["Content-Disposition"]
    assert disposition.startswith("attachment")
    wanted = document.filename
    assert f"filename*=UTF-8''{quote(wanted)}" in disposition or f'filename="{wanted}"' in disposition
    assert unicodedata.is_normalized("NFC", wanted)
    assert b"".join(response.streaming_content) == content
