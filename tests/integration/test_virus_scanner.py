"""Where a virus scanner is named, nothing is taken that it did not look at."""

import socket
import struct
import threading

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from portal.media.contents import check_document
from portal.media.models import PortalDocument
from portal.media.scanning import clamd
from sites.units.enums import Role
from tests.factories.files import PDF, upload
from tests.factories.units import make_person

VIRUS = b"EICAR"


def finds_by_name(file) -> str:
    return "Eicar-Test" if VIRUS in file.read() else ""


def is_out_of_order(file) -> str:
    raise OSError("nobody there")


@pytest.fixture
def daemon(tmp_path, settings):
    """Something that answers as ClamAV's daemon does."""
    address = str(tmp_path / "clamd.ctl")
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(address)
    server.listen(5)

    def exactly(connection, length: int) -> bytes:
        data = b""
        while len(data) < length:
            data += connection.recv(length - len(data))
        return data

    def answer() -> None:
        while True:
            try:
                connection, _address = server.accept()
            except OSError:
                return
            with connection:
                assert exactly(connection, 10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!I", exactly(connection, 4))[0]:
                    content += exactly(connection, length)
                connection.sendall(b"stream: Eicar-Test FOUND\0" if VIRUS in content else b"stream: OK\0")

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    settings.VIRUS_SCANNER, settings.CLAMD_ADDRESS = "portal.media.scanning.clamd", address
    yield
    server.close()


def test_without_a_scanner_files_are_taken(settings):
    assert settings.VIRUS_SCANNER == ""
    check_document(upload("a.pdf", PDF))


def test_an_infected_file_is_refused_and_a_clean_one_taken(settings):
    settings.VIRUS_SCANNER = f"{__name__}.finds_by_name"
    clean = upload("a.pdf", PDF)
    check_document(clean)
    assert clean.tell() == 0
    with pytest.raises(ValidationError, match="mã độc") as refused:
        check_document(upload("a.pdf", PDF + VIRUS))
    assert refused.value.code == "infected"


@pytest.mark.parametrize("scanner", [f"{__name__}.is_out_of_order", "nowhere.to.be.found"])
def test_a_scanner_that_does_not_answer_lets_nothing_in(settings, scanner):
    settings.VIRUS_SCANNER = scanner
    with pytest.raises(ValidationError, match="Chưa kiểm tra được mã độc") as refused:
        check_document(upload("a.pdf", PDF))
    assert refused.value.code == "not_scanned"


def test_clamav_is_asked_over_its_socket(daemon):
    check_document(upload("a.pdf", PDF))
    with pytest.raises(ValidationError, match="Eicar-Test"):
        check_document(upload("a.pdf", PDF + VIRUS))


def test_a_daemon_that_is_gone_is_an_error(settings, tmp_path):
    settings.CLAMD_ADDRESS = str(tmp_path / "nobody")
    with pytest.raises(OSError):
        clamd(upload("a.pdf", PDF))


def test_the_library_of_files_asks_too(province, desk, settings, tmp_path):
    settings.MEDIA_ROOT, settings.VIRUS_SCANNER = tmp_path, f"{__name__}.finds_by_name"
    editor = desk(make_person(unit=province.commune, role=Role.EDITOR))
    fields = {"title": "a", "collection": province.commune.collection_id, "tags": ""}
    answer = editor.post(reverse("wagtaildocs:add"), fields | {"file": upload("a.pdf", PDF + VIRUS)})
    assert "mã độc" in answer.context["form"].errors["file"][0]
    assert not PortalDocument.objects.exists()
