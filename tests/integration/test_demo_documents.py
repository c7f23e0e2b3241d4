"""The demo's documents, drafts, gazette and registers: real acts true, all else marked and numbered as nobody does."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from django.db import transaction
from django.test import override_settings
from docx import Document
from pypdfium2 import PdfDocument

from demo import preparing
from demo.accounts import make_accounts
from demo.facts import Country
from demo.models import DemoItem
from demo.papers import NOTE
from demo.texts import content
from sites.documents.enums import CommentState, Direction, Effect, RelationKind
from sites.documents.models import (
    Consultation,
    ConsultationComment,
    DocumentFile,
    DocumentRelation,
    GazetteIssue,
    OfficialDocument,
    RegisterEntry,
)
from sites.documents.services.consultations import open_consultations, why_no_results
from sites.units.models import today

KINDS = (OfficialDocument, DocumentRelation, Consultation, ConsultationComment, GazetteIssue, RegisterEntry, DemoItem)


@pytest.fixture(scope="module")
def made_once(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Country]:
    """One unit of each tier with its documents and what stands beside them, for all tests of this file."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media, DEMO=True), transaction.atomic():
        preparing.load_units("2025-06-30")
        preparing.provision(tiny=True)
        country = Country.read(date(2025, 6, 30))
        make_accounts(country)
        preparing.write_documents(country)
        yield country
        transaction.set_rollback(True)


@pytest.fixture
def archive(made_once, db) -> Country:
    return made_once


def test_the_whole_province_has_two_thousand_documents_over_three_tiers(archive):
    made = content("documents.toml")["made"]
    tiers = Counter(version.tier.code for version in preparing.units_in_force(province=preparing.PROVINCE))
    written = {
        tier: units * sum(len(plan["years"]) for plan in made if tier in plan["tiers"]) for tier, units in tiers.items()
    }
    assert sum(written.values()) >= 2000
    assert all(written[tier] >= 20 for tier in ("province", "district", "commune"))


def test_real_acts_are_true_and_all_else_is_marked(archive):
    acts = OfficialDocument.objects.filter(is_sample=False)
    assert {act.symbol for act in acts} == {act["symbol"] for act in content("documents.toml")["act"]}
    assert all(act.source_url and "DEMO" not in act.symbol for act in acts)
    for document in OfficialDocument.objects.filter(is_sample=True).defer("body"):
        assert document.symbol.endswith("-DEMO"), document.symbol
        assert document.symbol_parsed, document.symbol
        assert document.signer == ""
        assert document.issued_on <= today()
    for entry in RegisterEntry.objects.all():
        assert not entry.symbol or entry.symbol.endswith("-DEMO")


def test_some_documents_are_amended_replaced_repealed_and_past_their_year(archive):
    made = OfficialDocument.objects.filter(is_sample=True)
    assert made.filter(effect=Effect.PARTLY, incoming__kind=RelationKind.AMENDS).exists()
    for kind in (RelationKind.REPLACES, RelationKind.REPEALS):
        assert made.filter(effect=Effect.EXPIRED, incoming__kind=kind).exists()
    assert made.filter(effect=Effect.EXPIRED, expires_on__lte=today()).exists()
    # Of a district, based on an act that stands on the province's site.
    assert made.filter(tier__code="district", relations__target__is_sample=False).exists()


def test_files_are_real_and_say_that_they_are_samples(archive):
    endings = Counter()
    for stored in DocumentFile.objects.all():
        endings[stored.extension] += 1
        content_bytes = stored.file.read()
        if stored.extension == "pdf":
            with PdfDocument(content_bytes) as pdf:
                words = pdf[0].get_textpage().get_text_bounded()
        else:
            words = "\n".join(part.text for part in Document(BytesIO(content_bytes)).paragraphs)
        assert NOTE in " ".join(words.split())
        assert "DEMO" in words
    assert endings["pdf"] >= 3
    assert endings["docx"] >= 3


def test_half_a_number_finds_its_act_with_its_relations_from_every_site(archive, visit):
    for version in archive.versions:
        found = visit(archive.hosts[version.unit_id], "/tim-kiem/?q=43/2011")
        # The number itself is marked in the heading of the hit.
        assert "/van-ban/43-2011-nd-cp/" in found.text, version.full_name
    page = visit(archive.hosts[archive.province.unit_id], "/van-ban/43-2011-nd-cp/").text
    assert "Văn bản này đã hết hiệu lực từ ngày 15/08/2022." in page
    assert "42/2022/NĐ-CP" in page
    assert "Dữ liệu minh hoạ" not in page.split("<main", 1)[1].split("</main>", 1)[0]


def test_every_list_of_a_section_by_law_that_a_tier_has_holds_something(archive, visit):
    for version in archive.versions:
        if version.tier.code not in ("province", "district"):
            continue
        for slug in ("chi-dao-dieu-hanh", "chien-luoc-quy-hoach", "quyet-dinh-dat-dai"):
            page = visit(archive.hosts[version.unit_id], f"/{slug}/").text
            assert "Chưa có văn bản nào" not in page, (version.full_name, slug)


def test_drafts_stand_at_every_step_from_coming_to_issued(archive, visit):
    by_slug = {row.title: row for row in Consultation.objects.all()}
    assert all(row.is_sample for row in by_slug.values())
    assert open_consultations().count() >= 3
    assert any(row.opens_on > today() for row in by_slug.values())
    done = Consultation.objects.get(results_at__isnull=False)
    assert {comment.verdict for comment in done.comments.all()} == {"accepted", "partly", "kept"}
    assert why_no_results(done) is None
    page = visit(archive.hosts[done.unit_id], f"/gop-y-du-thao/{done.slug}/").text
    assert "Tiếp thu một phần" in page
    assert f"/van-ban/{done.result_document.slug}/" in page
    assert "Dữ liệu minh hoạ" in page
    moderated = Consultation.objects.get(comments__state=CommentState.REFUSED)
    page = visit(archive.hosts[moderated.unit_id], f"/gop-y-du-thao/{moderated.slug}/").text
    for comment in moderated.comments.all():
        assert (comment.body in page) == (comment.state == CommentState.SHOWN)


def test_the_gazette_has_issues_of_several_years_that_lead_to_their_documents(archive, visit):
    issues = list(GazetteIssue.objects.all())
    assert len({issue.published_on.year for issue in issues}) >= 3
    assert all(issue.published_on <= today() for issue in issues)
    host = archive.hosts[archive.province.unit_id]
    for issue in issues:
        page = visit(host, f"/cong-bao/{issue.slug}/").text
        for item in issue.items.all():
            assert (item.document.symbol if item.document else item.symbol) in page
            if item.document:
                assert item.document.gazette_number == issue.number


def test_departments_keep_both_registers_with_progress(archive, visit):
    department = next(version for version in archive.versions if version.tier.code == "department")
    for direction in Direction:
        assert RegisterEntry.objects.filter(unit=department.unit_id, direction=direction).count() >= 10
    host = archive.hosts[department.unit_id]
    received, sent = visit(host, "/so-van-ban/den/").text, visit(host, "/so-van-ban/di/").text
    assert "Đang xử lý" in received
    assert "Quá hạn" in received
    # What was sent leads to the document itself.
    assert "/van-ban/" in sent.split("<table", 1)[1].split("</table>", 1)[0]


def test_made_once_it_is_passed_by(archive):
    Consultation.objects.filter(comments=None).first().delete()
    before = [model.objects.count() for model in KINDS]
    preparing.write_documents(archive)
    assert [model.objects.count() for model in KINDS] == before
