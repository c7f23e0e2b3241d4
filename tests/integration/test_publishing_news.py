"""People hear of what waits for them after the transaction, in the admin and by mail, and only people of the unit."""

import smtplib

import pytest
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult
from freezegun import freeze_time
from wagtail.models import Comment, CommentReply, PageSubscription
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail.users.models import UserProfile

from sites.units import notification_mail
from sites.units.enums import Role
from sites.units.models import Notification, RoleAssignment
from sites.units.notifications import notify, register_kind
from tests.factories.units import make_article, make_person


@pytest.fixture
def people(province):
    return {role: make_person(f"nguoi-{role.value}", unit=province.commune, role=role) for role in list(Role)[:4]}


@pytest.fixture
def article(province, people):
    return make_article(province.commune, "Mùa cam", live=False, owner=people[Role.CONTRIBUTOR])


def told(kind=None):
    rows = Notification.objects.filter(kind=kind) if kind else Notification.objects.all()
    return {row.person for row in rows}


# --- The workflow --------------------------------------------------------------------------------


def test_whoever_decides_hears_that_something_waits_and_the_writer_of_the_outcome(article, people, desk):
    article.get_workflow().start(article, people[Role.CONTRIBUTOR])
    deciders = {people[Role.EDITOR], people[Role.PUBLISHER], people[Role.UNIT_ADMIN]}
    assert told("step_waits") == deciders
    assert {address for message in mail.outbox for address in message.to} == {person.email for person in deciders}
    assert all("Mùa cam" in message.subject and "Biên tập" in message.body for message in mail.outbox)
    text = desk(people[Role.EDITOR]).get(reverse("wagtailadmin_home")).content.decode()
    assert "chờ bạn duyệt" in text
    article.current_workflow_task.on_action(
        article.current_workflow_task_state, people[Role.EDITOR], "reject", comment="Thiếu số liệu."
    )
    row = Notification.objects.get(kind="changes_wanted")
    assert (row.person, "Thiếu số liệu." in row.text) == (people[Role.CONTRIBUTOR], True)
    assert "Thiếu số liệu." in mail.outbox[-1].body


def test_nothing_is_told_of_what_was_undone(settings, transactional_db, province):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    writer = make_person(unit=province.commune, role=Role.CONTRIBUTOR)
    make_person(unit=province.commune, role=Role.EDITOR)
    draft = make_article(province.commune, "Mùa cam", live=False, owner=writer)
    with pytest.raises(RuntimeError), transaction.atomic():
        draft.get_workflow().start(draft, writer)
        assert Notification.objects.exists()
        raise RuntimeError
    assert not Notification.objects.exists()
    assert not DBTaskResult.objects.filter(task_path="sites.units.tasks.mail_notifications").exists()
    draft.get_workflow().start(draft, writer)
    assert Notification.objects.exists()
    assert not mail.outbox, "no mail is sent while the person waits"
    assert DBTaskResult.objects.filter(task_path="sites.units.tasks.mail_notifications").count() == 1


def test_a_mail_server_that_is_down_stops_nothing_and_the_mail_goes_later(article, people, monkeypatch):
    def down(*args, **kwargs):
        raise smtplib.SMTPServerDisconnected("down")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.message.EmailMessage.send", down)
        article.get_workflow().start(article, people[Role.CONTRIBUTOR])
    assert article.workflow_in_progress
    assert not mail.outbox
    assert notification_mail.catch_up() == 0, "the job has its time first"
    with freeze_time(timezone.now() + timezone.timedelta(minutes=5)):
        assert notification_mail.catch_up() == 3
        assert notification_mail.catch_up() == 0
    assert len(mail.outbox) == 3


def test_a_wrong_address_keeps_the_mail_from_nobody_else(article, people, monkeypatch):
    sent = []

    def refuse_one(message, **kwargs):
        if people[Role.EDITOR].email in message.to:
            raise smtplib.SMTPRecipientsRefused({})
        sent.extend(message.to)

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse_one)
    article.get_workflow().start(article, people[Role.CONTRIBUTOR])
    assert set(sent) == {people[Role.PUBLISHER].email, people[Role.UNIT_ADMIN].email}
    assert not Notification.objects.filter(mailed_at=None).exists()


def test_who_has_switched_a_mail_off_reads_it_on_the_dashboard_alone(article, people):
    profile = UserProfile.get_for_user(people[Role.EDITOR])
    profile.submitted_notifications = False
    profile.save()
    article.get_workflow().start(article, people[Role.CONTRIBUTOR])
    assert people[Role.EDITOR] in told("step_waits")
    assert people[Role.EDITOR].email not in {address for message in mail.outbox for address in message.to}


def test_a_notification_reads_in_the_language_of_its_reader(people, province):
    register_kind("test", "%(who)s: %(title)s, %(nobody)s")
    (row,) = notify([people[Role.EDITOR]], "test", unit=province.commune, title="100 %")
    assert row.text == "Hệ thống: 100 %, …"
    with translation.override("en"):
        assert Notification(kind="gone", data={"title": "x"}).text == "x"


# --- In the admin --------------------------------------------------------------------------------


