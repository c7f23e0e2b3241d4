"""Reports list the unit's own rows, and offer its own people and workflows to filter by."""

import pytest
from wagtail.models import Page

from sites.units.enums import Role
from sites.units.models import RoleAssignment
from tests.factories.units import make_article, make_person

from .conftest import shown, submitted

REPORTS = ["site_history", "locked_pages", "aging_pages", "page_types_usage", "workflow", "workflow_tasks"]


@pytest.mark.parametrize("role", ["contributor", "editor", "publisher", "admin"])
def test_no_report_shows_a_trace_of_the_neighbour(neighbours, desk, role):
    client = desk(getattr(neighbours, role))
    for report in REPORTS:
        for name in (report, f"{report}_results"):
            shown(client, f"wagtailadmin_reports:{name}")
            shown(client, f"wagtailadmin_reports:{name}", query="?export=csv")


def test_history_tells_what_the_own_unit_did(neighbours, desk):
    article = make_article(neighbours.own, "Của tôi", live=False)
    article.save_revision(user=neighbours.editor, log_action=True)
    text = shown(desk(neighbours.admin), "wagtailadmin_reports:site_history")
    assert "Của tôi" in text
    assert str(neighbours.editor) in text


def test_history_filtered_by_a_neighbours_person_shows_nothing(neighbours, desk):
    query = f"?user={neighbours.other_editor.pk}"
    shown(desk(neighbours.admin), "wagtailadmin_reports:site_history", query=query)


def test_locked_report_shows_own_locked_pages_and_who_locked_them(neighbours, desk):
    article = make_article(neighbours.own, "Đang khoá")
    Page.objects.filter(pk=article.pk).update(locked=True, locked_by=neighbours.editor)
    text = shown(desk(neighbours.publisher), "wagtailadmin_reports:locked_pages")
    assert "Đang khoá" in text
    assert str(neighbours.editor) in text


def test_workflow_reports_show_what_waits_in_the_own_unit(neighbours, desk):
    submitted(neighbours.own, "Xin duyệt", neighbours.contributor)
    client = desk(neighbours.editor)
    assert "Xin duyệt" in shown(client, "wagtailadmin_reports:workflow")
    assert "Xin duyệt" in shown(client, "wagtailadmin_reports:workflow_tasks")


def test_page_types_are_counted_in_the_own_unit_alone(neighbours, desk):
    make_article(neighbours.own, "Một")
    response = desk(neighbours.editor).get("/admin/reports/page-types-usage/")
    counts = {row.model: row.count for row in response.context["object_list"]}
    assert counts["articlepage"] == 1
    assert counts["unithomepage"] == 2


def test_ageing_report_shows_own_published_pages(neighbours, desk):
    article = make_article(neighbours.own, "Đã đăng lâu")
    article.save_revision().publish()
    assert "Đã đăng lâu" in shown(desk(neighbours.contributor), "wagtailadmin_reports:aging_pages")


def test_an_auditor_reads_the_reports_of_all_units(neighbours, desk):
    auditor = make_person("kiem-toan")
    RoleAssignment.objects.create(person=auditor, unit=None, role=Role.AUDITOR)
    response = desk(auditor).get("/admin/reports/workflow/")
    assert response.status_code == 200
    assert "BIMAT chờ duyệt" in response.content.decode()


def test_a_person_without_a_role_sees_no_report(neighbours, desk):
    response = desk(make_person("khong-vai-tro")).get("/admin/reports/site-history/")
    assert response.status_code in (302, 403)
