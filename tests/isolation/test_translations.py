"""What a translator may put in the place of the source's pictures and links."""

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation

from tests.factories.units import make_article

from .conftest import SECRET, image_of, refused


@pytest.fixture
def translated(neighbours, desk):
    """An article of the commune with a picture, put up for translation: the translation, and its picture's segment."""
    mine = make_article(neighbours.own, "Tin có hình", lead_image=image_of(neighbours.own, "Hình tôi"))
    english = Locale.objects.get(language_code="en")
    url = reverse("wagtail_localize:submit_page_translation", args=[mine.pk])
    assert desk(neighbours.editor).post(url, {"locales": [english.pk]}).status_code == 302
    translation = Translation.objects.get(source__object_id=mine.translation_key)
    return translation, OverridableSegment.objects.get(source=translation.source, context__path="lead_image")


def put(client, translation, segment, value):
    url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
    return client.put(url, f"value={value}", content_type="application/x-www-form-urlencoded")


def test_a_picture_of_the_unit_takes_the_place_of_the_sources(neighbours, desk, translated):
    own = image_of(neighbours.own, "Hình tiếng Anh")
    assert put(desk(neighbours.editor), *translated, own.pk).status_code == 201
    assert SegmentOverride.objects.get().data == str(own.pk)


@pytest.mark.parametrize("forged", ["theirs", "abc", "", "999999999"])
def test_a_picture_of_a_neighbour_does_not(neighbours, desk, translated, forged):
    value = neighbours.theirs["image"].pk if forged == "theirs" else forged
    answer = put(desk(neighbours.editor), *translated, value)
    assert answer.status_code == 403
    assert SECRET not in answer.content.decode()
    assert not SegmentOverride.objects.exists()


def test_a_neighbour_puts_nothing_into_ones_translation(neighbours, desk, translated):
    translation, segment = translated
    name = "wagtail_localize:edit_override"
    refused(desk(neighbours.other_admin), name, translation.pk, segment.pk)
    assert put(desk(neighbours.other_admin), *translated, neighbours.theirs["image"].pk).status_code == 404
    assert not SegmentOverride.objects.exists()
