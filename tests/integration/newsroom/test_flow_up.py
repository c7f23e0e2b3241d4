"""Items proposed to the units above: the way up, what may be decided, and the copy that is kept apart."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import Page

from portal.media.models import PortalDocument, PortalImage
from sites.newsroom.enums import ProposalState, ProposalStepKind
from sites.newsroom.models import ArticlePage, Genre, Proposal
from sites.newsroom.services import flow_up
from sites.newsroom.services.flow_up import accept, ask_for_changes, decline, pass_on, propose, send_again, take_back
from sites.units.enums import Role
from sites.units.models import Notification
from sites.units.services import change_unit, end_unit
from tests.factories.content import make_full_article
from tests.factories.units import make_article, make_person

from .flow_fixtures import *  # noqa: F403 - fixtures

TITLE = "Xã Trung Môn được mùa na"


@pytest.fixture
def writer(province):
    return make_person(unit=province.commune, role=Role.EDITOR)


@pytest.fixture
def article(province, writer):
    page = make_article(province.commune, TITLE, summary="Năng suất cao nhất năm năm.", owner=writer)
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


@pytest.fixture
def district(province, publisher_of):
    return publisher_of(province.district)


@pytest.fixture
def proposed(province, article, writer):
    return propose(article, province.province, by=writer, note="Kính gửi Ban Biên tập")


def told(person) -> list[str]:
    return [row.text for row in Notification.objects.filter(person=person).order_by("pk")]


def kinds(proposal) -> list[str]:
    return list(proposal.steps.values_list("kind", flat=True))


def refused(action, *words: str) -> None:
    before = Proposal.objects.count(), ArticlePage.objects.count()
    with pytest.raises(ValidationError) as error:
        action()
    for word in words:
        assert word in str(error.value)
    assert (Proposal.objects.count(), ArticlePage.objects.count()) == before


# --- The way up ----------------------------------------------------------------------------------


def test_a_unit_proposes_to_the_one_above_or_to_the_board(province):
    assert flow_up.goals(province.commune) == [province.district, province.province]
    assert flow_up.goals(province.district) == [province.province]
    assert flow_up.goals(province.province) == []


def test_from_commune_by_district_to_the_province_with_every_step_on_the_record(
    province, article, writer, district, board, proposed
):
    assert proposed.at == province.district
    assert flow_up.waiting_at(province.district).get() == proposed
    assert any(TITLE in text for text in told(district))
    pass_on(proposed, by=district, note="Đề nghị tỉnh đăng")
    proposed.refresh_from_db()
    assert (proposed.at, proposed.state) == (province.province, ProposalState.WAITING)
    assert any(TITLE in text for text in told(board))
    copy = accept(proposed, by=board)
    proposed.refresh_from_db()
    assert proposed.state == ProposalState.ACCEPTED
    steps = [(step.kind, step.unit, step.by, step.to) for step in proposed.steps.all()]
    assert steps == [
        (ProposalStepKind.PROPOSED, province.commune, writer, province.district),
        (ProposalStepKind.PASSED_ON, province.district, district, province.province),
        (ProposalStepKind.ACCEPTED, province.province, board, None),
    ]
    assert proposed.steps.last().copy == copy
    assert len(told(writer)) == 2, "of passing on and of accepting"


def test_straight_to_the_board_when_asked_for(province, article, writer, board):
    proposal = propose(article, province.province, by=writer, straight=True)
    assert proposal.at == province.province
    assert accept(proposal, by=board).unit == province.province


def test_the_way_follows_the_tree_of_the_day(province, article, proposed, writer, district, board):
    """The reform comes while a proposal is on its way: communes now stand below the province."""
    change_unit(province.commune, valid_from=timezone.localdate(), parent=province.province)
    other = make_article(province.commune, "Tin sau cải cách", owner=writer)
    other.save_revision().publish()
    assert flow_up.goals(province.commune) == [province.province]
    later = propose(other, province.province, by=writer)
    assert later.at == province.province
    # What waits at the district, which is still there, is still the district's to pass on.
    pass_on(proposed, by=district)
    proposed.refresh_from_db()
    assert proposed.at == province.province


def test_what_waits_at_a_closed_unit_goes_to_the_one_above_today(province, article, proposed, board):
    change_unit(province.commune, valid_from=timezone.localdate() - timedelta(days=1), parent=province.province)
    end_unit(province.district, on=timezone.localdate())
    assert flow_up.move_from_closed_units() == 1
    assert flow_up.move_from_closed_units() == 0
    proposed.refresh_from_db()
    assert proposed.at == province.province
    assert kinds(proposed) == [ProposalStepKind.PROPOSED, ProposalStepKind.REROUTED]
    assert accept(proposed, by=board).unit == province.province


def test_a_district_takes_its_own_copy_and_passes_the_item_on(province, proposed, district, board):
    of_district = accept(proposed, by=district, pass_on=True)
    proposed.refresh_from_db()
    of_province = accept(proposed, by=board)
    assert (of_district.unit, of_province.unit) == (province.district, province.province)
    assert of_district.credited_unit == of_province.credited_unit == province.commune


# --- The copy ------------------------------------------------------------------------------------


def test_the_copy_is_an_own_draft_that_leaves_the_original_alone(province, article, proposed, district, visit):
    copy = accept(proposed, by=district)
    assert not copy.live and copy.owner == district
    assert (copy.credited_unit, copy.original_id) == (province.commune, article.pk)
    copy.title, copy.summary = "Được mùa na ở Trung Môn", "Ban Biên tập sửa."
    copy.save_revision(user=district).publish()
    article.refresh_from_db()
    assert (article.title, article.summary) == (TITLE, "Năng suất cao nhất năm năm.")
    assert visit(province.commune.site.hostname, "/tin-tuc/xa-trung-mon-duoc-mua-na/").status_code == 200
    page = visit(province.district.site.hostname, copy.get_url_parts()[2]).content.decode()
    assert "Theo đề xuất của" in page and "Xã Trung Môn</a>" in page
    assert f'href="http://{province.commune.site.hostname}' in page or province.commune.site.hostname in page


def test_the_credit_stays_whatever_the_editors_write(province, proposed, district, visit):
    copy = accept(proposed, by=district)
    copy.source_credit, copy.author_name = "Báo tỉnh", "PV"
    copy.save_revision().publish()
    page = visit(province.district.site.hostname, copy.get_url_parts()[2]).content.decode()
    assert "Xã Trung Môn" in page.split("Theo đề xuất của")[1][:300]


def test_pictures_and_files_become_the_unit_s_own(province, writer, district):
    article = make_full_article(province.commune, "Khánh thành nhà văn hoá")
    article.genre = Genre.objects.filter(unit=province.commune).first()
    article.save_revision().publish()
    copy = accept(propose(article, province.district, by=writer), by=district)
    content = copy.get_latest_revision_as_object()
    assert content.lead_image.collection == province.district.collection
    assert content.lead_image.file.name != article.lead_image.file.name
    raw = str(list(content.body.raw_data))
    for model in (PortalImage, PortalDocument):
        theirs = set(model.objects.filter(collection=province.commune.collection).values_list("pk", flat=True))
        name = "image" if model is PortalImage else "document"
        used = {int(found) for found in re.findall(rf"'{name}': (\d+)", raw)}
        assert used and not used & theirs, name
    linked = {int(found) for found in re.findall(r'linktype="document" id="(\d+)"', raw)}
    assert linked and PortalDocument.objects.filter(pk__in=linked, collection=province.district.collection).count()
    assert (copy.genre.name, copy.genre.unit) == (article.genre.name, province.district)
    assert set(copy.tags.names()) == {"nông thôn mới", "đầu tư công"}


def test_the_unit_is_told_when_its_item_goes_on_line(province, proposed, district, writer):
    copy = accept(proposed, by=district)
    copy.genre = Genre.objects.filter(unit=province.district).first()
    before = len(told(writer))
    copy.save_revision(user=district).publish(user=district)
    assert len(told(writer)) == before + 1
    assert "đã đăng" in told(writer)[-1]


def test_what_was_proposed_is_the_text_of_that_moment(province, article, proposed, district):
    article.title = "Sửa sau khi gửi"
    article.save_revision().publish()
    assert accept(proposed, by=district).title == TITLE


# --- Other answers -------------------------------------------------------------------------------


def test_asking_for_changes_and_handing_in_again(province, article, proposed, writer, district):
    refused(lambda: ask_for_changes(proposed, by=district, note=" "), "điều cần sửa")
    ask_for_changes(proposed, by=district, note="Thêm số liệu")
    assert "Thêm số liệu" in told(writer)[-1]
    refused(lambda: accept(proposed, by=district), "chờ đơn vị gửi lại")
    article.title = "Được mùa na: 12 tấn một héc-ta"
    article.save_revision().publish()
    again = send_again(proposed, by=writer, note="Đã thêm")
    assert (again.state, again.title) == (ProposalState.WAITING, "Được mùa na: 12 tấn một héc-ta")
    assert accept(again, by=district).title == "Được mùa na: 12 tấn một héc-ta"


def test_declining_needs_a_reason_that_the_unit_is_told(proposed, writer, district):
    refused(lambda: decline(proposed, by=district, note=""), "lý do")
    decline(proposed, by=district, note="Đã có tin tương tự")
    assert "Đã có tin tương tự" in told(writer)[-1]
    proposed.refresh_from_db()
    assert proposed.state == ProposalState.DECLINED


def test_a_declined_item_can_be_proposed_anew(province, article, proposed, writer, district):
    refused(lambda: propose(article, province.district, by=writer), "đang chờ")
    decline(proposed, by=district, note="Chưa phù hợp")
    assert propose(article, province.district, by=writer).state == ProposalState.WAITING


def test_taking_back_ends_it(proposed, writer, district):
    take_back(proposed, by=writer)
    refused(lambda: accept(proposed, by=district), "đã được quyết định", "Rút đề xuất")


# --- Who may, and bad input ----------------------------------------------------------------------


def test_only_publishers_of_the_unit_where_it_is_decide(province, proposed, publisher_of, board, writer):
    nobody = [
        publisher_of(province.other_district),
        publisher_of(province.commune),
        make_person(unit=province.district, role=Role.EDITOR),
        board,
        writer,
    ]
    for person in nobody:
        for act in (accept, pass_on):
            with pytest.raises(PermissionDenied):
                act(proposed, by=person)
        for act in (ask_for_changes, decline):
            with pytest.raises(PermissionDenied):
                act(proposed, by=person, note="Vì sao")
    proposed.refresh_from_db()
    assert proposed.state == ProposalState.WAITING


def test_who_may_not_change_an_article_does_not_propose_it(province, article, publisher_of):
    for person in (
        make_person(unit=province.commune, role=Role.CONTRIBUTOR),
        publisher_of(province.district),
        publisher_of(province.other_commune),
    ):
        with pytest.raises(PermissionDenied):
            propose(article, province.district, by=person)


def test_what_cannot_be_proposed_gets_a_sentence(province, article, writer, district):
    draft = make_article(province.commune, "Nháp", live=False, owner=writer)
    refused(lambda: propose(draft, province.district, by=writer), "đã đăng")
    refused(lambda: propose(article, province.other_district, by=writer), "cấp trên trực tiếp")
    proposal = propose(article, province.district, by=writer)
    copy = accept(proposal, by=district)
    copy.save_revision().publish()
    refused(lambda: propose(ArticlePage.objects.get(pk=copy.pk), province.province, by=district), "đơn vị khác")


def test_nothing_is_taken_over_from_a_unit_that_was_closed_meanwhile(province, article, proposed, writer, district):
    end_unit(province.commune, on=timezone.localdate())
    refused(lambda: accept(proposed, by=district), "Xã Trung Môn", "kết thúc hoạt động")
    refused(lambda: pass_on(proposed, by=district), "kết thúc hoạt động")
    refused(lambda: ask_for_changes(proposed, by=district, note="Sửa"), "kết thúc hoạt động")
    proposed.refresh_from_db()
    assert proposed.state == ProposalState.WAITING
    decline(proposed, by=district, note="Đơn vị đã sáp nhập")


def test_a_closed_unit_proposes_nothing(province, article, writer):
    end_unit(province.commune, on=timezone.localdate())
    refused(lambda: propose(article, province.district, by=writer), "kết thúc hoạt động")


def test_a_deleted_original_gets_a_sentence_and_leaves_the_record(province, article, proposed, district):
    Page.objects.get(pk=article.pk).delete()
    refused(lambda: accept(proposed, by=district), "đã bị xoá")
    proposed.refresh_from_db()
    assert proposed.title == TITLE


def test_a_file_that_is_gone_leaves_nothing_half_made(province, writer, district):
    article = make_full_article(province.commune, "Tin có tệp")
    article.save_revision().publish()
    proposal = propose(article, province.district, by=writer)
    article.lead_image.file.storage.delete(article.lead_image.file.name)
    before = PortalImage.objects.count()
    refused(lambda: accept(proposal, by=district), "không còn")
    assert PortalImage.objects.count() == before
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WAITING
