"""What the files say that pages show is found by those pages, from the moment it is known and anybody may read it."""

import json
import uuid

import pytest
from django.core.files.base import ContentFile
from django_tasks_db.models import DBTaskResult
from wagtail.models import CollectionViewRestriction

from portal.media import texts
from portal.media.models import DocumentText, PortalDocument
from search import services
from search.engines import search
from search.models import Entry
from search.query import Request, parse
from search.sources import get_source

from ...factories.units import make_article

TEXT = "Danh sách hộ được hỗ trợ giống ngô nếp"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def make_file(unit, text: str = TEXT, title: str = "Phụ lục kèm theo") -> PortalDocument:
    return PortalDocument.objects.create(
        title=title,
        file=ContentFile(text.encode(), name=f"{uuid.uuid4().hex}.txt"),
        collection=unit.collection,
    )


def make_page(unit, document: PortalDocument, *, linked: bool = False):
    link = f'<p>Xem <a linktype="document" id="{document.pk}">tệp này</a>.</p>'
    block = ("text", link) if linked else ("attachment", {"document": document.pk, "title": ""})
    body = json.dumps([{"type": block[0], "value": block[1], "id": str(uuid.uuid4())}])
    return make_article(unit, "Thông báo hỗ trợ vụ xuân", body=body)


def found(words: str = "giong ngo nep") -> list[tuple[str, str]]:
    return [(hit.title, hit.anchor) for hit in search(Request(terms=parse(words))).hits]


@pytest.mark.parametrize("linked", [False, True])
def test_the_text_of_a_file_leads_to_the_page_that_shows_it_and_counts_once(province, linked):
    document = make_file(province.commune)
    page = make_page(province.commune, document, linked=linked)
    assert found() == [(page.title, f"tep-{document.pk}")]
    assert found("phu luc kem theo") == [(page.title, f"tep-{document.pk}")]
    assert search(Request(terms=parse("thông báo hỗ trợ"))).total == 1
    assert not services.compare(get_source("page"))


def test_a_text_that_arrives_after_the_page_is_published_is_found_from_then_on(province, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    document = make_file(province.commune)
    page = make_page(province.commune, document)
    assert found() == []
    assert DBTaskResult.objects.filter(task_path__endswith="extract_document_text").count() == 1
    texts.take_text(document.pk)
    assert found() == [(page.title, f"tep-{document.pk}")]


def test_another_file_in_its_place_is_read_anew_and_what_is_no_file_any_more_is_forgotten(province):
    document = make_file(province.commune)
    make_page(province.commune, document)
    document.file = ContentFile("Biểu giá nước sạch".encode(), name="moi.txt")
    document.save()
    assert found() == []
    assert len(found("bieu gia nuoc sach")) == 1
    document.delete()
    assert found("bieu gia nuoc sach") == []


def test_a_file_that_not_everybody_may_read_is_not_found_by_text_or_title(province):
    document = make_file(province.commune)
    make_page(province.commune, document)
    restriction = CollectionViewRestriction.objects.create(
        collection=province.commune.collection, restriction_type="login"
    )
    assert found() == []
    assert found("phu luc kem theo") == []
    restriction.delete()
    assert len(found()) == 1


def test_a_page_that_is_hidden_takes_its_files_along_and_neighbours_files_stay(province):
    other = make_page(province.other_commune, make_file(province.other_commune))
    page = make_page(province.commune, make_file(province.commune))
    assert len(found()) == 2
    page.unpublish()
    assert [hit.unit_id for hit in search(Request(terms=parse("giong ngo nep"))).hits] == [province.other_commune.pk]
    other.delete()
    assert found() == []


def test_a_file_without_text_is_asked_for_no_job_and_one_that_was_lost_is_asked_for_again(province, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    jobs = DBTaskResult.objects.filter(task_path__endswith="extract_document_text")
    PortalDocument.objects.create(
        title="Kho", file=ContentFile(b"PK\x05\x06", name="kho.zip"), collection=province.commune.collection
    )
    assert jobs.count() == 0
    document = make_file(province.commune)
    jobs.delete()
    assert texts.left_waiting() == []
    DocumentText.objects.filter(document=document).update(asked_at="2020-01-01T00:00:00Z")
    assert texts.left_waiting() == [document]
    texts.ask_for_text(texts.left_waiting())
    assert jobs.count() == 1
    DocumentText.objects.filter(document=document).update(tries=texts.MAX_TRIES)
    assert texts.left_waiting() == []


def test_a_file_is_entered_with_the_page_even_before_it_is_read(province, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    document = make_file(province.commune)
    page = make_page(province.commune, document)
    assert Entry.objects.filter(object_id=page.pk, anchor=f"tep-{document.pk}").count() == 1
