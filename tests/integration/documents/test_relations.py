"""The effect of a document follows from dates and from what others do to it, in the transaction of each change."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from sites.documents.enums import Effect, RelationKind
from sites.documents.models import DocumentRelation, OfficialDocument
from sites.documents.services import in_force_instead, public_documents, recompute_all, relate, related
from sites.units.models import today
from tests.factories.documents import make_official

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def effect_of(document: OfficialDocument) -> str:
    return OfficialDocument.objects.values_list("effect", flat=True).get(pk=document.pk)


@pytest.fixture
def old(province) -> OfficialDocument:
    return make_official(province.commune, "07/2015/QĐ-UBND", issued_on=date(2015, 7, 2))


@pytest.fixture
def new(province) -> OfficialDocument:
    return make_official(province.commune, "15/2024/QĐ-UBND", issued_on=date(2024, 3, 12))


@pytest.mark.parametrize(
    ("days", "effect"),
    [
        ({"effective_on": 0}, Effect.IN_FORCE),
        ({"effective_on": 1}, Effect.NOT_YET),
        ({"effective_on": -10, "expires_on": 0}, Effect.EXPIRED),
        ({"effective_on": -10, "expires_on": 1}, Effect.IN_FORCE),
    ],
)
def test_the_effect_follows_from_the_dates(province, days, effect):
    dates = {name: today() + number * DAY for name, number in days.items()}
    assert effect_of(make_official(province.commune, issued_on=today() - 20 * DAY, **dates)) == effect


@pytest.mark.parametrize(
    ("kind", "partly", "effect"),
    [
        (RelationKind.REPLACES, False, Effect.EXPIRED),
        (RelationKind.REPEALS, False, Effect.EXPIRED),
        (RelationKind.REPEALS, True, Effect.PARTLY),
        (RelationKind.AMENDS, False, Effect.PARTLY),
        (RelationKind.SUSPENDS, False, Effect.SUSPENDED),
        (RelationKind.CORRECTS, False, Effect.IN_FORCE),
        (RelationKind.GUIDES, False, Effect.IN_FORCE),
        (RelationKind.BASED_ON, False, Effect.IN_FORCE),
        (RelationKind.CONSOLIDATES, False, Effect.IN_FORCE),
        (RelationKind.CITES, False, Effect.IN_FORCE),
    ],
)
def test_each_kind_of_relation_has_its_effect_on_the_target_alone(old, new, kind, partly, effect):
    relation = relate(new, kind, old, partly=partly)
    assert (effect_of(old), effect_of(new)) == (effect, Effect.IN_FORCE)
    relation.delete()
    assert effect_of(old) == Effect.IN_FORCE


def test_a_draft_does_nothing_until_it_is_published_and_no_longer_when_it_is_taken_off(province, old):
    draft = make_official(province.commune, live=False)
    relate(draft, RelationKind.REPEALS, old)
    assert effect_of(old) == Effect.IN_FORCE
    draft.save_revision().publish()
    assert effect_of(old) == Effect.EXPIRED
    draft.refresh_from_db()
    draft.unpublish()
    assert effect_of(old) == Effect.IN_FORCE


def test_deleting_the_newer_document_brings_the_older_back(old, new):
    relate(new, RelationKind.REPLACES, old)
    new.delete()
    assert effect_of(old) == Effect.IN_FORCE


def test_what_begins_and_ends_on_a_day_is_right_on_that_day(old, new):
    relation = relate(new, RelationKind.SUSPENDS, old, from_date=today() + DAY, to_date=today() + 3 * DAY)
    assert effect_of(old) == Effect.IN_FORCE
    assert recompute_all(today() + DAY) == 1
    assert effect_of(old) == Effect.SUSPENDED
    assert recompute_all(today() + DAY) == 0
    assert recompute_all(relation.to_date) == 1
    assert effect_of(old) == Effect.IN_FORCE


def test_a_revision_written_before_does_not_bring_an_old_effect_back(old, new):
    revision = old.save_revision()
    relate(new, RelationKind.REPLACES, old)
    revision.publish()
    assert effect_of(old) == Effect.EXPIRED


@pytest.mark.parametrize("kind", [RelationKind.REPLACES, RelationKind.CITES])
def test_a_relation_to_itself_is_refused_in_a_sentence_and_by_the_database(new, kind):
    with pytest.raises(ValidationError, match="chính nó"):
        relate(new, kind, new)
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentRelation.objects.bulk_create([DocumentRelation(source=new, target=new, kind=kind)])


def test_a_circle_is_refused_and_the_way_is_named(province, old, new):
    newest = make_official(province.commune, "01/2026/QĐ-UBND", issued_on=date(2026, 1, 5))
    relate(newest, RelationKind.REPLACES, new)
    relate(new, RelationKind.REPEALS, old)
    with pytest.raises(ValidationError) as refused:
        relate(old, RelationKind.REPLACES, newest)
    assert "01/2026/QĐ-UBND → 15/2024/QĐ-UBND → 07/2015/QĐ-UBND" in str(refused.value)
    assert not old.relations.exists()
    assert effect_of(newest) == Effect.IN_FORCE


@pytest.mark.parametrize("kind", [RelationKind.AMENDS, RelationKind.GUIDES])
def test_two_documents_cannot_do_it_to_one_another(old, new, kind):
    relate(new, kind, old)
    with pytest.raises(ValidationError, match="vòng"):
        relate(old, kind, new)


def test_citing_one_another_is_no_circle(old, new):
    relate(new, RelationKind.CITES, old)
    assert relate(old, RelationKind.CITES, new).pk


def test_it_is_read_both_ways_and_what_is_not_public_shows_its_symbol_only(province, old, new):
    relate(new, RelationKind.REPLACES, old)
    draft = make_official(province.commune, "02/2026/QĐ-UBND", live=False)
    relate(new, RelationKind.AMENDS, draft)
    relate(draft, RelationKind.CITES, new)
    seen = [(line.outgoing, line.label, line.symbol, line.document) for line in related(new)]
    assert (True, "Thay thế", "07/2015/QĐ-UBND", old) in seen
    assert (True, "Sửa đổi, bổ sung", "02/2026/QĐ-UBND", None) in seen
    assert not [line for line in seen if line[3] == draft or not line[0]]
    assert [(line.label, line.document) for line in related(old)] == [("Bị thay thế bởi", new)]


def test_what_is_in_force_instead_is_the_end_of_the_chain(province, old, new):
    relate(new, RelationKind.REPLACES, old)
    assert in_force_instead(old) == [new]
    newest = make_official(province.commune, "01/2026/QĐ-UBND", issued_on=date(2026, 1, 5))
    relate(newest, RelationKind.REPLACES, new)
    assert in_force_instead(old) == in_force_instead(new) == [newest]
    assert in_force_instead(newest) == []


def test_a_symbol_is_tied_to_its_document_when_that_comes(province, new):
    relation = relate(new, RelationKind.BASED_ON, "Nghị định 43/2011/NĐ-CP")
    assert (relation.target, relation.target_symbol) == (None, "43/2011/NĐ-CP")
    elsewhere = make_official(province.other_commune, "43/2011/NĐ-CP", issued_on=date(2011, 6, 13))
    relation.refresh_from_db()
    assert relation.target is None, "a unit beside says nothing of ours"
    decree = make_official(province.province, "43/2011/NĐ-CP", issued_on=date(2011, 6, 13))
    relation.refresh_from_db()
    assert relation.target == decree != elsewhere
    decree.delete()
    relation.refresh_from_db()
    assert (relation.target, relation.target_symbol) == (None, "43/2011/NĐ-CP")


def test_only_published_documents_of_open_sites_are_public(province, new):
    from wagtail.models import PageViewRestriction

    make_official(province.commune, "03/2026/QĐ-UBND", live=False)
    other = make_official(province.other_commune)
    assert set(public_documents()) == {new, other}
    home = province.other_commune.homes.get().page
    PageViewRestriction.objects.create(page=home, restriction_type=PageViewRestriction.LOGIN)
    assert set(public_documents()) == {new}
