"""Every unit by its key, as any page may name it without a query."""

from datetime import date, timedelta

from django.utils import translation

from sites.units import tree
from sites.units.enums import HostRole
from sites.units.models import HostName


def test_units_are_called_as_they_are_called_today_and_found_where_their_sites_are(province, django_assert_num_queries):
    link = tree.links()[province.commune.pk]
    assert (link.name, link.tier) == ("Xã Trung Môn", "commune")
    assert link.url == "http://trungmon.tuyenquang.localhost:8000/"
    with django_assert_num_queries(0):
        assert tree.links()[province.province.pk].name == "Tỉnh Tuyên Quang"
    with translation.override("en"):
        assert tree.links()[province.province.pk].name == "Tuyen Quang Province"


def test_a_new_name_is_known_from_its_day_on_and_not_before(province, django_capture_on_commit_callbacks):
    version = province.commune.version_on()
    today = date.today()
    with django_capture_on_commit_callbacks(execute=True):
        version.valid_to = today
        version.save()
        version.pk, version.name, version.valid_from, version.valid_to = None, "Trung Sơn", today, None
        version.save()
    assert tree.links()[province.commune.pk].name == "Xã Trung Sơn"
    with django_capture_on_commit_callbacks(execute=True):
        version.valid_to = today + timedelta(days=1)
        version.save()
        version.pk, version.name, version.valid_from = None, "Trung Hải", today + timedelta(days=1)
        version.valid_to = None
        version.save()
    assert tree.links()[province.commune.pk].name == "Xã Trung Sơn"


def test_a_unit_that_has_ended_is_found_at_its_archive(province, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        HostName.objects.filter(unit=province.other_commune).delete()
        HostName.objects.create(
            unit=province.other_commune, host="tantrao-cu.tuyenquang.localhost", role=HostRole.ARCHIVE
        )
    assert tree.links()[province.other_commune.pk].url == "http://tantrao-cu.tuyenquang.localhost:8000/"
    with django_capture_on_commit_callbacks(execute=True):
        HostName.objects.filter(unit=province.other_commune).delete()
    assert tree.links()[province.other_commune.pk].url == ""
