"""The contact page shows the unit's own published contacts, and nobody else's."""

from django.core.cache import cache

from sites.pages.models import ContactPoint

HOST = "trungmon.tuyenquang.localhost"


def contact(unit, name, live=True):
    return ContactPoint.objects.create(unit=unit, name=name, phone="0207 000 000", live=live)


def test_contact_page_shows_published_contacts_of_the_unit_only(province, visit):
    contact(province.commune, "Bộ phận một cửa")
    contact(province.commune, "Người chưa công bố", live=False)
    contact(province.other_commune, "Đầu mối xã bên")
    page = visit(HOST, "/lien-he/").content.decode()
    assert "Bộ phận một cửa" in page
    assert 'href="tel:0207000000"' in page
    assert "Người chưa công bố" not in page
    assert "Đầu mối xã bên" not in page


def test_a_changed_contact_shows_on_the_next_visit(province, visit, django_capture_on_commit_callbacks):
    row = contact(province.commune, "Bộ phận một cửa")
    cache.clear()
    visit(HOST, "/lien-he/")
    with django_capture_on_commit_callbacks(execute=True):
        row.name = "Bộ phận tiếp dân"
        row.save()
    assert "Bộ phận tiếp dân" in visit(HOST, "/lien-he/").content.decode()
