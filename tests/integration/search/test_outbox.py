"""The engine learns of every change, once and for all, whatever it or the worker does meanwhile."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from search import engines, outbox, rebuild, reconcile, services
from search.engines.clients import Unavailable
from search.models import Change, EngineIndex, Entry
from search.query import Request, parse
from search.tasks import look_after, tell_engine

from ...factories.units import make_article
from .test_engines import add_entries


@pytest.fixture
def engine(opensearch_url, use_engine, province, settings):
    """An engine with an index of the province, told of changes by a worker, as it is on a server."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    made = use_engine(opensearch_url)
    rebuild.rebuild(made)
    return made


def refreshed(engine) -> None:
    engine.ask("POST", f"/{engine.address.prefix}/_refresh")


def titles(words: str) -> list[str]:
    answer = engines.search(Request(terms=parse(words)))
    assert answer.engine == "opensearch"
    return [hit.title for hit in answer.hits]


def run_jobs() -> int:
    """Run what the worker would run now, and what it would run later for tests that move time; returns how many."""
    ready = DBTaskResult.objects.filter(status="READY", task_path=tell_engine.module_path)
    done = 0
    while job := ready.order_by("enqueued_at").first():
        job.delete()
        tell_engine.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        done += 1
        if done > 20:
            break
    return done


def test_without_an_engine_nothing_waits(province, settings):
    settings.SEARCH_URL = ""
    make_article(province.commune, "Tin không chờ ai")
    assert not Change.objects.exists()


def test_publishing_writes_down_the_change_and_asks_the_worker(engine, province):
    article = make_article(province.commune, "Mùa nước nổi")
    assert list(Change.objects.values_list("key", flat=True)) == [f"page:{article.pk}:vi#0"]
    assert DBTaskResult.objects.filter(task_path=tell_engine.module_path).count() == 1
    run_jobs()
    refreshed(engine)
    assert titles("mua nuoc noi") == ["Mùa nước nổi"]
    assert not Change.objects.exists()


def test_a_change_that_is_rolled_back_is_never_told(engine, province):
    from django.db import transaction

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        make_article(province.commune, "Chưa từng có")
        1 / 0  # noqa: B018
    assert not Change.objects.exists()


def test_what_was_missed_while_the_engine_was_away_arrives_with_no_hand_on_it(engine, province, monkeypatch):
    def away(*args, **kwargs):
        raise Unavailable("connection refused")

    with monkeypatch.context() as broken:
        broken.setattr(type(engine), "ask", away)
        make_article(province.commune, "Viết khi máy tìm kiếm nghỉ")
        job = DBTaskResult.objects.get(task_path=tell_engine.module_path)
        job.delete()
        tell_engine.call()
        retry = DBTaskResult.objects.get(task_path=tell_engine.module_path)
        assert timedelta(0) < retry.run_after - timezone.now() <= timedelta(seconds=5)
        # While that try is planned, others do not wait for a dead engine again.
        tell_engine.call()
        assert DBTaskResult.objects.filter(task_path=tell_engine.module_path).count() == 1
        assert Change.objects.count() == 1
    run_jobs()
    refreshed(engine)
    assert titles("viet khi may tim kiem nghi") == ["Viết khi máy tìm kiếm nghỉ"]


def test_tries_grow_apart_to_a_minute(engine, province, monkeypatch):
    def away(*args, **kwargs):
        raise Unavailable("connection refused")

    make_article(province.commune, "Tin")
    DBTaskResult.objects.all().delete()
    monkeypatch.setattr(type(engine), "ask", away)
    pauses = []
    for attempt in range(1, 7):
        tell_engine.call(attempt=attempt)
        planned = DBTaskResult.objects.get(task_path=tell_engine.module_path)
        pauses.append(round((planned.run_after - timezone.now()).total_seconds()))
        planned.delete()
    assert pauses == [10, 20, 40, 60, 60, 60]


def test_an_entry_that_the_engine_refuses_is_set_aside_with_its_reason(engine, province, capsys):
    good, bad = add_entries(province.commune, 2)
    # A year no engine takes for a date, in a row that is otherwise right.
    engine.ask("PUT", f"/{engine.address.prefix}/_mapping", {"properties": {"poison": {"type": "integer"}}})
    document = rebuild.document
    outbox_document = outbox.document
    try:
        outbox.document = lambda entry: document(entry) | ({"poison": "không phải số"} if entry.pk == bad.pk else {})
        told = outbox.tell()
    finally:
        outbox.document = outbox_document
    assert (told.told, told.refused, told.left) == (2, 1, False)
    change = Change.objects.get()
    assert change.key == f"{bad.thing}#0"
    assert "poison" in change.refused
    refreshed(engine)
    assert titles(good.title)[0] == good.title
    call_command("index_search", "--status")
    assert change.key in capsys.readouterr().out
    # Changed again, it is tried again.
    outbox.note([change.key])
    assert outbox.tell().refused == 0
    assert not Change.objects.exists()


def test_a_full_engine_is_no_fault_of_the_entries(engine, province):
    block = {"index.blocks.read_only_allow_delete": True}
    engine.ask("PUT", f"/{engine.address.prefix}/_settings", block)
    make_article(province.commune, "Viết khi đĩa đầy")
    with pytest.raises(outbox.EngineBusy):
        outbox.tell()
    assert Change.objects.filter(refused="").count() == 1
    engine.ask("PUT", f"/{engine.address.prefix}/_settings", {"index.blocks.read_only_allow_delete": None})
    assert outbox.tell().told == 1
    refreshed(engine)
    assert titles("viet khi dia day") == ["Viết khi đĩa đầy"]


