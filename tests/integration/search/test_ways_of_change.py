"""Every way a public thing changes reaches the index; the nightly round then finds nothing to mend.

How it is with drafts, restrictions, moves, slugs and rows changed behind everybody's back is in `test_search`, with
files in `test_files_found` and `test_documents_found`.
"""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale

from portal.core.page_tree import add_children
from search import services
from search.engines import search
from search.models import Entry
from search.query import Request, parse
from search.sources import sources
from search.tasks import look_after
from sites.documents.models import Consultation, OfficialDocument
from sites.newsroom.models import ArticlePage
from sites.units.models import Unit
from sites.units.services import change_unit, end_unit, rename_unit

from ...factories.consultations import make_consultation
from ...factories.documents import make_official
from ...factories.units import home_of, make_article


def found(words: str, **options) -> list[str]:
    return [hit.title for hit in search(Request(terms=parse(words), **options)).hits]


def nothing_differs() -> bool:
    return not any(services.compare(source) for source in sources())


@pytest.fixture
def article(province):
    return make_article(province.commune, "Mùa vải chín sớm")


def test_a_translation_is_found_once_it_is_published_beside_its_original(province, article):
    english = article.copy_for_translation(Locale.objects.get(language_code="en"))
    english.title = "Lychees ripen early"
    english.save_revision()
    assert found("lychees ripen") == []
    english.get_latest_revision().publish()
    assert found("lychees ripen") == ["Lychees ripen early"]
    assert found("mua vai chin som") == ["Mùa vải chín sớm"]
    answer = search(Request(terms=parse("lychees ripen")))
    assert dict(answer.facets["language"]) == {"en": 1}
    assert answer.hits[0].path.startswith("/en/")
    assert nothing_differs()


def test_what_is_planned_comes_and_goes_with_the_job_and_never_shows_after_its_end(province, article):
    now = timezone.now()
    later = make_article(province.commune, "Chờ đến giờ mới đăng", live=False)
    later.save_revision(approved_go_live_at=now - timedelta(minutes=1))
    article.expire_at = now + timedelta(hours=1)
    article.save_revision().publish()
    assert found("cho den gio moi dang") == []
    assert found("vai chin som", now=now) == ["Mùa vải chín sớm"]
    # The job is late; the clock is not.
    assert found("vai chin som", now=now + timedelta(hours=2)) == []
    call_command("publish_scheduled")
    assert found("cho den gio moi dang") == ["Chờ đến giờ mới đăng"]
    assert nothing_differs()


def test_a_renamed_unit_is_found_by_its_new_name_at_once_and_by_its_old_one_still(province):
    rename_unit(province.commune, name="Trung Môn Mới", valid_from=date.today())
    assert home_of(province.commune).title in found("trung mon moi")
    assert home_of(province.commune).title in found("xã trung môn")
    assert nothing_differs()


def test_a_unit_under_another_parent_is_below_that_one_with_all_it_has(province, article):
    def below(unit: Unit) -> list[str]:
        return found("vai chin som", scope="below", unit_id=unit.pk)

    assert below(province.district) == [article.title]
    change_unit(province.commune, valid_from=date.today(), parent=province.other_district)
    assert below(province.district) == []
    assert below(province.other_district) == [article.title]
    assert nothing_differs()


def test_a_unit_that_ends_without_an_archive_takes_what_nobody_can_open_any_more_out(province, article):
    other = make_article(province.other_commune, "Mùa vải chín muộn")
    end_unit(province.commune, on=date.today())
    assert set(found("mua vai chin")) <= {article.title, other.title}
    assert other.title in found("mua vai chin")
    assert nothing_differs()


def test_pages_added_at_one_stroke_are_found(province):
    section = home_of(province.commune).get_children().get(slug="tin-tuc")
    pages = [
        ArticlePage(title=f"Bản tin nhập số {n}", slug=f"nhap-{n}", locale=section.locale, unit=province.commune)
        for n in range(3)
    ]
    add_children(section, pages)
    assert len(found("ban tin nhap so")) == 3
    assert nothing_differs()


def test_rows_changed_behind_everybodys_back_are_right_after_the_night(province, article):
    document = make_official(province.commune, symbol="7/2024/QĐ-UBND", abstract="Quy ước bảo vệ rừng nghiến")
    draft = make_consultation(province.commune, "Dự thảo quy ước bảo vệ suối")
    ArticlePage.objects.filter(pk=article.pk).update(live=False)
    OfficialDocument.objects.filter(pk=document.pk).update(title="Hương ước rừng đầu nguồn")
    Consultation.objects.filter(pk=draft.pk).delete()
    ArticlePage.objects.filter(pk=make_article(province.commune, "Tin sẽ mất").pk).delete()
    look_after.call()
    assert found("vai chin som") == []
    assert len(found("huong uoc rung dau nguon")) == 1
    assert "Dự thảo quy ước bảo vệ suối" not in found("quy uoc bao ve suoi")
    assert nothing_differs()
    assert not Entry.objects.filter(title="Tin sẽ mất").exists()
