"""What one process sends, corrects or withdraws is right in every other, with the page cache on."""

import pytest
from django.utils import timezone

from tests.factories.units import make_article, make_person
from tests.integration.test_page_cache_processes import environment, fetch, run, serving  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

HOSTS = ("trungmon.tuyenquang.localhost", "tantrao.tuyenquang.localhost")
SEND = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from portal.accounts.models import User
from sites.newsroom.models import ArticlePage
from sites.newsroom.services.flow_down import send_down
now = timezone.now()
page = ArticlePage.objects.get(slug="tin-gui-xuong")
by = User.objects.get(username="ban-bien-tap")
send_down(page, by=by, audience="all", starts_at=now, ends_at=now + timedelta(days=1))
"""
CORRECT = """
import django; django.setup()
from sites.newsroom.models import ArticlePage
page = ArticlePage.objects.get(slug="tin-gui-xuong")
page.title = "Tin đã đính chính"
page.save_revision().publish()
"""
WITHDRAW = """
import django; django.setup()
from portal.accounts.models import User
from sites.newsroom.models import Push
from sites.newsroom.services.flow_down import withdraw
withdraw(Push.objects.get(), by=User.objects.get(username="ban-bien-tap"), reason="Hết hiệu lực")
"""


@pytest.fixture
def committed(transactional_db, province):
    from sites.units.enums import Role

    make_person("ban-bien-tap", unit=province.province, role=Role.PUBLISHER)
    article = make_article(province.province, "Tin gửi xuống", published_at=timezone.now())
    article.save_revision().publish()


def test_sending_correcting_and_withdrawing_show_in_every_process(committed, environment):  # noqa: F811
    with serving(environment, 2) as ports:

        def pages() -> list[str]:
            return [fetch(port, host, "/") for port in ports for host in HOSTS]

        assert not any("Tin gửi xuống" in page for page in pages() + pages())
        run(environment, "-c", SEND)
        assert all("Tin gửi xuống" in page for page in pages())
        run(environment, "-c", CORRECT)
        assert all("Tin đã đính chính" in page and "Tin gửi xuống" not in page for page in pages())
        run(environment, "-c", WITHDRAW)
        assert not any("Tin đã đính chính" in page for page in pages())