def test_a_write_that_was_overtaken_changes_nothing(engine, province):
    (entry,) = add_entries(province.commune, 1)
    outbox.tell()
    index = EngineIndex.objects.get()
    late = outbox._action(index.name, f"{entry.thing}#0", None, version=1)
    assert outbox.send(engine, [late]) == {}
    refreshed(engine)
    assert titles(entry.title) == [entry.title]


def test_many_changes_are_told_in_bodies_of_bounded_size(engine, province, settings):
    settings.SEARCH_BULK_BYTES = 2_000
    add_entries(province.commune, 40)
    assert outbox.tell().told == 40
    refreshed(engine)
    assert engines.search(Request(terms=parse("văn bản thử"))).total == 40


# --- Building anew -------------------------------------------------------------------------------------


def test_a_new_index_takes_over_at_one_stroke_and_the_old_one_is_kept(engine, province):
    make_article(province.commune, "Trước khi dựng lại")
    before = EngineIndex.objects.get()
    after = rebuild.rebuild(engine)
    assert list(engine.ask("GET", f"/_alias/{engine.address.prefix}")) == [after.name]
    assert EngineIndex.objects.get(state="previous") == before
    assert titles("truoc khi dung lai") == ["Trước khi dựng lại"]
    assert reconcile.differing(engine) == []


def test_an_interrupted_build_goes_on_and_loses_no_write_made_meanwhile(engine, province, monkeypatch):
    rows = add_entries(province.commune, 30)
    outbox.tell()
    monkeypatch.setattr(rebuild, "COPIED_AT_ONCE", 10)

    class Interrupted(Exception):
        pass

    def stop_after_ten(done: int, total: int) -> None:
        raise Interrupted

    with pytest.raises(Interrupted):
        rebuild.rebuild(engine, stop_after_ten)
    began = EngineIndex.objects.get(state="building")
    # Changed after it was copied, removed before it was, new: all while the build rests.
    Entry.objects.filter(pk=rows[0].pk).update(title="Đổi giữa chừng")
    Entry.objects.filter(pk=rows[29].pk).delete()
    (new,) = add_entries(province.commune, 1, title="Mới giữa chừng")
    outbox.note([f"{rows[0].thing}#0", f"{rows[29].thing}#0"])
    assert rebuild.rebuild(engine) == began
    assert reconcile.differing(engine) == []
    assert titles("moi giua chung") == [new.title]


def test_going_back_loses_nothing_that_was_written_since(engine, province):
    first = EngineIndex.objects.get()
    rebuild.rebuild(engine)
    make_article(province.commune, "Viết sau khi đổi chỉ mục")
    outbox.tell()
    assert rebuild.go_back(engine) == first
    refreshed(engine)
    assert titles("viet sau khi doi chi muc") == ["Viết sau khi đổi chỉ mục"]
    assert reconcile.differing(engine) == []


def test_only_one_earlier_index_is_kept(engine):
    rebuild.rebuild(engine)
    rebuild.rebuild(engine)
    kept = set(EngineIndex.objects.values_list("name", flat=True))
    there = set(engine.ask("GET", f"/{engine.address.prefix}-*"))
    assert len(kept) == 2
    assert there == kept


def test_going_back_without_an_earlier_index_says_so(engine):
    with pytest.raises(rebuild.CannotGoBack):
        rebuild.go_back(engine)


def test_forgetting_the_engine_leaves_the_search_on_postgresql(engine, province):
    make_article(province.commune, "Vẫn tìm thấy")
    assert rebuild.forget(engine) == 1
    answer = engines.search(Request(terms=parse("van tim thay")))
    assert (answer.engine, [hit.title for hit in answer.hits]) == ("postgresql", ["Vẫn tìm thấy"])
    assert not Change.objects.exists()


# --- Comparing -------------------------------------------------------------------------------------------


def test_comparing_finds_what_is_missing_surplus_and_other_and_the_night_mends_it(engine, province):
    rows = add_entries(province.commune, 3)
    outbox.tell()
    name = EngineIndex.objects.get().name
    refreshed(engine)
    keys = [f"{row.thing}#0" for row in rows]
    # Behind the outbox's back: one lost, one changed in the database only, one that the database does not have.
    engine.ask("DELETE", f"/{name}/_doc/{keys[0].replace('#', '%23')}")
    Entry.objects.filter(pk=rows[1].pk).update(title="Đổi sau lưng")
    Entry.objects.filter(pk=rows[2].pk).delete()
    assert sorted(reconcile.differing(engine)) == sorted(keys)
    services.count_words()
    look_after.call()
    outbox.tell()
    assert sorted(reconcile.differing(engine)) == []


def test_the_command_line_tells_which_engine_answered(engine, province, capsys):
    make_article(province.commune, "Nghị định 43/2011/NĐ-CP được phổ biến")
    outbox.tell()
    refreshed(engine)
    call_command("search", "43/2011", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["engine"], told["total"]) == ("opensearch", 1)


def test_publishing_asks_the_engine_nothing(engine, province, monkeypatch):
    def asked(*args, **kwargs):
        raise AssertionError("the engine was asked while publishing")

    with monkeypatch.context() as watched:
        watched.setattr(type(engine), "ask", asked)
        make_article(province.commune, "Không chờ máy tìm kiếm").unpublish()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_change")
        assert cursor.fetchone()[0] >= 2
