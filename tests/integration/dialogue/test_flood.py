"""More than anybody reads: what is over the bounds gets a sentence; what was acknowledged is there, whatever dies."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from portal.core import outbox, senders
from portal.core.models import OutgoingMail
from sites.dialogue.models import Case
from tests.killing import die_while

from .conftest import HOST, Citizen

pytestmark = pytest.mark.django_db(transaction=True)
NETWORKS, EACH, BOUND = 5, 12, 6

DYING = """
import os, signal, sys, django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.utils import override_settings, setup_test_environment
setup_test_environment()
from portal.core import outbox
from sites.dialogue.models import Case
from tests.integration.dialogue.conftest import Citizen

def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

commit = BaseDatabaseWrapper._commit
if sys.argv[1] == "before the commit":
    BaseDatabaseWrapper._commit = lambda self: die() if Case.objects.exists() else commit(self)
outbox.EmailMessage.send = die
# The durable queue of an installation, in place of jobs that run at once.
with override_settings(TASKS={"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}):
    answer = Citizen().send(email="ba.tu@example.test", subject="Việc không được mất")
    print(answer.status_code, answer["Location"], flush=True)
    if sys.argv[1] == "while its letter is sent":
        call_command("db_worker", batch=True, interval=0, startup_delay=False, reload=False, verbosity=0)
die()
"""


def test_many_at_once_from_a_few_networks_are_bounded_and_none_that_was_acknowledged_is_lost(
    province, settings, monkeypatch
):
    settings.DIALOGUE_PER_HOUR, settings.DIALOGUE_QUESTION_FROM, settings.DIALOGUE_FLOOD = BOUND, 10_000, 10_000

    # One clock for all: what holds back the hurried would have to be set for each of them at once.
    monkeypatch.setattr(senders, "FEWEST_SECONDS", 0)

    def send(number: int) -> tuple[int, int, str]:
        network = number % NETWORKS
        try:
            citizen = Citizen(address=f"203.0.113.{network + 1}")
            answer = citizen.send(hurried=True, subject=f"Việc số {number}", email=f"a{number}@example.test")
            words = answer.headers.get("Location") or answer.content.decode()
            return network, answer.status_code, words
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as crowd:
        answers = list(crowd.map(send, range(NETWORKS * EACH)))
    told = Counter((network, status) for network, status, _words in answers)
    assert told == {(network, 302): BOUND for network in range(NETWORKS)} | {
        (network, 429): EACH - BOUND for network in range(NETWORKS)
    }
    assert all("Hãy gửi lại sau" in words for _network, status, words in answers if status == 429)
    codes = [re.search(r"/theo-doi/([^/]+)/", words)[1] for _network, status, words in answers if status == 302]
    assert sorted(codes) == sorted(Case.objects.values_list("code", flat=True))
    # Each has its letter, sent or waiting.
    assert OutgoingMail.objects.count() == len(codes)


@pytest.mark.parametrize("point", ["after the receipt", "while its letter is sent", "before the commit"])
def test_killed_at_any_point_what_was_acknowledged_is_kept_with_its_letter(province, visit, point):
    printed = die_while(DYING, point)
    kept = Case.objects.filter(subject="Việc không được mất")
    if point == "before the commit":
        # Nothing was acknowledged, and nothing half done is left.
        assert not printed and not kept.exists() and not OutgoingMail.objects.exists()
        return
    status, _space, address = printed.strip().partition(" ")
    case, mail = kept.get(), OutgoingMail.objects.get()
    assert status == "302" and case.code in visit(HOST, address).content.decode()
    assert (mail.to, mail.state) == ("ba.tu@example.test", OutgoingMail.State.WAITING)
    # The next night takes up what a worker that was killed has left.
    outbox.deliver()
    mail.refresh_from_db()
    assert mail.state == OutgoingMail.State.SENT
