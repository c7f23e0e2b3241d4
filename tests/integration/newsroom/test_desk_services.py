"""Stories: who may propose, take, assign, write and drop them, and what is on their record."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from sites.newsroom.enums import StoryStatus
from sites.newsroom.models import ArticlePage, Genre, Story
from sites.newsroom.services import desk
from sites.newsroom.tasks import remind_of_deadlines
from sites.units.enums import Role
from sites.units.models import Notification
from tests.factories.newsroom import approve, make_story, send_in
from tests.factories.units import home_of, make_article, make_person


@pytest.fixture
def people(province):
    return {role: make_person(unit=province.commune, role=role) for role in (Role.CONTRIBUTOR, Role.EDITOR)}


@pytest.fixture
def writer(people):
    return people[Role.CONTRIBUTOR]


@pytest.fixture
def editor(people):
    return people[Role.EDITOR]


def tomorrow():
    return timezone.now() + timedelta(days=1)


def news_of(unit):
    return home_of(unit).get_children().get(slug="tin-tuc").specific


def status(story: Story) -> str:
    return Story.objects.with_status().get(pk=story.pk).status


def told(person) -> list[str]:
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_a_story_goes_from_idea_to_published_and_its_status_follows(province, writer, editor):
    publisher = make_person(unit=province.commune, role=Role.PUBLISHER)
    story = desk.propose(province.commune, by=writer, title="Mùa cam  Hàm Yên", notes="Gặp hợp tác xã")
    assert status(story) == StoryStatus.IDEA and story.owner == writer
    story = desk.assign(story, writer, deadline=tomorrow(), by=editor)
    assert status(story) == StoryStatus.ASSIGNED
    article = desk.start_article(story, news_of(province.commune), by=writer)
    assert status(story) == StoryStatus.WRITING
    assert not article.live and article.owner == writer and article.authors.get().person == writer
    send_in(article, writer)
    assert status(story) == StoryStatus.SUBMITTED
    for person in (editor, publisher):
        approve(ArticlePage.objects.get(pk=article.pk), person)
    assert status(story) == StoryStatus.PUBLISHED
    story.refresh_from_db()
    assert story.is_finished and not Story.objects.unfinished().exists()


def test_every_step_is_on_the_record_with_who_took_it(province, writer, editor):
    story = desk.propose(province.commune, by=writer, title="Mùa cam")
    desk.assign(story, writer, by=editor)
    desk.drop(story, "Trùng với đài tỉnh", by=editor)
    desk.resume(story, by=editor)
    entries = ModelLogEntry.objects.for_instance(story).order_by("pk").values_list("action", "user")
    assert list(entries) == [
        ("newsroom.story.propose", writer.pk),
        ("newsroom.story.assign", editor.pk),
        ("newsroom.story.drop", editor.pk),
        ("newsroom.story.resume", editor.pk),
    ]


def test_a_writer_proposes_and_takes_but_does_not_assign(province, writer, editor):
    story = desk.propose(province.commune, by=writer, title="Mùa cam")
    with pytest.raises(PermissionDenied, match="biên tập viên"):
        desk.assign(story, writer, by=writer)
    assert desk.take(story, by=writer).assignee == writer
    with pytest.raises(PermissionDenied):
        desk.propose(province.commune, by=writer, title="Của tôi", assignee=writer)
    assert Story.objects.count() == 1


def test_of_two_who_take_a_story_the_second_is_told_who_was_first(province, writer):
    story = make_story(province.commune)
    other = make_person(unit=province.commune, role=Role.CONTRIBUTOR)
    desk.take(story, by=writer)
    with pytest.raises(ValidationError, match=str(writer)):
        desk.take(story, by=other)
    story.refresh_from_db()
    assert story.assignee == writer


@pytest.mark.parametrize("service", ["propose", "take", "assign", "write", "drop"])
def test_a_neighbours_editor_can_do_nothing(province, editor, service):
    story = make_story(province.other_commune, owner=make_person(unit=province.other_commune))
    actions = {
        "propose": lambda: desk.propose(province.other_commune, by=editor, title="Mùa cam"),
        "take": lambda: desk.take(story, by=editor),
        "assign": lambda: desk.assign(story, editor, by=editor),
        "write": lambda: desk.start_article(story, news_of(province.other_commune), by=editor),
        "drop": lambda: desk.drop(story, "Không cần", by=editor),
    }
    with pytest.raises(PermissionDenied):
        actions[service]()
    story.refresh_from_db()
    assert story.assignee is None and story.article is None and story.dropped_at is None
    assert Story.objects.count() == 1


def test_nobody_outside_the_unit_is_assigned(province, editor):
    story = make_story(province.commune)
    with pytest.raises(ValidationError, match="không viết bài cho đơn vị"):
        desk.assign(story, make_person(unit=province.other_commune), by=editor)
    with pytest.raises(ValidationError, match="không viết bài cho đơn vị"):
        desk.assign(story, make_person(), by=editor)


def test_a_deadline_lies_ahead(province, writer, editor):
    story = make_story(province.commune)
    with pytest.raises(ValidationError, match="Hạn nộp phải ở sau lúc này"):
        desk.assign(story, writer, deadline=timezone.now() - timedelta(minutes=1), by=editor)
    story.refresh_from_db()
    assert story.assignee is None


def test_genre_and_section_are_the_units_own(province, writer):
    foreign = Genre.objects.create(unit=province.other_commune, name="Phóng sự lạ")
    with pytest.raises(ValidationError, match="thể loại của đơn vị"):
        desk.propose(province.commune, by=writer, title="Mùa cam", genre=foreign)
    with pytest.raises(ValidationError, match="chuyên mục của đơn vị"):
        desk.propose(province.commune, by=writer, title="Mùa cam", section=news_of(province.other_commune))
    story = make_story(province.commune, assignee=writer)
    with pytest.raises(ValidationError, match="chuyên mục của đơn vị"):
        desk.start_article(story, news_of(province.other_commune), by=writer)
    assert not ArticlePage.objects.filter(title="Mùa cam").exists()


def test_the_article_is_written_once_and_by_who_has_the_story(province, writer, editor):
    other = make_person(unit=province.commune, role=Role.CONTRIBUTOR)
    story = make_story(province.commune, assignee=writer)
    with pytest.raises(PermissionDenied, match="nhận đề tài"):
        desk.start_article(story, news_of(province.commune), by=other)
    desk.start_article(story, news_of(province.commune), by=writer)
    with pytest.raises(ValidationError, match="đã có bài viết"):
        desk.start_article(story, news_of(province.commune), by=editor)
    assert ArticlePage.objects.filter(title=story.title).count() == 1


def test_who_takes_over_may_go_on_with_the_draft(province, writer, editor):
    other = make_person(unit=province.commune, role=Role.CONTRIBUTOR)
    story = make_story(province.commune, assignee=writer)
    article = desk.start_article(story, news_of(province.commune), by=writer)
    assert not article.permissions_for_user(other).can_edit()
    desk.assign(story, other, by=editor)
    article = ArticlePage.objects.get(pk=article.pk)
    assert article.permissions_for_user(other).can_edit() and not article.permissions_for_user(writer).can_edit()


def test_an_article_written_already_is_attached_once(province, editor):
    article = make_article(province.commune, "Viết rồi", live=False)
    foreign = make_article(province.other_commune, "Của xã khác", live=False)
    story, second = make_story(province.commune), make_story(province.commune, "Khác")
    with pytest.raises(ValidationError, match="tin bài của đơn vị"):
        desk.attach(story, foreign, by=editor)
    desk.attach(story, article, by=editor)
    with pytest.raises(ValidationError, match="thuộc một đề tài khác"):
        desk.attach(second, article, by=editor)


def test_a_story_is_dropped_with_a_reason_and_those_concerned_learn_it(province, writer, editor):
    story = make_story(province.commune, owner=writer)
    with pytest.raises(ValidationError, match="lý do"):
        desk.drop(story, "  ", by=editor)
    desk.drop(story, "Trùng đề tài", by=editor)
    assert status(story) == StoryStatus.DROPPED and told(writer) == ["story_dropped"]
    with pytest.raises(ValidationError, match="đã xong hoặc đã bỏ"):
        desk.take(story, by=writer)
    with pytest.raises(PermissionDenied, match="biên tập viên"):
        desk.resume(story, by=writer)
    desk.resume(story, by=editor)
    assert status(story) == StoryStatus.IDEA


def test_a_writer_drops_an_idea_of_their_own_until_somebody_has_it(province, writer, editor):
    mine, theirs = make_story(province.commune, owner=writer), make_story(province.commune, owner=editor)
    desk.drop(mine, "Nghĩ lại", by=writer)
    with pytest.raises(PermissionDenied, match="ý tưởng của mình"):
        desk.drop(theirs, "Không thích", by=writer)
    taken = make_story(province.commune, owner=writer, assignee=editor)
    with pytest.raises(PermissionDenied, match="ý tưởng của mình"):
        desk.drop(taken, "Nghĩ lại", by=writer)


def test_who_is_assigned_is_told_and_written_to_and_who_did_it_is_not(
    province, writer, editor, django_capture_on_commit_callbacks
):
    story = make_story(province.commune)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        desk.assign(story, writer, deadline=tomorrow(), by=editor)
    assert told(writer) == ["story_assigned"] and told(editor) == []
    assert [message.to for message in mail.outbox] == [[writer.email]]
    assert story.title in mail.outbox[0].body
    with django_capture_on_commit_callbacks(execute=True):
        desk.assign(story, editor, deadline=tomorrow(), by=editor)
    assert told(writer) == ["story_assigned", "story_passed_on"] and told(editor) == []


def test_writers_are_reminded_once_a_day_until_they_hand_in(province, writer):
    now = timezone.now()
    tonight = timezone.localtime(now).replace(hour=23, minute=59, second=59)
    due = make_story(province.commune, "Hôm nay", assignee=writer, deadline=tonight)
    late = make_story(province.commune, "Trễ", assignee=writer, deadline=now - timedelta(days=2))
    make_story(province.commune, "Còn lâu", assignee=writer, deadline=now + timedelta(days=3))
    make_story(province.commune, "Bỏ từ lâu", assignee=writer, deadline=now - timedelta(days=30))
    make_story(province.commune, "Chưa giao", deadline=now)
    make_story(province.commune, "Đã bỏ", assignee=writer, deadline=now, dropped_at=now)
    done = make_article(province.commune, "Xong")
    make_story(province.commune, "Đã đăng", assignee=writer, deadline=now, article=done)
    for _night in range(2):
        remind_of_deadlines.enqueue()
    assert told(writer) == ["story_due", "story_late"]
    titles = Notification.objects.filter(person=writer).order_by("pk").values_list("data__title", flat=True)
    assert list(titles) == [due.title, late.title]


def test_who_has_left_the_unit_is_not_reminded(province, writer):
    make_story(province.commune, assignee=writer, deadline=timezone.now())
    writer.roles.all().delete()
    remind_of_deadlines.enqueue()
    assert told(writer) == []
