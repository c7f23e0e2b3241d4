"""A batch of cases that comes over the network: put aside, read line by line, answered the same when replayed."""

import hashlib
import json
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from portal.core.uploads import announced_length, throw_away

from ..models import CaseDelivery, CaseToken
from . import delivering
from .delivering import Numbered
from .enums import Channel, DeliveryState, Fault
from .rows import Refused

LINES, ARRAY = "application/x-ndjson", "application/json"
BLOCK = 64 * 1024
LONGEST_LINE = 16 * 1024
# An array is read whole; more than this comes line by line.
MOST_IN_ARRAY, ARRAY_BYTES = 1_000, 1024 * 1024


class BatchRefused(Exception):
    """A batch of which nothing is taken; `status` is that of the answer and the message a sentence."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def receive(request: HttpRequest, token: CaseToken, key: str) -> tuple[CaseDelivery, bool]:
    """Take a batch in, or find what became of it when it came before; the second says which.

    `key` is the sender's name for the batch, the digest of its content where it has none. Raises `BatchRefused`.
    """
    kind = request.content_type
    if kind not in (LINES, ARRAY):
        raise BatchRefused(415, _("Hãy gửi dữ liệu dạng application/x-ndjson hoặc application/json."))
    limit = settings.CASE_BATCH_MAX_BYTES if kind == LINES else ARRAY_BYTES
    if (length := announced_length(request)) > limit:
        throw_away(request, length)
        raise BatchRefused(
            413,
            _("Lô quá lớn (%(size)s); dạng này nhận tối đa %(limit)s. Hãy chia nhỏ rồi gửi lần lượt.")
            % {"size": filesizeformat(length), "limit": filesizeformat(limit)},
        )
    # Put aside before anything is locked: a sender may be slow.
    with TemporaryFile() as kept:
        digest = _put_aside(request, kept)
        rows = _lines(kept) if kind == LINES else _array(kept)
        delivery = CaseDelivery(
            unit=token.unit,
            token=token,
            channel=Channel.API,
            name=key or digest[:12],
            key=key or digest,
            digest=digest,
            state=DeliveryState.TAKING,
        )
        return _take_once(delivery, rows)


def _take_once(delivery: CaseDelivery, rows: Iterator[Numbered]) -> tuple[CaseDelivery, bool]:
    known = CaseDelivery.objects.filter(unit=delivery.unit, key=delivery.key)
    if (before := known.first()) is None:
        try:
            with transaction.atomic():
                # Whoever sends the same at the same moment waits here for the end of the first.
                delivery.save()
                return delivering.take(delivery, rows), False
        except IntegrityError:
            before = known.first()
            if before is None:
                raise
        except delivering.DeliveryRefused as refused:
            raise BatchRefused(413, str(refused)) from refused
    if before.digest != delivery.digest:
        raise BatchRefused(409, _("Đã nhận một lô khác mang tên này. Hãy đặt tên khác cho lô mới (Idempotency-Key)."))
    return before, True


def _put_aside(request: HttpRequest, kept: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := request.read(BLOCK):
        digest.update(block)
        kept.write(block)
    kept.seek(0)
    return digest.hexdigest()


def _lines(kept: IO[bytes]) -> Iterator[Numbered]:
    number = 0
    while line := kept.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while not line.endswith(b"\n") and (line := kept.readline(LONGEST_LINE)):
                continue
            yield number, Refused(Fault.FORM, _("Dòng quá dài."))
        elif line.strip():
            yield number, _object(line)


def _object(line: bytes) -> dict[str, Any] | Refused:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return Refused(Fault.FORM, _("Dòng không phải JSON."))
    return row if isinstance(row, dict) else Refused(Fault.FORM, _("Dòng không phải một đối tượng JSON."))


def _array(kept: IO[bytes]) -> Iterator[Numbered]:
    try:
        rows = json.load(kept)
    except (ValueError, RecursionError) as error:
        raise BatchRefused(400, _("Nội dung không phải JSON.")) from error
    if not isinstance(rows, list):
        raise BatchRefused(400, _("Nội dung phải là một mảng các hồ sơ."))
    if len(rows) > MOST_IN_ARRAY:
        raise BatchRefused(
            413,
            _("Mảng có hơn %(limit)d hồ sơ. Hãy chia nhỏ, hoặc gửi mỗi hồ sơ một dòng (application/x-ndjson).")
            % {"limit": MOST_IN_ARRAY},
        )
    not_an_object = Refused(Fault.FORM, _("Dòng không phải một đối tượng JSON."))
    return iter([(number, row if isinstance(row, dict) else not_an_object) for number, row in enumerate(rows, 1)])
