"""The flow in the admin as its people use it: each page opens for whom it is, and for nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sites.newsroom.enums import ProposalState
from sites.newsroom.models import ArticlePage, Proposal, Push, PushReceipt
from sites.newsroom.services.flow_up import accept, propose
from sites.units.enums import Role
from tests.factories.units import make_article, make_person

from .flow_fixtures import *  # noqa: F403 - fixtures

TITLE = "Lũ trên sông Lô"


def url(name: str, *args) -> str:
    return reverse(f"newsroom_flow:{name}", args=args)


@pytest.fixture
def office(desk):
    """The admin as a person sees it: `office(person).get(…)`."""
    return desk


@pytest.fixture
def article(province):
    page = make_article(province.province, TITLE)
    page.save_revision().publish()
    return page


def shown(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, f"{address}: {answer.status_code}"
    return answer.content.decode()


def form_of(**values) -> dict:
    day = timezone.localtime() + timedelta(days=2)
    return {
        "placement": "list",
        "audience": "all",
        "ends_at": f"{day:%Y-%m-%d %H:%M}",
        "area": "",
        "units": "",
    } | values


def test_a_push_from_the_form_to_the_receipts_and_back(province, article, board, office, publisher_of):
    sender = office(board)
    assert "Gửi xuống" in shown(sender, url("send", article.pk))
    answer = sender.post(url("send", article.pk), form_of())
    push = Push.objects.get()
    assert answer.status_code == 302 and answer.url == url("push", push.pk)
    page = shown(sender, url("push", push.pk))
    assert "Xã Trung Môn" in page and "Xã Tân Trào" in page
    assert TITLE in shown(sender, url("sent"))
    # A unit hides it and its sender sees who did.
    by = publisher_of(province.commune)
    commune = office(by)
    assert TITLE in shown(commune, url("received"))
    commune.post(url("answer", push.pk), {"act": "hide"})
    assert PushReceipt.objects.get().hidden_by == by
    hidden = shown(sender, f"{url('push', push.pk)}?state=an")
    assert "Xã Trung Môn" in hidden and "Xã Tân Trào" not in hidden and str(by) in hidden
    assert "Xã Tân Trào" in shown(sender, f"{url('push', push.pk)}?q=tan+trao")
    # Made compulsory, then withdrawn.
    sender.post(url("push", push.pk), {"change": "1", **form_of(compulsory="on")})
    push.refresh_from_db()
    assert push.compulsory
    assert "lý do" in sender.post(url("push", push.pk), {"withdraw": "1", "reason": ""}).content.decode()
    sender.post(url("push", push.pk), {"withdraw": "1", "reason": "Có tin mới"})
    push.refresh_from_db()
    assert push.withdrawn_by == board
    assert "Có tin mới" in shown(commune, url("received"))


def test_the_picker_finds_units_by_name_and_never_lists_all(province, article, board, office):
    sender = office(board)
    form = shown(sender, url("send", article.pk))
    assert "Trung Môn" not in form
    found = sender.post(url("send", article.pk), form_of(look="1", find="trung mon")).content.decode()
    assert "Xã Trung Môn" in found and "Tân Trào" not in found
    added = sender.post(url("send", article.pk), form_of(add="02449", units="02536")).content.decode()
    assert "02536\n02449" in added
    assert not Push.objects.exists(), "looking sends nothing"
    sender.post(url("send", article.pk), form_of(audience="list", units="02536\nTrung Môn"))
    assert len(Push.objects.get().keys) == 2


def test_bad_input_gets_its_sentence_in_the_form(province, article, board, office):
    sender = office(board)
    past = f"{timezone.localtime() - timedelta(days=1):%Y-%m-%d %H:%M}"
    for wrong, sentence in (
        ({"ends_at": past}, "phải sau"),
        ({"audience": "list"}, "ít nhất một đơn vị"),
        ({"audience": "list", "units": "Xã Không Có"}, "Không có đơn vị"),
        ({"audience": "tier"}, "Hãy chọn một cấp"),
    ):
        assert sentence in sender.post(url("send", article.pk), form_of(**wrong)).content.decode(), wrong
    assert not Push.objects.exists()


def test_a_proposal_from_the_form_to_the_editor(province, office, publisher_of, board):
    writer = make_person(unit=province.commune, role=Role.EDITOR)
    story = make_article(province.commune, "Được mùa na", owner=writer)
    story.save_revision().publish()
    own = office(writer)
    assert "gửi thẳng" in shown(own, url("propose", story.pk))
    own.post(url("propose", story.pk), {"goal": str(province.province.pk), "note": "Kính gửi"})
    proposal = Proposal.objects.get()
    assert "Huyện Yên Sơn" in shown(own, url("outbox"))
    assert "Rút đề xuất" in shown(own, url("proposal", proposal.pk))
    district = office(publisher_of(province.district))
    assert "Được mùa na" in shown(district, url("inbox"))
    assert "Nhận đăng" in shown(district, url("proposal", proposal.pk))
    empty = district.post(url("proposal", proposal.pk), {"decline": "1", "decline-note": ""})
    assert "lý do" in empty.content.decode()
    district.post(url("proposal", proposal.pk), {"pass_on": "1", "pass_on-note": "Tin hay"})
    assert "Được mùa na" in shown(district, f"{url('inbox')}?da-xong")
    sender = office(board)
    section = shown(sender, url("proposal", proposal.pk)).split('name="section"')[1].split('value="')[1].split('"')[0]
    answer = sender.post(url("proposal", proposal.pk), {"accept": "1", "section": section})
    copy = ArticlePage.objects.get(original=story.pk)
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[copy.pk])
    assert sender.get(answer.url).status_code == 200
    copy.title = "Được mùa na ở Trung Môn"
    copy.save_revision()
    compared = shown(sender, url("proposal", proposal.pk))
    assert "Khác với bản đề xuất" in compared
    # The unit sees where it is, and not the draft.
    theirs = shown(own, url("proposal", proposal.pk))
    assert "Tin hay" in theirs and "chưa đăng" in theirs and "Được mùa na ở Trung Môn" not in theirs


def test_nothing_of_the_flow_is_seen_or_done_by_another_unit(province, article, send, office, publisher_of, board):
    push = send(article, "subtree", area=province.district)
    story = make_article(province.commune, "Tin riêng của xã", owner=board)
    story.save_revision().publish()
    proposal = propose(story, province.district, by=publisher_of(province.commune))
    other = office(publisher_of(province.other_commune))
    for address in (
        url("push", push.pk),
        url("proposal", proposal.pk),
        url("propose", story.pk),
        url("send", article.pk),
    ):
        assert other.get(address).status_code in (403, 404), address
        assert other.post(address, {"accept": "1"}).status_code in (403, 404), address
    assert other.post(url("answer", push.pk), {"act": "hide"}).status_code == 404
    for name in ("sent", "received", "outbox", "inbox"):
        page = shown(other, url(name))
        assert TITLE not in page and "Tin riêng của xã" not in page
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WAITING
    assert not PushReceipt.objects.exists()


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_who_does_not_publish_looks_and_does_nothing(province, article, send, office, role):
    push = send(article)
    person = office(make_person(unit=province.commune, role=role))
    assert TITLE in shown(person, url("received"))
    assert person.post(url("answer", push.pk), {"act": "hide"}).status_code == 403
    story = make_article(province.commune, "Tin xã")
    assert person.get(url("send", story.pk)).status_code == 403
    assert not PushReceipt.objects.exists()


def test_an_answer_that_comes_too_late_gets_a_sentence(province, office, publisher_of):
    story = make_article(province.commune, "Tin xã")
    story.save_revision().publish()
    proposal = propose(story, province.district, by=publisher_of(province.commune))
    first, second = publisher_of(province.district), office(publisher_of(province.district))
    accept(proposal, by=first)
    answer = second.post(url("proposal", proposal.pk), {"accept": "1"}, follow=True)
    assert "Không làm được việc này nữa" in answer.content.decode()
    assert ArticlePage.objects.filter(original=story.pk).count() == 1


def test_the_buttons_and_the_panel_lead_there(province, article, board, send, office, publisher_of):
    sender = office(board)
    edit = shown(sender, reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert url("send", article.pk) in edit and url("propose", article.pk) in edit
    send(article)
    assert "1 tin từ cấp trên chưa xác nhận" in shown(
        office(publisher_of(province.commune)), reverse("wagtailadmin_home")
    )
