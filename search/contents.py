"""What units show of themselves as readers find it: people, notices while they are open, projects, plans, figures.

Lists of people that belong to notices are no source: their names are for who looks at the notice, and for a time.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from sites.documents.services.serving import closed_units
from sites.organisation.models import Body, Person
from sites.publicinfo.models import BudgetDisclosure, MediaItem, Notice, Plan, Project, StatisticalReport
from sites.publicinfo.sections import section_of
from sites.units.contents import contents_changed, published
from sites.units.models import UnitContent, today

from . import services
from .sources import Facts, Part, Source, get_source, register_source

LANGUAGE = "vi"


def _item(kind: str) -> Callable[[Any], Iterator[Facts]]:
    """How a thing of public information tells of itself."""

    def facts(item: Any) -> Iterator[Facts]:
        body = item.body.stream_block.get_searchable_content(item.body) if item.body else []
        texts = [
            getattr(item, name, "")
            for name in ("summary", "objective", "sector", "area", "period", "method", "transcript")
        ]
        with override(LANGUAGE):
            path = section_of(type(item)).address(item)
        yield Facts(
            unit_id=item.unit_id,
            language=LANGUAGE,
            kind=kind,
            title=item.title,
            path=path,
            parts=[Part(" ".join(filter(None, [*texts, *map(str, body)])))],
            date=item.first_published_at,
            ages=kind == "notice",
            # Asked of the clock by every search, so that nothing needs to run at the end.
            visible_to=getattr(item, "finishes_at", None),
        )

    return facts


def _person(person: Person) -> Iterator[Facts]:
    positions = [one for one in person.positions.all() if not one.is_over]
    if not positions:
        return
    said = [f"{one.title} {one.body.name if one.body else ''} {one.duties}" for one in positions]
    yield _named(person, "person", person.name, "organisation:person", " ".join([*said, person.biography]))


def _body(body: Body) -> Iterator[Facts]:
    yield _named(body, "body", body.name, "organisation:body", body.functions)


def _named(thing: Any, kind: str, title: str, view: str, said: str) -> Facts:
    with override(LANGUAGE):
        path = reverse(view, args=[thing.slug])
    return Facts(unit_id=thing.unit_id, language=LANGUAGE, kind=kind, title=title, path=path, parts=[Part(said)])


def _public(model: type[UnitContent], *related: str) -> Callable[[], QuerySet]:
    return lambda: published(model, closed_units()).prefetch_related(*related).order_by("pk")


def _holding() -> QuerySet[Person]:
    """People who hold a position; one whose last term ends leaves with the night's comparison."""
    day = today()
    in_office = Q(positions__valid_to__isnull=True) | Q(positions__valid_to__gt=day)
    return _public(Person, "positions__body")().filter(in_office).distinct()


def _not_over() -> QuerySet[Notice]:
    over = Q(finishes_at__isnull=False, finishes_at__lte=timezone.now())
    return _public(Notice)().exclude(over)


_SOURCES = {
    Person: ("person", _holding, _person),
    Body: ("body", _public(Body), _body),
    Notice: ("notice", _not_over, _item("notice")),
    Project: ("project", _public(Project), _item("project")),
    BudgetDisclosure: ("budget", _public(BudgetDisclosure), _item("budget")),
    Plan: ("plan", _public(Plan), _item("plan")),
    StatisticalReport: ("statistics", _public(StatisticalReport), _item("statistics")),
    MediaItem: ("media", _public(MediaItem), _item("media")),
}
for _model, (_name, _rows, _facts) in _SOURCES.items():
    register_source(Source(name=_name, model=_model, public=_rows, facts=_facts))


@receiver(contents_changed)
def refresh_contents(sender: type[UnitContent], keys: Iterable[int], **kwargs: Any) -> None:
    """In the transaction of whatever changed."""
    if sender in _SOURCES:
        services.refresh_in_batches(get_source(_SOURCES[sender][0]), list(keys))
