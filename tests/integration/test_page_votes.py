"""Whether a page was useful: one answer a day and network, no names, no address that the portal did not show."""

import re

from django.db import connection
from django.test import Client
from django.urls import reverse

from sites.pages.models import PageVotes
from sites.units.enums import Role
from tests.factories.units import make_person

HOST, OTHER = "trungmon.tuyenquang.localhost", "tantrao.tuyenquang.localhost"


def mark(visit, path="/gioi-thieu/", host=HOST):
    return re.search(r'name="trang" value="([^"]+)"', visit(host, path).content.decode())[1]


def send(host=HOST, **data):
    return Client(headers={"host": host}, enforce_csrf_checks=True).post("/huu-ich/", data)


def test_an_answer_counts_once_a_day_for_a_network_and_leads_back(province, visit):
    signed = mark(visit)
    answer = send(trang=signed, **{"tra-loi": "co"})
    assert answer.status_code == 302 and answer["Location"] == "/gioi-thieu/#da-gop-y"
    assert 'id="da-gop-y"' in visit(HOST, "/gioi-thieu/").content.decode()
    send(trang=signed, **{"tra-loi": "chua"})
    counted = PageVotes.objects.get()
    assert (counted.unit, counted.path, counted.useful, counted.not_useful) == (province.commune, "/gioi-thieu/", 1, 0)
    send(host=OTHER, trang=mark(visit, host=OTHER), **{"tra-loi": "chua"})
    assert PageVotes.objects.get(unit=province.other_commune).not_useful == 1


def test_nothing_of_the_reader_is_kept(province, visit):
    answer = send(trang=mark(visit), **{"tra-loi": "co"})
    assert not answer.cookies
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pages_pagevotes")
        assert "127.0.0.1" not in str(cursor.fetchall())


def test_what_the_portal_did_not_show_is_refused_with_a_sentence(province, visit):
    good = mark(visit)
    for data in ({"trang": "/gioi-thieu/"}, {"trang": f"{good}x"}, {"trang": ""}, {}):
        answer = send(**data, **{"tra-loi": "co"})
        assert answer.status_code == 400 and "Chưa nhận được trả lời" in answer.content.decode()
    assert send(trang=good, **{"tra-loi": "khong-biet"}).status_code == 400
    assert visit(HOST, "/huu-ich/").status_code == 405
    assert not PageVotes.objects.exists()


def test_editors_see_the_answers_of_their_unit_and_no_others(province, visit, desk):
    send(trang=mark(visit), **{"tra-loi": "co"})
    send(host=OTHER, trang=mark(visit, "/lien-he/", OTHER), **{"tra-loi": "co"})
    page = desk(make_person(unit=province.commune, role=Role.EDITOR)).get(reverse("page_votes")).content.decode()
    assert "/gioi-thieu/" in page and "/lien-he/" not in page
