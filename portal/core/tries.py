"""How often somebody was wrong in a while, so that nobody finds a secret by trying.

A try is counted before it is answered and taken back if it was right, so that many at once find no gap. The keys are
hashes which name neither a network nor what was asked for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .models import Tries
from .senders import sender_key

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_COUNT = """
    INSERT INTO core_tries AS kept (key, number, ends_at)
    SELECT * FROM unnest(%s::text[], ARRAY[1, 1], %s::timestamptz[])
    ON CONFLICT (key) DO UPDATE SET number = kept.number + 1
    RETURNING key, number, ends_at
"""


class TooManyTries(Exception):
    """No more is answered before `ends_at`."""

    def __init__(self, ends_at: datetime) -> None:
        super().__init__(ends_at)
        self.ends_at = ends_at


@dataclass(frozen=True)
class Bounds:
    """So many wrong tries from one network in an hour, and so many about one thing in a day, from everywhere.

    `salt` tells what is tried from everything else that is.
    """

    salt: str
    per_network: int
    per_thing: int

    def windows(self, thing: str, request: HttpRequest) -> list[tuple[str, int, datetime]]:
        """The key, how many wrong tries it may have, and when it ends."""
        now = timezone.localtime()
        hour = now.replace(minute=0, second=0, microsecond=0)
        midnight = hour.replace(hour=0)
        network = f"network {hour.isoformat()} {sender_key(request)}"
        about = f"case {midnight.date().isoformat()} {thing}"
        return [
            (salted_hmac(self.salt, network, algorithm="sha256").hexdigest(), self.per_network, hour + HOUR),
            (salted_hmac(self.salt, about, algorithm="sha256").hexdigest(), self.per_thing, midnight + DAY),
        ]


def count(bounds: Bounds, thing: str, request: HttpRequest) -> list[str]:
    """Count a try about a thing, whether there is such a thing or not; returns the keys for `take_back`.

    Raises `TooManyTries` when the reader's network or the thing has had its share of wrong ones.
    """
    windows = bounds.windows(thing, request)
    # In one order, so that two tries at once do not wait for each other in a ring.
    windows.sort()
    keys = [key for key, _limit, _ends in windows]
    limits = {key: limit for key, limit, _ends in windows}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [keys, [ends for _key, _limit, ends in windows]])
        over = [ends_at for key, number, ends_at in cursor.fetchall() if number > limits[key]]
    if over:
        raise TooManyTries(max(over))
    return keys


def take_back(keys: list[str]) -> None:
    """The try was right, and counts no more."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_tries SET number = greatest(number - 1, 0) WHERE key = ANY(%s)", [sorted(keys)])


def forget() -> int:
    """Drop what was counted in a time that is over; returns how many rows."""
    return Tries.objects.filter(ends_at__lt=timezone.now()).delete()[0]
