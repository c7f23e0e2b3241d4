"""A question from the form to the purge: asked, passed on, warned of, late, escalated, answered, published, rated."""

from datetime import date, timedelta

import pytest
from freezegun import freeze_time

from sites.dialogue import tasks
from sites.dialogue.enums import CaseState
from sites.dialogue.models import Case
from sites.dialogue.services import figures, following, handling, links, publishing
from sites.units.enums import Role
from sites.units.models import Notification

from .conftest import HOST, found

pytestmark = pytest.mark.django_db
WORDS = "Tôi là Nguyễn Thị Hoa, số 0912 345 678, hỏi bao giờ làm đường vào thôn 3?"


def test_a_question_goes_its_whole_way(province, citizen, people, visit, committed):
    clerk, department = people(Role.EDITOR), people(Role.PUBLISHER, "department")
    with freeze_time("2026-03-02 15:00:00+07:00"), committed():
        sent = citizen.send(
            subject="Làm đường vào thôn 3",
            body=WORDS,
            name="Nguyễn Thị Hoa",
            email="hoa@example.test",
            may_publish="on",
        )
        assert sent.status_code == 302
    case = Case.objects.get()
    assert case.due_on == date(2026, 3, 23)
    with freeze_time("2026-03-03 08:00:00+07:00"):
        handling.forward(case, by=clerk, to=province.department, reason="Thuộc thẩm quyền của Sở.")

    for day in range(1, 23):
        with freeze_time(date(2026, 3, 2) + timedelta(days=day)), committed():
            tasks.tend_clocks.call()
    case.refresh_from_db()
    happened = list(case.events.values_list("what", flat=True))
    assert happened == ["received", "forwarded", "warned", "warned", "escalated"]
    assert Notification.objects.filter(kind="case_late", person=department).count() == 1

    with freeze_time("2026-03-24 16:00:00+07:00"):
        handling.answer(case, by=department, text="Đường được làm trong năm 2026, chị Hoa nhé.")
    case.refresh_from_db()
    assert (case.state, case.is_late(date(2026, 3, 24))) == (CaseState.ANSWERED, True)
    with freeze_time("2026-03-25 09:00:00+07:00"), committed():
        published = publishing.propose(case, by=department)
        published.save_revision().publish()
        following.rate(case, rating="2")
    page = visit("sonoivu.tuyenquang.localhost", f"/hoi-dap/tra-loi/{published.slug}/").content.decode()
    assert "Làm đường vào thôn 3" in page and "Hoa" not in page and "0912" not in page
    with freeze_time("2026-03-26"):
        assert "Làm đường vào thôn 3" in found("lam duong thon")
        march = figures.by_month(2026, province.department.pk)[2][1]
    assert (march.received, march.answered, march.late, march.satisfaction) == (1, 1, 1, "100,0%")

    last = date(2026, 3, 24) + timedelta(days=case.kind.retention_days)
    for day, kept in ((last, True), (last + timedelta(days=1), False)):
        with freeze_time(f"{day} 00:10:00+07:00"), committed():
            tasks.forget_cases.call()
        case.refresh_from_db()
        assert bool(case.body) is kept and bool(case.email) is kept
    with freeze_time(last + timedelta(days=2)):
        followed = visit(HOST, f"/hoi-dap/theo-doi/{case.code}/{links.secret_of(case)}/").content.decode()
    assert case.code in followed and "Hoa" not in followed
