"""An import is one batch: one record and one decision, of which readers see all or nothing."""

import pytest
from django.core.exceptions import ValidationError

from sites.pages.models import ContactPoint
from sites.units import batches
from sites.units.batches import add_to_batch, discard_batch, leave_for_approval, open_batch, publish_batch
from sites.units.enums import Role
from sites.units.models import BatchState, ImportBatch, Notification
from sites.units.publishing import How, PublishRefused, content_published, publish
from sites.units.workflows import Step, set_steps
from tests.factories.units import make_article, make_person


@pytest.fixture
def people(province):
    return {role: make_person(f"nguoi-{role.value}", unit=province.commune, role=role) for role in list(Role)[:4]}


def contacts(unit, count):
    made = []
    for number in range(count):
        contact = ContactPoint.objects.create(unit=unit, name=f"Đầu mối {number}", live=False)
        contact.save_revision()
        made.append(contact)
    return made


@pytest.fixture
def batch(province, people):
    batch = open_batch(province.commune, people[Role.CONTRIBUTOR], "contacts", "Danh bạ 2026.xlsx")
    add_to_batch(batch, *contacts(province.commune, 3), make_article(province.commune, "Bài nhập", live=False))
    return batch


def live():
    return ContactPoint.objects.filter(live=True).count()


def test_a_publisher_publishes_a_whole_import_by_one_decision_with_one_record(batch, people):
    heard = []

    def listen(obj, by, how, **kwargs):
        heard.append((by, how))

    content_published.connect(listen)
    publish_batch(batch, people[Role.PUBLISHER])
    content_published.disconnect(listen)
    assert live() == 3
    assert heard == [(people[Role.PUBLISHER], How.BATCH)] * 4
    record = ImportBatch.objects.get()
    assert (record.state, record.added, record.published) == (BatchState.PUBLISHED, 4, 4)
    assert (record.made_by, record.decided_by) == (people[Role.CONTRIBUTOR], people[Role.PUBLISHER])
    assert record.decided_at


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.EDITOR])
def test_who_may_not_publish_leaves_it_for_approval(batch, people, role):
    with pytest.raises(PublishRefused, match="người duyệt xuất bản"):
        publish_batch(batch, people[role])
    assert live() == 0
    leave_for_approval(batch)
    told = Notification.objects.filter(kind="batch_waits")
    assert {row.person for row in told} == {people[Role.PUBLISHER], people[Role.UNIT_ADMIN]}


def test_the_import_of_another_unit_is_not_ones_to_decide(batch, province):
    stranger = make_person("xa-khac", unit=province.other_commune, role=Role.UNIT_ADMIN)
    with pytest.raises(PublishRefused):
        publish_batch(batch, stranger)
    with pytest.raises(PublishRefused):
        discard_batch(batch, stranger)
    with pytest.raises(PublishRefused):
        open_batch(province.commune, stranger, "contacts", "Chen ngang")
    assert live() == 0


def test_two_who_decide_at_once_decide_once(batch, people):
    second = ImportBatch.objects.get(pk=batch.pk)
    publish_batch(batch, people[Role.PUBLISHER])
    with pytest.raises(PublishRefused, match=str(people[Role.PUBLISHER])):
        publish_batch(second, people[Role.UNIT_ADMIN])
    with pytest.raises(PublishRefused):
        discard_batch(second, people[Role.UNIT_ADMIN])
    assert live() == 3


def test_a_step_that_names_others_holds_for_imports_too(batch, people, province):
    steps = [Step(Role.PUBLISHER, "Trưởng ban", [people[Role.UNIT_ADMIN]])]
    set_steps(province.commune.unit_workflow.workflow, steps)
    with pytest.raises(PublishRefused, match="Trưởng ban"):
        publish_batch(batch, people[Role.PUBLISHER])
    assert live() == 0
    publish_batch(batch, people[Role.UNIT_ADMIN])
    assert live() == 3


def test_only_drafts_of_the_unit_go_into_a_batch(batch, people, province):
    (other,) = contacts(province.other_commune, 1)
    on_line = ContactPoint.objects.create(unit=province.commune, name="Đã đăng", live=True)
    for thing in (other, on_line, people[Role.EDITOR]):
        with pytest.raises(ValidationError):
            add_to_batch(batch, thing)
    publish_batch(batch, people[Role.PUBLISHER])
    with pytest.raises(ValidationError, match="đã được quyết định"):
        add_to_batch(batch, *contacts(province.commune, 1))


def test_one_that_cannot_be_published_keeps_all_back_and_is_named(batch, people):
    broken = ContactPoint.objects.order_by("pk").last()
    ContactPoint.objects.filter(pk=broken.pk).update(latest_revision=None)

    def refuse(obj, **kwargs):
        if obj.pk == broken.pk and isinstance(obj, ContactPoint):
            raise ValidationError("Thiếu số điện thoại.")

    content_published.connect(refuse)
    with pytest.raises(ValidationError, match="Đầu mối 2.*Thiếu số điện thoại"):
        publish_batch(batch, people[Role.PUBLISHER])
    content_published.disconnect(refuse)
    assert live() == 0
    batch.refresh_from_db()
    assert batch.state == BatchState.DRAFT
    publish_batch(batch, people[Role.PUBLISHER])
    assert live() == 3


def test_a_large_batch_is_carried_out_by_a_job_and_comes_back_with_the_reason_when_it_fails(batch, people, monkeypatch):
    monkeypatch.setattr(batches, "AT_ONCE", 2)

    def refuse(obj, **kwargs):
        raise ValidationError("Thiếu số điện thoại.")

    content_published.connect(refuse)
    publish_batch(batch, people[Role.PUBLISHER])
    content_published.disconnect(refuse)
    assert live() == 0
    assert batch.state == BatchState.DRAFT
    assert "Thiếu số điện thoại" in batch.problem
    assert Notification.objects.filter(kind="batch_failed", person=people[Role.PUBLISHER]).exists()
    publish_batch(batch, people[Role.PUBLISHER])
    assert (batch.state, live()) == (BatchState.PUBLISHED, 3)


def test_what_was_published_or_deleted_meanwhile_is_left_alone(batch, people):
    first, second, third = ContactPoint.objects.order_by("pk")
    publish(first, by=None, how=How.SYSTEM)
    second.delete()
    publish_batch(batch, people[Role.PUBLISHER])
    third.refresh_from_db()
    assert third.live
    assert (batch.added, batch.published) == (4, 2)


def test_discarding_deletes_the_drafts_and_nothing_else(batch, people):
    first = ContactPoint.objects.order_by("pk").first()
    publish(first, by=None, how=How.SYSTEM)
    discard_batch(batch, people[Role.CONTRIBUTOR])
    assert batch.state == BatchState.DISCARDED
    assert list(ContactPoint.objects.all()) == [first]
    with pytest.raises(PublishRefused):
        publish_batch(batch, people[Role.PUBLISHER])
