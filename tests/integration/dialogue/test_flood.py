"""More than anybody reads: what is over the bounds gets a sentence, and what was acknowledged is there, whatever dies."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from portal.core.models import OutgoingMail
from sites.dialogue.models import Case
from tests.killing import die_while

from .conftest import HOST, Citizen

pytestmark = pytest.mark.django_db(transaction=True)
NETWORKS, EACH, BOUND = 5, 12, 6

DYING = """
import os, signal, sys, django
django.setup()
from django.test.utils import setup_test_environment
setup_test_environment()
from portal.core import outbox
from tests.integration.dialogue.conftest import Citizen

def hang(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

# The mail server hangs; the process is killed while it waits for it, or right after the receipt was shown.
if sys.argv[1] == "while mail is sent":
    outbox.EmailMessage.send = hang
elif sys.argv[1] == "before the commit":
    from django.db.backends.base.base import BaseDatabaseWrapper
    from sites.dialogue.models import Case
    commit = BaseDatabaseWrapper._commit
    BaseDatabaseWrapper._commit = lambda self: hang() if Case.objects.exists() else commit(self)
answer = Citizen().send(email="ba.tu@example.test", subject="Việc không được mất")
print(answer.status_code, answer["Location"], flush=True)
hang()
"""


def test_many_at_once_from_a_few_networks_are_bounded_and_none_that_was_acknowledged_is_lost(province, settings):
    settings.DIALOGUE_PER_HOUR, settings.DIALOGUE_QUESTION_FROM, settings.DIALOGUE_FLOOD = BOUND, 10_000, 10_000

    def send(number: int) -> tuple[int, int, str]:
        network = number % NETWORKS
        try:
            citizen = Citizen(address=f"203.0.113.{network + 1}")
            answer = citizen.send(subject=f"Việc số {number}", email=f"a{number}@example.test")
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


@pytest.mark.parametrize("point", ["after the receipt", "while mail is sent", "before the commit"])
def test_killed_at_any_point_what_was_acknowledged_is_kept_with_its_letter(province, visit, point):
    printed = die_while(DYING, point)
    kept = Case.objects.filter(subject="Việc không được mất")
    if point == "before the commit":
        # Nothing was acknowledged, and nothing half done is left.
        assert not printed and not kept.exists() and not OutgoingMail.objects.exists()
        return
    case = kept.get()
    mail = OutgoingMail.objects.get()
    assert mail.to == "ba.tu@example.test" and case.events.count() == 1
    if point == "after the receipt":
        status, _space, address = printed.strip().partition(" ")
        assert status == "302" and case.code in visit(HOST, address).content.decode()
