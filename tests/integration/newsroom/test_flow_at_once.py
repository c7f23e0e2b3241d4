"""Two at once, and a process that is killed: the flow is as before or as after, never between."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from textwrap import dedent

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections
from django.utils import timezone
from wagtail.models import Page

from sites.newsroom.enums import ProposalState
from sites.newsroom.models import ArticlePage, Proposal, ProposalStep, Push
from sites.newsroom.services.flow_down import send_down
from sites.newsroom.services.flow_up import accept, propose
from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry
from tests.factories.units import make_article, make_person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def committed(transactional_db, province):
    return province


def at_once(*jobs) -> list:
    """The results of jobs that run side by side, each with a connection of its own; what is refused is a result."""

    def alone(job):
        try:
            return job()
        except (ValidationError, PermissionDenied) as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(alone, jobs))


def live_article(unit, title: str) -> ArticlePage:
    page = make_article(unit, title)
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


def test_of_two_who_accept_at_once_one_wins_and_the_other_is_told(committed):
    article = live_article(committed.commune, "Tin xã")
    proposal = propose(article, committed.district, by=make_person(unit=committed.commune, role=Role.PUBLISHER))
    people = [make_person(unit=committed.district, role=Role.PUBLISHER) for _ in range(2)]
    results = at_once(*(lambda who=who: accept(Proposal.objects.get(pk=proposal.pk), by=who) for who in people))
    refusals = [result for result in results if isinstance(result, Exception)]
    assert len(refusals) == 1 and "đã được quyết định" in str(refusals[0])
    assert ArticlePage.objects.filter(original=article.pk).count() == 1
    assert ProposalStep.objects.filter(kind="accepted").count() == 1


def test_of_two_who_send_the_same_at_once_one_wins(committed):
    article = live_article(committed.province, "Tin tỉnh")
    now = timezone.now()
    people = [make_person(unit=committed.province, role=Role.PUBLISHER) for _ in range(2)]
    results = at_once(
        *(
            lambda who=who: send_down(article, by=who, audience="all", starts_at=now, ends_at=now + timedelta(days=1))
            for who in people
        )
    )
    assert sum(isinstance(result, Push) for result in results) == 1
    assert Push.objects.count() == 1


DYING = """
import django; django.setup()
import os, signal, sys
from datetime import timedelta
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from portal.accounts.models import User
from sites.newsroom.models import ArticlePage, Proposal
from sites.newsroom.services import flow_down, flow_up

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

what, point, thing, person = sys.argv[1], sys.argv[2], sys.argv[3], User.objects.get(pk=sys.argv[4])
if point == "before the record":
    flow_down.audit.record = flow_up._record = die
elif point == "before the commit":
    BaseDatabaseWrapper._commit = die
if what == "send":
    now = timezone.now()
    page = ArticlePage.objects.get(pk=thing)
    flow_down.send_down(page, by=person, audience="all", starts_at=now, ends_at=now + timedelta(days=1))
else:
    flow_up.accept(Proposal.objects.get(pk=thing), by=person)
if point == "after it":
    die()
"""


def run_until_killed(what: str, point: str, thing, person) -> None:
    db = connection.settings_dict
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
        "DATABASE_URL": f"postgres://{db['USER']}:{db['PASSWORD']}@:{db['PORT']}/{db['HOST']}/{db['NAME']}"
        if db["HOST"].startswith("/")
        else f"postgres://{db['USER']}:{db['PASSWORD']}@{db['HOST']}:{db['PORT']}/{db['NAME']}",
    }
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", dedent(DYING), what, point, str(thing.pk), str(person.pk)],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == -9, done.stderr.decode()


POINTS = [("before the record", False), ("before the commit", False), ("after it", True)]


@pytest.mark.parametrize(("point", "is_done"), POINTS)
def test_a_process_killed_in_the_middle_of_a_push(committed, point, is_done):
    article = live_article(committed.province, "Tin tỉnh")
    run_until_killed("send", point, article, make_person(unit=committed.province, role=Role.PUBLISHER))
    assert Push.objects.count() == is_done
    assert AuditEntry.objects.filter(kind=AuditKind.SENT_DOWN).count() == is_done


@pytest.mark.parametrize(("point", "is_done"), POINTS)
def test_a_process_killed_in_the_middle_of_an_acceptance(committed, point, is_done):
    article = live_article(committed.commune, "Tin xã")
    proposal = propose(article, committed.district, by=make_person(unit=committed.commune, role=Role.PUBLISHER))
    run_until_killed("accept", point, proposal, make_person(unit=committed.district, role=Role.PUBLISHER))
    proposal.refresh_from_db()
    assert proposal.state == (ProposalState.ACCEPTED if is_done else ProposalState.WAITING)
    assert ArticlePage.objects.filter(original=article.pk).count() == is_done
    assert ProposalStep.objects.filter(kind="accepted").count() == is_done
    assert not any(Page.find_problems())
