"""The index of the admin's own search: short titles weigh more, and saving costs the same however much there is."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images import get_image_model
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from portal.core import search_backend
from tests.factories.content import make_image


def weights_of(*images) -> list[float]:
    kind = ContentType.objects.get_for_model(get_image_model())
    known = dict(IndexEntry.objects.filter(content_type=kind).values_list("object_id", "title_norm"))
    return [known[str(image.pk)] for image in images]


def test_a_short_title_weighs_more_as_it_does_after_the_index_is_built_anew(province):
    titles = ("Cầu", "Cầu mới", "Cầu mới qua sông Lô ở xã Trung Môn")
    images = [make_image(province.commune, title) for title in titles]
    short, middle, long = weights_of(*images)
    assert short > middle > long
    backend = get_search_backend()
    backend.index_class(backend)._refresh_title_norms(full=True)
    assert weights_of(*images) == pytest.approx([short, middle, long], rel=0.2)


def test_saving_one_thing_looks_at_no_more_of_the_index_than_the_newest(province, monkeypatch):
    monkeypatch.setattr(search_backend, "AVERAGED", 1)
    image, newest = (make_image(province.commune, title) for title in ("Một hai ba bốn", "Năm sáu"))
    [before] = weights_of(newest)
    image.title = "Một hai"
    with CaptureQueriesContext(connection) as queries:
        image.save()
    asked = [query["sql"] for query in queries if "wagtailsearch_indexentry" in query["sql"]]
    assert asked and all(any(word in sql for word in ("INSERT", "LIMIT 1", 'object_id" IN')) for sql in asked), asked
    assert weights_of(image, newest) == [pytest.approx(1.0), before], "as long as the newest"
