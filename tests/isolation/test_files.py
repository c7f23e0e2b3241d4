"""What the views of files and collections tell about other units."""

import pytest
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from sites.units.enums import Role
from tests.factories.units import make_article, make_person


@pytest.fixture
def folder(province):
    return province.commune.collection.add_child(name="Lễ hội")


def test_usage_of_an_image_tells_of_own_pages_only(province, desk):
    image = get_image_model().objects.create(
        title="A", file=get_test_image_file(), collection=province.commune.collection
    )
    make_article(province.commune, "TIN NHÀ", lead_image=image)
    make_article(province.other_commune, "TIN NGƯỜI", lead_image=image)
    client = desk(make_person(unit=province.commune))
    page = client.get(reverse("wagtailimages:image_usage", args=[image.pk])).content.decode()
    assert "TIN NHÀ" in page
    assert "TIN NGƯỜI" not in page
    assert "Private" not in page


def test_privacy_of_a_collection_offers_and_takes_only_the_own_units_groups(province, desk, folder):
    client = desk(make_person(unit=province.commune, role=Role.PUBLISHER))
    address = reverse("wagtailadmin_collections:set_privacy", args=[folder.pk])
    own, other = province.commune.role_groups.first(), province.other_commune.role_groups.first()
    page = client.get(address).content.decode()
    assert f'value=\\"{own.group_id}\\"' in page
    assert f'value=\\"{other.group_id}\\"' not in page
    client.post(address, {"restriction_type": "groups", "groups": [other.group_id]})
    assert not folder.view_restrictions.exists()
    client.post(address, {"restriction_type": "groups", "groups": [own.group_id]})
    assert list(folder.view_restrictions.get().groups.all()) == [own.group]
    client.post(address, {"restriction_type": "none"})
    assert not folder.view_restrictions.exists()


def test_privacy_of_a_neighbours_collection_is_not_there(province, desk):
    theirs = province.other_commune.collection.add_child(name="MẬT")
    client = desk(make_person(unit=province.commune, role=Role.UNIT_ADMIN))
    answer = client.get(reverse("wagtailadmin_collections:set_privacy", args=[theirs.pk]))
    assert answer.status_code == 404
    assert "MẬT" not in answer.content.decode()
