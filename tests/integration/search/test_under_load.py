"""Promises that must hold while others publish and search at the same time, each in a transaction of their own."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import PageViewRestriction

from search import beginnings, engines, outbox, presenting, rebuild, reconcile
from search.engines.mapping import key_of
from search.models import Entry
from search.query import Request, parse
from sites.documents.services.consultations import close_now
from sites.units import tree
from sites.units.enums import Role

from ...factories.consultations import make_consultation
from ...factories.units import make_article, make_person
from .test_engines import add_entries

pytestmark = pytest.mark.django_db(transaction=True)


def ask(words: str):
    return engines.search(Request(terms=parse(words)))


@contextmanager
def meanwhile(*works: Callable[[], None]) -> Iterator[list[BaseException]]:
    """Repeat each work in a thread of its own until the block ends; what went wrong in them."""
    over = threading.Event()
    wrong: list[BaseException] = []

    def repeat(work: Callable[[], None]) -> None:
        try:
            while not over.is_set():
                work()
        except BaseException as error:  # noqa: BLE001
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=repeat, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield wrong
    finally:
        over.set()
        for thread in threads:
            thread.join()


@pytest.fixture
def engine(opensearch_url, use_engine, province, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    made = use_engine(opensearch_url)
    make_article(province.commune, "Giấy khai sinh làm ở đâu")
    rebuild.rebuild(made)
    return made


def test_no_write_is_lost_and_no_search_fails_while_an_index_is_built_anew(engine, province, monkeypatch):
    monkeypatch.setattr(rebuild, "COPIED_AT_ONCE", 15)
    answers = []

    def publish() -> None:
        first, second = add_entries(province.commune, 2)
        Entry.objects.filter(pk=first.pk).update(title="Đổi tên giữa chừng")
        outbox.note([key_of(first)])
        if second.pk % 3 == 0:
            Entry.objects.filter(pk=second.pk).delete()
            outbox.note([key_of(second)])

    with meanwhile(publish, lambda: answers.append(ask("khai sinh")), lambda: outbox.tell() and None) as wrong:
        for _round in range(3):
            rebuild.rebuild(engine)
    while outbox.tell().left:
        continue
    assert wrong == []
    assert reconcile.differing(engine) == []
    assert len(answers) > 3
    assert {(answer.engine, answer.total) for answer in answers} == {("opensearch", 1)}


HIDDEN = "Chỉ một lần xuất hiện thôi"


@pytest.mark.parametrize("chosen", ["postgresql", "opensearch"])
def test_what_is_hidden_is_gone_the_moment_it_is_committed_with_the_worker_stopped(province, settings, request, chosen):
    if chosen == "opensearch":
        engine = request.getfixturevalue("engine")
    article = make_article(province.commune, HIDDEN)
    draft = make_consultation(province.commune, HIDDEN)
    officer = make_person(unit=province.commune, role=Role.PUBLISHER)
    section = article.get_parent()
    wanted = Request(terms=parse("chi mot lan xuat hien thoi"))

    def shown() -> int:
        """How many of the two are hits; none of either is a suggestion or a highlight when there are none."""
        answer = engines.search(wanted)
        assert answer.engine == chosen
        hits = [hit for hit in presenting.hits(answer, wanted, tree.links()) if hit.title == HIDDEN]
        assert len([hit for hit in hits if "<mark>Chỉ một lần xuất hiện thôi</mark>" in hit.marked]) == len(hits)
        assert beginnings.titles_beginning("chi mot lan xuat", None) == ([HIDDEN] if hits else [])
        return len(hits)

    def catch_up() -> None:
        if chosen == "opensearch":
            while outbox.tell().left:
                continue
            engine.ask("POST", f"/{engine.address.prefix}/_refresh")

    def expire() -> None:
        article.expire_at = timezone.now() + timedelta(seconds=0.3)
        article.save_revision().publish()
        time.sleep(0.4)

    def restrict() -> None:
        PageViewRestriction.objects.create(page=section, restriction_type="login")

    def unrestrict() -> None:
        PageViewRestriction.objects.filter(page=section).delete()

    def publish_again() -> None:
        article.expire_at = None
        article.save_revision().publish()

    def load() -> None:
        add_entries(province.other_commune, 1)
        ask("văn bản thử")

    with meanwhile(load, lambda: ask("lan xuat hien") and None) as wrong:
        catch_up()
        assert shown() == 2
        close_now(draft, by=officer, reason="Rút dự thảo để viết lại.")
        for hide, show in ((article.unpublish, publish_again), (restrict, unrestrict), (expire, publish_again)):
            catch_up()
            assert shown() == 1
            hide()
            assert shown() == 0
            show()
        catch_up()
        assert shown() == 1
        article.delete()
        assert not shown()
    assert wrong == []


def test_totals_and_facets_follow_each_change_the_worker_has_taken(engine, province, record_property):
    """How long that took is told with the summary: five seconds are promised, which a busy machine may not keep."""
    article = make_article(province.commune, "Chỉ một lần xuất hiện thôi")
    section = article.get_parent()

    def restrict() -> None:
        PageViewRestriction.objects.create(page=section, restriction_type="login")

    def unrestrict() -> None:
        PageViewRestriction.objects.filter(page=section).delete()

    def end_soon() -> None:
        entries = Entry.objects.filter(object_id=article.pk)
        entries.update(visible_to=timezone.now() + timedelta(seconds=1))
        outbox.note([key_of(entry) for entry in entries])

    changes = [
        (article.unpublish, 0),
        (lambda: article.save_revision().publish(), 1),
        (restrict, 0),
        (unrestrict, 1),
        (end_soon, 0),
        (lambda: article.save_revision().publish(), 1),
        (article.delete, 0),
    ]

    def load() -> None:
        add_entries(province.other_commune, 1)
        ask("văn bản thử")

    outbox.tell()
    longest = 0.0
    with meanwhile(load) as wrong:
        for change, count in changes:
            change()
            outbox.tell()
            taken = time.monotonic()
            while True:
                answer = ask("chi mot lan xuat hien thoi")
                assert answer.engine == "opensearch"
                if (answer.total, sum(dict(answer.facets.get("kind", ())).values())) == (count, count):
                    break
                assert time.monotonic() - taken < 60, (change, answer.total, answer.facets)
            longest = max(longest, time.monotonic() - taken)
    record_property("summary", f"Totals and facets followed a change under load in {longest:.1f} s at most")
    assert wrong == []
