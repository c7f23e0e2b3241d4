"""Files are looked at by a virus scanner before they are kept, where the operator has named one.

`VIRUS_SCANNER` is the dotted name of a function that takes an open file and returns the name of what it found,
or an empty text. While one is named, a file that could not be looked at is not taken.
"""

import logging
import socket
import struct
from collections.abc import Callable
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)
Scanner = Callable[[BinaryIO], str]
CHUNK = 256 * 1024
SECONDS = 60


def check_for_viruses(file: BinaryIO) -> None:
    """Raise `ValidationError` with a sentence for a file that is infected, or that the scanner did not look at.

    The position in the file is left at the start.
    """
    if not settings.VIRUS_SCANNER:
        return
    file.seek(0)
    try:
        scanner: Scanner = import_string(settings.VIRUS_SCANNER)
        found = scanner(file)
    except Exception as error:  # whatever goes wrong in it, the file has not been looked at
        logger.exception("virus scanner failed")
        raise ValidationError(
            _(
                "Chưa kiểm tra được mã độc nên chưa nhận tệp. Hãy thử lại sau ít phút; nếu vẫn vậy, hãy báo quản trị"
                " nền tảng."
            ),
            code="not_scanned",
        ) from error
    finally:
        file.seek(0)
    if found:
        logger.warning("infected upload refused", extra={"found": found[:200]})
        raise ValidationError(
            _("Tệp chứa mã độc (%(found)s) nên không được nhận."), code="infected", params={"found": found[:100]}
        )


def clamd(file: BinaryIO) -> str:
    """Ask ClamAV's daemon at `CLAMD_ADDRESS`, a socket's path or `host:port`; raises `OSError` when it is not there.

    The daemon's INSTREAM command is all that is needed, and its clients on PyPI are not kept up.
    """
    with _connect(settings.CLAMD_ADDRESS) as connection:
        connection.sendall(b"zINSTREAM\0")
        while chunk := file.read(CHUNK):
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            more = connection.recv(4096)
            if not more:
                break
            answer += more
    said = answer.rstrip(b"\0").decode(errors="replace")
    if said.endswith(" FOUND"):
        return said.removeprefix("stream: ").removesuffix(" FOUND")
    if said != "stream: OK":
        raise OSError(f"clamd said: {said[:200]!r}")
    return ""


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(address)
        return connection
    host, _colon, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)
