"""The letters that tell what is new: from time to time, or at once.

A letter covers whole days, so that it does not matter when or how often the job runs: everybody is told of each day
once (`Subscription.told_until`), in the transaction that writes the letter. What stands in it is asked for at that
moment, so that it names nothing that is no longer public.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sites.documents.services.serving import closed_units
from sites.units.audiences import audience_keys
from sites.units.models import today
from sites.units.topics import News, Topic, Urgent, Wanted, topic_of, topics

from ..enums import Frequency
from ..models import Subscription, Told
from . import letters, links

MOST_ITEMS = 20
# Whoever was not told for so long, since nobody was there to run the job, is told of the last days.
LONGEST = timedelta(days=31)
AT_ONCE = 200


@dataclass(frozen=True)
class Section:
    """A part of a letter: what is new of a topic. `left` is how many more there are, behind `more`."""

    title: str
    news: News
    more: str

    @property
    def left(self) -> int:
        return max(0, self.news.total - len(self.news.items))


def until(frequency: str, day: date) -> date:
    """Up to which day, itself not included, a letter of `day` tells: weekly ones end with the last Sunday."""
    return day if frequency == Frequency.DAILY else day - timedelta(days=day.weekday())


def due(day: date) -> Q:
    """Who has not been told of all the days that a letter of today tells."""
    return Q(confirmed_at__isnull=False, suspended_at=None) & (
        Q(frequency=Frequency.DAILY, told_until__lt=until(Frequency.DAILY, day))
        | Q(frequency=Frequency.WEEKLY, told_until__lt=until(Frequency.WEEKLY, day))
    )


def send_due() -> int:
    """Write to everybody to whom a letter is due; returns how many were written.

    Each is a transaction of its own: a process that is killed has told some and not others, and the next goes on.
    """
    day = today()
    kept: dict[tuple, News] = {}
    written, last = 0, 0
    closed = set(closed_units())
    while keys := list(
        Subscription.objects.filter(due(day), pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        for key in keys:
            written += _send_one(key, day, closed, kept)
        last = keys[-1]
    return written


@transaction.atomic
def _send_one(key: int, day: date, closed: set[int], kept: dict[tuple, News]) -> bool:
    held = Subscription.objects.select_for_update(of=("self",), skip_locked=True).select_related("unit")
    subscription = held.filter(due(day), pk=key).first()
    if subscription is None:
        return False
    end = until(subscription.frequency, day)
    begin = max(subscription.told_until or end, end - LONGEST)
    Subscription.objects.filter(pk=key).update(told_until=end)
    if subscription.unit_id in closed:
        return False
    with translation.override(subscription.language):
        sections = _sections(subscription, begin, end, kept)
        if not sections:
            return False
        subject = _("Tin mới: %(unit)s") % {"unit": subscription.unit.full_name}
        letters.tell(subscription, "digest", subject, sections=sections, begin=begin, end=end - timedelta(days=1))
    return True


def _sections(subscription: Subscription, begin: date, end: date, kept: dict[tuple, News]) -> list[Section]:
    fields = frozenset(subscription.fields.values_list("pk", flat=True))
    wanted = Wanted(
        subscription.unit,
        subscription.language,
        links.root(subscription),
        _midnight(begin),
        _midnight(end),
        fields,
        subscription.everywhere,
    )
    found = []
    for topic in topics():
        if topic.news is None or topic.code not in subscription.topics:
            continue
        # The same for everybody who wants the same of the same days.
        named: tuple[object, ...] = (topic.code, wanted.unit.pk, wanted.language, begin, end)
        named += (fields, wanted.everywhere) if topic.asks_fields else ()
        if named not in kept:
            kept[named] = topic.news(wanted, MOST_ITEMS)
        news = kept[named]
        if news.items:
            found.append(Section(str(topic.label), news, wanted.root + news.more))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# --- At once -------------------------------------------------------------------------------------


def tell_urgent() -> int:
    """Tell everybody of what holds now and they have not been told of; returns how many letters were written."""
    written = 0
    for topic in topics():
        if topic.urgent is None:
            continue
        for one in topic.urgent():
            written += _tell_one(topic, one)
    return written


def _tell_one(topic: Topic, urgent: Urgent) -> int:
    waiting = Subscription.objects.filter(confirmed_at__isnull=False, suspended_at=None, topics__contains=[topic.code])
    known = Told.objects.filter(subscription=OuterRef("pk"), topic=topic.code, key=urgent.key)
    closed = set(closed_units())
    reached: dict[int, bool] = {}
    written = 0
    for subscription in waiting.exclude(Exists(known)).select_related("unit").iterator(AT_ONCE):
        unit = subscription.unit
        if unit.pk not in reached:
            reached[unit.pk] = unit.pk not in closed and not urgent.keys.isdisjoint(audience_keys(unit))
        if reached[unit.pk]:
            written += _write_urgent(subscription.pk, topic, urgent)
    return written


@transaction.atomic
def _write_urgent(key: int, topic: Topic, urgent: Urgent) -> bool:
    held = Subscription.objects.select_for_update(of=("self",)).select_related("unit")
    subscription = held.filter(pk=key, suspended_at=None).first()
    if subscription is None:
        return False
    _row, is_new = Told.objects.get_or_create(subscription=subscription, topic=topic.code, key=urgent.key)
    if not is_new:
        return False
    with translation.override(subscription.language):
        text = urgent.text(subscription.language)
        subject = f"{topic.label}: {subscription.unit.full_name}"
        letters.tell(subscription, "urgent", subject, text=text, url=urgent.url or links.root(subscription))
    return True


def labels(subscription: Subscription) -> list[str]:
    """What somebody has asked for, in words."""
    return [str(topic.label) for code in subscription.topics if (topic := topic_of(code)) is not None]
