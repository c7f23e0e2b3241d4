"""Roles of the whole province in the scoped views: all units, or the one that is worked in."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from sites.units.enums import Role
from sites.units.models import RoleAssignment
from tests.factories.units import make_person

from .conftest import SECRET

LISTS = [
    "wagtailadmin_home",
    "wagtailadmin_choose_page",
    "wagtailimages:index",
    "wagtaildocs:index",
    "wagtailimages_chooser:choose",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_api:pages:listing",
    "wagtailadmin_api:images:listing",
    *(
        f"wagtailadmin_reports:{name}"
        for name in (
            "site_history",
            "locked_pages",
            "aging_pages",
            "page_types_usage",
            "workflow",
            "workflow_tasks",
        )
    ),
    "wagtailadmin_workflows:index",
    "wagtailadmin_workflows:task_index",
    "wagtailadmin_workflows:add",
    "wagtailadmin_workflows:task_chooser",
    "wagtailredirects:index",
    "wagtailredirects:add",
    "wagtailredirects:start_import",
    "wagtail_localize:translations_report",
]


@pytest.fixture
def platform(db):
    return get_user_model().objects.create_superuser(
        username="nen-tang", email="nen-tang@example.test", full_name="Nền tảng"
    )


def test_the_platform_sees_all_units_until_it_works_in_one(neighbours, desk, platform):
    client = desk(platform)
    for name in LISTS:
        assert client.get(reverse(name)).status_code == 200, name
    reports = client.get(reverse("wagtailadmin_reports:workflow")).content.decode()
    assert f"{SECRET} chờ duyệt" in reports
    assert client.get(reverse("units_people:list")).status_code == 403
    session = client.session
    session["active_unit"] = neighbours.own.pk
    session.save()
    for name in ("wagtailadmin_reports:workflow", "wagtailredirects:index", "units_people:list", "units_settings"):
        response = client.get(reverse(name))
        assert response.status_code == 200, name
        assert SECRET not in response.content.decode(), name


def test_an_auditor_reads_everything_and_changes_nothing(neighbours, desk):
    auditor = make_person("kiem-toan")
    RoleAssignment.objects.create(person=auditor, unit=None, role=Role.AUDITOR)
    client = desk(auditor)
    assert f"/{SECRET.lower()}-cu" in client.get(reverse("wagtailredirects:index")).content.decode()
    session = client.session
    session["active_unit"] = neighbours.other.pk
    session.save()
    assert SECRET in client.get(reverse("units_people:list")).content.decode()
    theirs, other = neighbours.theirs, neighbours.other_editor
    attempts = [
        ("units_people:give", [other.pk], {"role": Role.PUBLISHER}),
        ("units_people:suspend", [other.pk], {}),
        ("units_people:invite", [], {"email": "a@example.test", "full_name": "A", "role": Role.EDITOR}),
        ("units_settings", [], {"site_title": "x", "banner_colour": "red"}),
        ("wagtailredirects:delete", [theirs["redirect"].pk], {}),
        ("wagtailadmin_workflows:disable", [theirs["workflow"].pk], {}),
    ]
    for name, args, data in attempts:
        assert client.post(reverse(name, args=args), data).status_code in (403, 404), name
    theirs["workflow"].refresh_from_db()
    assert theirs["workflow"].active
    assert other.roles.on().count() == 1
