"""A machine drafts in a job: watched, stopped and begun again by who may translate, and by nobody else."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue

from sites.units import machine_drafts, publishing, tasks
from sites.units.enums import Role
from sites.units.isolation import localize
from sites.units.machine_translation import unseen
from sites.units.models import MachineDrafts, Notification, RoleAssignment, UnitHome
from sites.units.models.machine_drafts import DraftingProblem, DraftingState
from sites.units.scheduling import sweep
from tests.factories.units import make_article, make_person

from .conftest import refused


class Machine(BaseMachineTranslator):
    """Writes capitals; before each answer it does what a test wants to happen meanwhile."""

    display_name = "Máy thử"
    asked: list[int] = []

    @staticmethod
    def meanwhile() -> None: ...

    def translate(self, source_locale, target_locale, strings):
        Machine.asked.append(len(list(strings)))
        Machine.meanwhile()
        return {text: StringValue(text.data.upper()) for text in strings}

    def can_translate(self, source_locale, target_locale):
        return True


@pytest.fixture
def machine(settings, monkeypatch):
    """A machine that takes one text at a time; the job it works in does not begin by itself."""
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {"CLASS": f"{__name__}.Machine"}
    monkeypatch.setattr(machine_drafts, "AT_ONCE", 1)
    monkeypatch.setattr(Machine, "asked", [])
    monkeypatch.setattr(Machine, "meanwhile", staticmethod(lambda: None))
    queued: list[int] = []
    monkeypatch.setattr(tasks, "draft_by_machine", SimpleNamespace(enqueue=queued.append))
    return queued


@pytest.fixture
def article(neighbours, desk, machine):
    """The translation of an article of the commune, with several texts that wait."""
    mine = make_article(neighbours.own, "Tin dịch máy", summary="Một câu mở đầu.")
    english = UnitHome.objects.get(unit=neighbours.own, locale__language_code="en").locale
    url = reverse("wagtail_localize:submit_page_translation", args=[mine.pk])
    assert desk(neighbours.editor).post(url, {"locales": [english.pk]}).status_code == 302
    made = Translation.objects.get(source__object_id=mine.translation_key)
    assert machine_drafts.missing(made).count() > 1
    return made


def ask(client, translation):
    return client.post(reverse("wagtail_localize:machine_translate", args=[translation.pk]))


def watch(client, translation):
    return client.get(reverse("units_machine:drafts", args=[translation.pk]))


def drafted(translation) -> int:
    return StringTranslation.objects.filter(
        context__object_id=translation.source.object_id, translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE
    ).count()


def test_the_request_only_asks_and_the_job_drafts(neighbours, desk, article, machine):
    client = desk(neighbours.editor)
    answer = ask(client, article)
    assert answer.url == reverse("units_machine:drafts", args=[article.pk])
    drafts = MachineDrafts.objects.get()
    assert machine == [drafts.pk] and not Machine.asked and not drafted(article)
    assert "Chờ máy dịch" in watch(client, article).content.decode()
    total = machine_drafts.missing(article).count()
    assert machine_drafts.carry_out(drafts.pk)
    drafts.refresh_from_db()
    assert (drafts.state, drafts.done, drafted(article)) == (DraftingState.DONE, total, total)
    assert Machine.asked == [1] * len(Machine.asked)
    shown = watch(client, article).content.decode()
    assert f"{total} trên {total} câu" in shown and "Dịch tiếp bằng máy" not in shown
    told = Notification.objects.get(person=neighbours.editor, kind="machine_done")
    assert told.data["count"] == str(total)
    # Once more finds nothing to do.
    assert not machine_drafts.carry_out(drafts.pk)
    assert "Không còn câu nào chờ dịch" in client.get(ask(client, article).url).content.decode()


def test_who_edits_meanwhile_is_told(neighbours, desk, article):
    client = desk(neighbours.editor)
    editor = reverse("wagtailadmin_pages:edit", args=[article.get_target_instance().pk])
    assert "Máy đang dịch nội dung này" not in client.get(editor).content.decode()
    ask(client, article)
    assert "Máy đang dịch nội dung này" in client.get(editor).content.decode()
    machine_drafts.carry_out(MachineDrafts.objects.get().pk)
    assert "Máy đang dịch nội dung này" not in client.get(editor).content.decode()


def test_what_a_person_wrote_meanwhile_stays_and_nothing_is_published_unseen(neighbours, desk, article, monkeypatch):
    segment = StringSegment.objects.filter(source=article.source).order_by("order").last()

    def a_person_writes() -> None:
        StringTranslation.objects.get_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=article.target_locale,
            defaults={"data": "A person's", "last_translated_by": neighbours.editor},
        )

    monkeypatch.setattr(Machine, "meanwhile", staticmethod(a_person_writes))
    ask(desk(neighbours.editor), article)
    assert machine_drafts.carry_out(MachineDrafts.objects.get().pk)
    assert StringTranslation.objects.get(context=segment.context, translation_of=segment.string).data == "A person's"
    article.save_target(user=neighbours.editor, publish=False)
    page = article.get_target_instance()
    assert unseen(page) == drafted(article) > 0
    with pytest.raises(publishing.PublishRefused, match="máy dịch"):
        publishing.publish(page, by=None)


def test_it_is_stopped_keeps_what_it_has_and_goes_on_later(neighbours, desk, article, machine, monkeypatch):
    client = desk(neighbours.editor)
    total = machine_drafts.missing(article).count()
    ask(client, article)

    def stop_after_the_first() -> None:
        if len(Machine.asked) == 2:
            client.post(reverse("units_machine:stop", args=[article.pk]))

    monkeypatch.setattr(Machine, "meanwhile", staticmethod(stop_after_the_first))
    assert not machine_drafts.carry_out(MachineDrafts.objects.get().pk)
    assert MachineDrafts.objects.get().state == DraftingState.STOPPED
    assert drafted(article) == 1
    shown = watch(client, article).content.decode()
    assert "Đã dừng máy dịch" in shown and "Dịch tiếp bằng máy" in shown
    assert not Notification.objects.filter(kind__startswith="machine_").exists()
    ask(client, article)
    assert machine_drafts.carry_out(machine[-1])
    assert drafted(article) == total
    # Nothing is under way, so there is nothing to stop.
    client.post(reverse("units_machine:stop", args=[article.pk]))
    assert MachineDrafts.objects.get().state == DraftingState.DONE


def test_asking_twice_begins_one_job_and_a_job_given_up_does_not_write(neighbours, desk, article, machine, monkeypatch):
    client = desk(neighbours.editor)
    ask(client, article)
    ask(client, article)
    assert len(machine) == 1

    def taken_for_dead_and_begun_anew() -> None:
        if len(Machine.asked) == 1:
            MachineDrafts.objects.update(heard_at=timezone.now() - machine_drafts.DEAD_AFTER - timedelta(seconds=1))
            assert machine_drafts.unfinished() == machine
            ask(client, article)

    monkeypatch.setattr(Machine, "meanwhile", staticmethod(taken_for_dead_and_begun_anew))
    assert not machine_drafts.carry_out(machine[0])
    assert not drafted(article)
    assert MachineDrafts.objects.get().state == DraftingState.WAITING


def test_the_sweeper_goes_on_where_a_worker_was_killed(neighbours, desk, article):
    ask(desk(neighbours.editor), article)
    sweep()
    assert not drafted(article)
    MachineDrafts.objects.update(
        state=DraftingState.WORKING, heard_at=timezone.now() - machine_drafts.DEAD_AFTER - timedelta(seconds=1)
    )
    sweep()
    assert MachineDrafts.objects.get().state == DraftingState.DONE and drafted(article)


def test_an_error_of_the_machine_is_a_sentence_in_the_language_of_who_reads_it(neighbours, desk, article, monkeypatch):
    def fails_at_the_second() -> None:
        if len(Machine.asked) == 2:
            raise ConnectionError("secret-key-of-the-service")

    monkeypatch.setattr(Machine, "meanwhile", staticmethod(fails_at_the_second))
    client = desk(neighbours.editor)
    ask(client, article)
    assert not machine_drafts.carry_out(MachineDrafts.objects.get().pk)
    drafts = MachineDrafts.objects.get()
    assert (drafts.state, drafts.problem) == (DraftingState.FAILED, DraftingProblem.NO_ANSWER)
    assert drafted(article) == 1
    shown = watch(client, article).content.decode()
    assert "Máy dịch không trả lời" in shown and "secret-key" not in shown and "Dịch tiếp bằng máy" in shown
    with translation.override("en"):
        assert "does not answer" in str(drafts.get_problem_display())
    assert "secret-key" not in str(Notification.objects.get(kind="machine_failed").data)


def test_what_does_not_fit_the_original_is_left_to_people(neighbours, desk, article, monkeypatch):
    hostile = '<a href="javascript:alert(1)">x</a>'
    monkeypatch.setattr(
        Machine, "translate", lambda self, source, target, texts: {text: StringValue(hostile) for text in texts}
    )
    client = desk(neighbours.editor)
    total = machine_drafts.missing(article).count()
    ask(client, article)
    machine_drafts.carry_out(MachineDrafts.objects.get().pk)
    assert not drafted(article)
    assert MachineDrafts.objects.get().left_out == total
    assert "để lại cho người dịch" in watch(client, article).content.decode()


@pytest.mark.parametrize("change", ["role", "account", "language"])
def test_what_changed_meanwhile_ends_it_with_a_reason(neighbours, desk, article, monkeypatch, change):
    client = desk(neighbours.editor)
    ask(client, article)
    if change == "role":
        RoleAssignment.objects.filter(person=neighbours.editor).delete()
        reason = DraftingProblem.NO_RIGHT
    elif change == "account":
        neighbours.editor.is_active = False
        neighbours.editor.save()
        reason = DraftingProblem.NO_RIGHT
    else:
        home = UnitHome.objects.get(unit=neighbours.own, locale=article.target_locale).page
        type(home).objects.filter(pk=home.pk).update(live=False)
        reason = DraftingProblem.LANGUAGE_OFF
    drafts = MachineDrafts.objects.get()
    assert not machine_drafts.carry_out(drafts.pk)
    drafts.refresh_from_db()
    assert (drafts.state, drafts.problem) == (DraftingState.FAILED, reason)
    assert not Machine.asked and not drafted(article)


@pytest.mark.parametrize("gone", ["original", "translation"])
def test_what_was_deleted_meanwhile_is_drafted_no_more(neighbours, desk, article, gone):
    ask(desk(neighbours.editor), article)
    waiting = MachineDrafts.objects.get().pk
    page = article.source.get_source_instance() if gone == "original" else article.get_target_instance()
    page.delete()
    assert not machine_drafts.carry_out(waiting)
    assert not Machine.asked and not drafted(article)
    # wagtail-localize forgets the translation of a page that is gone, or keeps it for a page to come.
    left = MachineDrafts.objects.filter(pk=waiting).values_list("state", "problem")
    assert list(left) in ([], [(DraftingState.FAILED, DraftingProblem.GONE)])


def test_neither_a_neighbour_nor_a_contributor_asks_watches_or_stops(neighbours, desk, article):
    ask(desk(neighbours.editor), article)
    contributor = make_person(unit=neighbours.own, role=Role.CONTRIBUTOR)
    for stranger in (make_person(unit=neighbours.other, role=Role.EDITOR), contributor):
        client = desk(stranger)
        refused(client, "wagtail_localize:machine_translate", article.pk, post={})
        refused(client, "units_machine:drafts", article.pk)
        refused(client, "units_machine:stop", article.pk, post={})
    assert MachineDrafts.objects.get().state == DraftingState.WAITING
    # Looking does not stop it.
    assert desk(neighbours.editor).get(reverse("units_machine:stop", args=[article.pk])).status_code == 405


@pytest.mark.parametrize("publish", [{}, {"publish_translations": "on"}])
def test_updating_translations_by_machine_asks_too_and_publishes_nothing(
    neighbours, desk, article, machine, monkeypatch, publish
):
    monkeypatch.setattr(localize, "may_publish", lambda request, thing: True)
    url = reverse("wagtail_localize:update_translations", args=[article.source.pk])
    answer = desk(neighbours.editor).post(url, {"use_machine_translation": "on", **publish})
    assert answer.status_code == 302
    assert machine == [MachineDrafts.objects.get().pk] and not Machine.asked
    assert not article.get_target_instance().live
