"""What people can subscribe to; each app registers its own topics, and `sites.subscriptions` writes the letters.

A topic either tells from time to time what is new (`news`), or at once what holds now (`urgent`). Whatever it gives
may be read by everybody at the moment it is asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.dispatch import Signal

from .models import Unit

# Sent in the transaction that puts something urgent up, with `topic` (its code) and `at`, from when it holds.
became_urgent = Signal()


@dataclass(frozen=True)
class Wanted:
    """What somebody asks a topic for: what went on line from `since` to before `until`.

    `fields` (keys of `documents.Field`; none means all) and `everywhere` (of all units) are for topics that ask them.
    """

    unit: Unit
    language: str
    root: str
    since: datetime
    until: datetime
    fields: frozenset[int] = frozenset()
    everywhere: bool = False


@dataclass(frozen=True)
class Item:
    """One new thing; `url` is absolute."""

    title: str
    url: str


@dataclass(frozen=True)
class News:
    """The newest items, how many there are in all, and the address (a path) of the list with all of them."""

    items: list[Item]
    total: int
    more: str


@dataclass(frozen=True)
class Urgent:
    """Something that holds now for the units that have one of the audience's `keys`."""

    key: str
    keys: frozenset[str]
    # By language; Vietnamese is always there.
    texts: dict[str, str]
    url: str

    def text(self, language: str) -> str:
        return self.texts.get(language) or self.texts["vi"]


@dataclass(frozen=True)
class Topic:
    """`label` and `hint` are lazy; `asks_fields` where the form asks which fields of documents are wanted."""

    code: str
    label: Any
    hint: Any = ""
    news: Callable[[Wanted, int], News] | None = None
    urgent: Callable[[], list[Urgent]] | None = None
    asks_fields: bool = False
    order: int = 100


_topics: dict[str, Topic] = {}


def register_topic(topic: Topic) -> None:
    _topics[topic.code] = topic


def topics() -> list[Topic]:
    """All topics in their order."""
    return sorted(_topics.values(), key=lambda topic: (topic.order, topic.code))


def topic_of(code: str) -> Topic | None:
    """The topic; None for one that no app registers any more."""
    return _topics.get(code)