def test_the_list_shows_ones_own_and_opening_one_leads_there_in_its_unit(people, province, desk):
    editor = people[Role.EDITOR]
    RoleAssignment.objects.create(
        person=editor, unit=province.district, role=Role.EDITOR, valid_from=timezone.localdate()
    )
    mine = make_article(province.district, "Bài của huyện", live=False)
    notify([editor], "approved", unit=province.district, about=mine)
    notify([people[Role.PUBLISHER]], "approved", unit=province.commune, title="CỦA NGƯỜI KHÁC")
    client = desk(editor)
    row = Notification.objects.get(person=editor)
    client.post(reverse("units_work_in"), {"unit": province.commune.uuid})
    text = client.get(reverse("units_notifications:list")).content.decode()
    assert "Bài của huyện" in text
    assert "CỦA NGƯỜI KHÁC" not in text
    response = client.get(reverse("units_notifications:open", args=[row.pk]), follow=True)
    assert response.status_code == 200
    assert response.request["PATH_INFO"] == reverse("wagtailadmin_pages:edit", args=[mine.pk])
    row.refresh_from_db()
    assert row.read_at
    other = Notification.objects.get(person=people[Role.PUBLISHER])
    assert client.get(reverse("units_notifications:open", args=[other.pk])).status_code == 404
    client.post(reverse("units_notifications:read_all"))
    other.refresh_from_db()
    assert other.read_at is None


def test_who_has_left_a_unit_is_told_nothing_more_and_sees_nothing_old(article, people, province, desk):
    editor = people[Role.EDITOR]
    notify([editor], "approved", unit=province.commune, about=article)
    RoleAssignment.objects.filter(person=editor).update(unit=province.district)
    assert notify([editor], "approved", unit=province.commune, about=article) == []
    assert "Mùa cam" not in desk(editor).get(reverse("units_notifications:list")).content.decode()


def test_what_is_old_is_forgotten(people, province):
    notify([people[Role.EDITOR]], "approved", unit=province.commune, title="cũ")
    Notification.objects.update(at=timezone.now() - timezone.timedelta(days=181))
    notify([people[Role.EDITOR]], "approved", unit=province.commune, title="đã đọc")
    Notification.objects.exclude(data__title="cũ").update(read_at=timezone.now() - timezone.timedelta(days=31))
    notify([people[Role.EDITOR]], "approved", unit=province.commune, title="mới")
    assert notification_mail.forget_old() == 2
    assert Notification.objects.get().data["title"] == "mới"


# --- Comments and mentions -----------------------------------------------------------------------


def comment(text):
    return {"contentpath": "title", "text": text, "position": "", "replies": inline_formset([]), "resolved": ""}


def with_comments(*texts):
    data = {
        "title": "Mùa cam",
        "slug": "mua-cam",
        "summary": "",
        "published_at": "2026-01-01 08:00",
        "body": streamfield([]),
        "authors": inline_formset([]),
        "related_links": inline_formset([]),
        "comments": inline_formset([comment(text) for text in texts]),
    }
    return nested_form_data(data)


def test_a_name_in_a_comment_reaches_that_person_of_the_unit_and_nobody_elsewhere(article, people, province, desk):
    stranger = make_person("nguoi.xa-khac", unit=province.other_commune)
    text = "@nguoi-publisher xem giúp, @nguoi.xa-khac và @khong-co-ai cũng xem. Thư: x@nguoi-unit_admin"
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    response = desk(people[Role.EDITOR]).post(url, with_comments(text))
    assert response.status_code == 302
    assert told("mentioned") == {people[Role.PUBLISHER]}
    assert text in Notification.objects.get(kind="mentioned").text
    assert people[Role.PUBLISHER].email in {address for message in mail.outbox for address in message.to}
    answer = Notification.objects.get(kind="mention_unknown")
    assert answer.person == people[Role.EDITOR]
    assert "@nguoi.xa-khac, @khong-co-ai" in answer.text, "whether there is such a person elsewhere is not told"
    assert stranger not in told()


def test_nobody_is_told_twice_of_one_comment_but_of_each_new_one(article, people):
    note = Comment.objects.create(
        page=article, user=people[Role.EDITOR], text="@nguoi-publisher ơi", contentpath="title"
    )
    note.text = "@nguoi-publisher và @nguoi-contributor ơi"
    note.save()
    note.save(update_fields=["position"], update_position=True)
    assert [row.person for row in Notification.objects.filter(kind="mentioned").order_by("pk")] == [
        people[Role.PUBLISHER],
        people[Role.CONTRIBUTOR],
    ]
    CommentReply.objects.create(comment=note, user=people[Role.PUBLISHER], text="@nguoi-contributor sửa nhé")
    assert Notification.objects.filter(kind="mentioned", person=people[Role.CONTRIBUTOR]).count() == 2


def test_who_follows_a_page_hears_of_comments_unless_they_left_the_unit(article, people, province, desk):
    gone = make_person("nguoi-da-di", unit=province.commune)
    for person in (people[Role.CONTRIBUTOR], gone):
        PageSubscription.objects.create(page=article, user=person, comment_notifications=True)
    RoleAssignment.objects.filter(person=gone).delete()
    mail.outbox.clear()
    url = reverse("wagtailadmin_pages:edit", args=[article.pk])
    assert desk(people[Role.EDITOR]).post(url, with_comments("Tít hơi dài.")).status_code == 302
    assert told("commented") == {people[Role.CONTRIBUTOR]}
    assert {address for message in mail.outbox for address in message.to} == {people[Role.CONTRIBUTOR].email}
