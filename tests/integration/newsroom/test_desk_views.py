"""The desk in the admin as its people use it: forms, buttons, the record of a story, one's own work."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sites.newsroom.models import ArticlePage, Genre, Story
from sites.units.enums import Role
from tests.factories.newsroom import approve, make_story, published_by, send_in
from tests.factories.units import home_of, make_article, make_person


def url(name: str, *args) -> str:
    return reverse(f"newsroom_desk:{name}", args=args)


@pytest.fixture
def unit(province):
    return province.commune


@pytest.fixture
def writer(unit):
    return make_person(unit=unit, role=Role.CONTRIBUTOR, full_name="Lý Văn Páo")


@pytest.fixture
def editor(unit):
    return make_person(unit=unit, full_name="Nguyễn Thị Hoa")


def news_of(unit):
    return home_of(unit).get_children().get(slug="tin-tuc")


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_writer_proposes_takes_and_writes(unit, writer, desk):
    client = desk(writer)
    form = text_of(client.get(url("new")))
    assert 'name="title"' in form and 'name="assignee"' not in form
    answer = client.post(url("new"), {"title": "Mùa cam", "notes": "Gặp hợp tác xã", "genre": "", "section": ""})
    story = Story.objects.get()
    assert answer.url == story.record_url and story.unit == unit and story.owner == writer
    client.post(url("take", story.pk), {"next": url("board")})
    answer = client.post(url("write", story.pk), {"section": news_of(unit).pk})
    article = ArticlePage.objects.get(title="Mùa cam")
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert client.get(answer.url).status_code == 200


def test_an_editor_gives_a_story_out_at_once(unit, writer, editor, desk):
    genre = Genre.objects.create(unit=unit, name="Phóng sự ảnh")
    when = timezone.localtime() + timedelta(days=2)
    data = {"title": "Mùa cam", "notes": "", "genre": genre.pk, "section": news_of(unit).pk, "assignee": writer.pk}
    answer = desk(editor).post(url("new"), data | {"deadline": when.strftime("%Y-%m-%d %H:%M")}, follow=True)
    story = Story.objects.get()
    assert story.assignee == writer and story.genre == genre and story.deadline is not None
    assert "Giao cho Lý Văn Páo" in text_of(answer)


def test_what_the_service_refuses_is_said_at_its_field(unit, writer, editor, desk):
    past = (timezone.localtime() - timedelta(days=2)).strftime("%Y-%m-%d %H:%M")
    story = make_story(unit)
    answer = desk(editor).post(url("assign", story.pk), {"assignee": writer.pk, "deadline": past})
    assert answer.status_code == 200 and "Hạn nộp phải ở sau lúc này" in text_of(answer)
    answer = desk(editor).post(url("drop", story.pk), {"reason": "   "})
    assert answer.status_code == 200 and Story.objects.get().dropped_at is None


def test_forged_choices_are_refused(province, unit, editor, desk):
    stranger = make_person(unit=province.other_commune)
    foreign = make_article(province.other_commune, "BÍ MẬT của xã khác", live=False)
    genre = Genre.objects.create(unit=province.other_commune, name="Thể loại lạ")
    story, client = make_story(unit), desk(editor)
    client.post(url("assign", story.pk), {"assignee": stranger.pk})
    client.post(url("write", story.pk), {"section": news_of(province.other_commune).pk})
    answer = client.post(url("attach", story.pk), {"article": foreign.pk})
    assert "BÍ MẬT" not in text_of(answer) and "Hãy chọn một tin bài của đơn vị" in text_of(answer)
    answer = client.post(url("edit", story.pk), {"title": "Đổi", "notes": "", "genre": genre.pk, "section": ""})
    assert "Thể loại lạ" not in text_of(answer)
    story.refresh_from_db()
    assert (story.title, story.assignee, story.article, story.genre) == ("Mùa cam", None, None, None)


@pytest.mark.parametrize("name", ["story", "edit", "assign", "take", "write", "attach", "drop", "resume"])
def test_a_neighbours_story_does_not_exist(province, editor, desk, name):
    story = make_story(province.other_commune, "BÍ MẬT")
    client = desk(editor)
    answer = client.get(url(name, story.pk)) if name in ("story", "edit") else client.post(url(name, story.pk), {})
    assert answer.status_code == 404 and "BÍ MẬT" not in text_of(answer)


def test_an_auditor_reads_and_changes_nothing(unit, desk):
    auditor = make_person(unit=None)
    auditor.roles.create(role=Role.AUDITOR, valid_from="2019-01-01")
    story, client = make_story(unit), desk(auditor)
    page = client.get(url("story", story.pk) + f"?don-vi={unit.uuid}", follow=True)
    assert page.status_code == 200 and '<form method="post"' not in text_of(page).split("desk-summary")[1]
    assert client.post(url("take", story.pk)).status_code == 403
    assert client.get(url("new")).status_code == 403


def test_a_writer_is_not_shown_what_only_editors_do(unit, writer, editor, desk):
    story = make_story(unit)
    seen, whole = (text_of(desk(person).get(url("story", story.pk))) for person in (writer, editor))
    for action in ("assign", "attach", "drop"):
        assert url(action, story.pk) not in seen and url(action, story.pk) in whole
    assert url("take", story.pk) in seen


def test_who_was_sent_from_the_board_comes_back_to_it_and_to_nowhere_else(unit, writer, desk):
    client = desk(writer)
    back = url("board") + "?overdue=on"
    assert client.post(url("take", make_story(unit).pk), {"next": back}).url == back
    for elsewhere in ("https://example.org/", "//example.org" + url("board"), "/admin/pages/"):
        story = make_story(unit)
        assert client.post(url("take", story.pk), {"next": elsewhere}).url == story.record_url


def test_the_record_tells_the_whole_way_in_order(unit, writer, editor, desk):
    story = make_story(unit, "Mùa cam", owner=writer, section=news_of(unit).specific)
    client = desk(editor)
    client.post(url("assign", story.pk), {"assignee": writer.pk, "deadline": ""})
    desk(writer).post(url("write", story.pk), {"section": news_of(unit).pk})
    article = ArticlePage.objects.get(title="Mùa cam")
    send_in(article, writer)
    for person in (editor, make_person(unit=unit, role=Role.PUBLISHER)):
        approve(ArticlePage.objects.get(pk=article.pk), person)
    page = text_of(client.get(url("story", story.pk)))
    record = page[page.index("desk-steps") :]
    places = [
        record.index(words) for words in ("Giao cho Lý Văn Páo", "Bắt đầu viết bài", "Biên tập", "Duyệt xuất bản")
    ]
    assert places == sorted(places)
    assert "Đã đăng" in page


def test_a_record_costs_the_same_however_long_it_is(unit, writer, editor, desk, django_assert_max_num_queries):
    story = make_story(unit, article=published_by(unit, "Mùa cam", writer), assignee=writer)
    client = desk(editor)
    client.get(url("story", story.pk))
    for _time in range(30):
        story.article.save_revision(user=writer, log_action=True)
        story.article.save_revision(user=editor, log_action=True)
    with django_assert_max_num_queries(40):
        page = text_of(client.get(url("story", story.pk)))
    assert page.count("Sửa bài") >= 60


def test_ones_own_work_stands_on_the_dashboard_until_it_is_done(province, unit, writer, editor, desk):
    make_story(unit, "Của tôi", assignee=writer, deadline=timezone.now() - timedelta(hours=1))
    make_story(unit, "Của người khác", assignee=editor)
    make_story(unit, "Đã xong", assignee=writer, article=make_article(unit, "Xong"))
    make_story(province.other_commune, "Ở xã khác", assignee=writer)
    page = text_of(desk(writer).get(reverse("wagtailadmin_home")))
    assert "Việc của tôi" in page and "Của tôi" in page and "Quá hạn" in page
    for title in ("Của người khác", "Đã xong", "Ở xã khác"):
        assert title not in page
    assert "Việc của tôi" not in text_of(desk(make_person(unit=unit)).get(reverse("wagtailadmin_home")))
