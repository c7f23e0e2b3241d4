"""Addresses are seen by nobody, handed over and erased for who asks, and given up where no letters arrive."""

import json
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from portal.core import bounces, outbox
from portal.core.bounces import Failure
from portal.core.models import OutgoingMail
from sites.subscriptions.models import Subscription
from sites.subscriptions.services import keeping, letters
from sites.units.enums import AuditKind, Role
from sites.units.models import AuditEntry
from tests.factories.subscriptions import ADDRESS, subscribe
from tests.factories.units import make_person

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def staff(desk):
    return lambda unit, role: desk(make_person(unit=unit, role=role))


def test_the_people_of_a_unit_see_numbers_of_their_own_and_no_address(province, staff):
    subscribe(province.commune, "mot@example.test", "news", "alerts")
    subscribe(province.commune, "hai@example.test", "news", frequency="weekly")
    subscribe(province.commune, "ba@example.test", confirmed=False)
    for number in range(7):
        subscribe(province.other_commune, f"khac{number}@example.test")
    own = text(staff(province.commune, Role.UNIT_ADMIN).get(reverse("subscriptions_admin:numbers")))
    assert "<td>2</td>" in own and "<td>1</td>" in own and "<td>7</td>" not in own
    assert "example.test" not in own
    assert "<td>7</td>" in text(staff(province.other_commune, Role.EDITOR).get(reverse("subscriptions_admin:numbers")))


def test_the_administrator_hands_over_and_erases_for_who_asks_and_only_there(province, staff):
    subscribe(province.commune)
    other = subscribe(province.other_commune)
    admin = staff(province.commune, Role.UNIT_ADMIN)
    people = reverse("dialogue_cases:people")
    assert "Đăng ký nhận tin" in text(admin.post(people, {"wanted": ADDRESS.upper()}))
    # Only the whole address finds anything.
    found = text(admin.post(people, {"wanted": "doc.gia"}))
    assert reverse("dialogue_cases:export_records", args=["subscriptions"]) not in found
    export = admin.post(reverse("dialogue_cases:export_records", args=["subscriptions"]), {"wanted": ADDRESS})
    assert [one["email"] for one in json.loads(export.content)] == [ADDRESS]
    erase = reverse("dialogue_cases:erase_records", args=["subscriptions"])
    admin.post(erase, {"wanted": ADDRESS})
    assert Subscription.objects.count() == 2
    admin.post(erase, {"wanted": ADDRESS, "reason": "Đề nghị ngày 02/03/2026."})
    assert Subscription.objects.get() == other
    kinds = list(AuditEntry.objects.filter(kind__startswith="dialogue").values_list("kind", flat=True))
    assert sorted(kinds) == [AuditKind.DIALOGUE_ERASED, AuditKind.DIALOGUE_EXPORTED]
    assert not AuditEntry.objects.filter(subject__contains="example.test").exists()
    assert (
        admin.post(reverse("dialogue_cases:export_records", args=["khong-co"]), {"wanted": ADDRESS}).status_code == 404
    )


@pytest.mark.parametrize("role", [Role.EDITOR, Role.PUBLISHER])
def test_nobody_else_finds_a_person(province, staff, role):
    subscribe(province.commune)
    client = staff(province.commune, role)
    for name in ("export_records", "erase_records"):
        path = reverse(f"dialogue_cases:{name}", args=["subscriptions"])
        assert ADDRESS not in text(client.post(path, {"wanted": ADDRESS, "reason": "Vì tò mò."}, follow=True))
    assert Subscription.objects.count() == 1


def test_an_address_that_takes_no_letters_is_written_to_no_more_and_forgotten(province):
    gone, wish = subscribe(province.commune), subscribe(province.other_commune, confirmed=False)
    bounces.note(ADDRESS.upper(), Failure.NOBODY)
    gone.refresh_from_db()
    assert gone.suspended_at and not Subscription.objects.filter(pk=wish.pk).exists()
    with freeze_time(timezone.now() + timedelta(days=29)):
        assert keeping.purge() == 0
    with freeze_time(timezone.now() + timedelta(days=31)):
        assert keeping.purge() == 1


def test_who_complains_has_left(province):
    subscribe(province.commune)
    kept = subscribe(province.commune, "khac@example.test")
    bounces.note(ADDRESS, Failure.UNWANTED)
    assert Subscription.objects.get() == kept


def test_a_refusal_of_the_mail_server_reaches_the_subscription(province, monkeypatch):
    from smtplib import SMTPRecipientsRefused

    subscription = subscribe(province.commune)
    answers = {"code": 450}

    def send(self):
        raise SMTPRecipientsRefused({ADDRESS: (answers["code"], b"no")})

    monkeypatch.setattr("portal.core.outbox.EmailMessage.send", send)
    outbox.post(ADDRESS, "Tiêu đề", "Lời", about=letters.about(subscription))
    subscription.refresh_from_db()
    # Come back later, said the server; that is no refusal.
    assert subscription.suspended_at is None and OutgoingMail.objects.get().state == "waiting"
    answers["code"] = 550
    OutgoingMail.objects.update(next_at=timezone.now())
    outbox.deliver()
    subscription.refresh_from_db()
    assert subscription.suspended_at and OutgoingMail.objects.get().state == "refused"


def test_leaving_takes_along_letters_that_wait(province, monkeypatch):
    from sites.subscriptions.services import wishes

    monkeypatch.setattr(outbox, "deliver", lambda: 0)
    subscription = subscribe(province.commune)
    outbox.post(ADDRESS, "Tiêu đề", "Lời", about=letters.about(subscription))
    wishes.leave(subscription.uuid)
    assert not OutgoingMail.objects.exists() and not mail.outbox


def test_a_unit_that_is_no_more_keeps_no_addresses(province):
    subscribe(province.commune)
    province.commune.versions.update(valid_to=timezone.localdate())
    assert keeping.purge() == 1
