"""A request that is too large gets a sentence, and nothing of it is stored or kept in memory."""

import io

import pytest
from django.test import RequestFactory

from portal.core import uploads


class Endless(io.RawIOBase):
    """Two gigabytes that are never there at once."""

    def __init__(self, length: int) -> None:
        self.left, self.largest = length, 0

    def read(self, size: int = -1) -> bytes:
        size = min(size if size >= 0 else self.left, self.left)
        self.largest = max(self.largest, size)
        self.left -= size
        return bytes(size)


@pytest.fixture
def post(settings, client):
    def send(length: int, **headers):
        body = Endless(length)
        request = RequestFactory(headers={"host": settings.ADMIN_HOST, **headers}).post("/admin/documents/add/")
        request.META |= {"CONTENT_LENGTH": str(length), "wsgi.input": body}
        answer = uploads.RequestSizeMiddleware(lambda request: pytest.fail("it went on"))(request)
        return answer, body

    return send


def test_two_gigabytes_get_a_sentence_and_are_thrown_away_in_pieces(post):
    answer, body = post(2 * 1024**3)
    assert answer.status_code == 413
    assert "quá lớn" in answer.content.decode() and "520" in answer.content.decode()
    assert body.left == 0 and body.largest <= uploads.CHUNK


def test_a_sender_who_takes_too_long_is_not_waited_for(post, monkeypatch):
    monkeypatch.setattr(uploads, "DRAIN_SECONDS", 0)
    answer, body = post(2 * 1024**3)
    assert answer.status_code == 413 and body.left > 0


def test_scripts_get_the_sentence_as_data(post):
    answer, _body = post(2 * 1024**3, **{"x-requested-with": "XMLHttpRequest"})
    assert answer["content-type"] == "application/json" and b"success" in answer.content


@pytest.mark.parametrize("length", ["", "0", "nonsense", "-5"])
def test_a_length_that_is_none_stops_nothing(length):
    request = RequestFactory().post("/")
    request.META["CONTENT_LENGTH"] = length
    assert uploads.announced_length(request) == 0


def test_a_whole_request_of_normal_size_goes_on(client, settings, db):
    settings.MAX_REQUEST_BYTES = 1000
    assert client.post("/admin/login/", {"x": "y"}, headers={"host": settings.ADMIN_HOST}).status_code != 413
    assert client.post("/admin/login/", {"x": "y" * 2000}, headers={"host": settings.ADMIN_HOST}).status_code == 413
