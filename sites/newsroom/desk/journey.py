"""What became of an article outside its own unit: proposals, copies that others published, front pages, pushes.

Of what another unit did, the record names the unit and not the person, and nothing of a draft.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import PageLogEntry

from sites.units.audiences import describe

from ..boxes import BELOW, BESIDE
from ..models import ArticlePage, ProposalStep, Push
from .steps import Step

# As many of the newest as a front page shows: the lead, those beside it and those below.
ON_FRONT = 1 + BESIDE + BELOW
MOST = 200
ON_LINE = {"wagtail.publish": gettext_lazy("%(unit)s đăng tin"), "wagtail.unpublish": gettext_lazy("%(unit)s gỡ tin")}


def journey(article: ArticlePage) -> Iterator[Step]:
    """The steps of an article beyond its own log, in no order."""
    copies = []
    steps = ProposalStep.objects.filter(proposal__page=article).select_related("unit", "to", "by", "copy")
    for step in steps.order_by("pk")[:MOST]:
        yield _of_proposal(step, article)
        if step.copy is not None:
            copies.append(step.copy)
    for copy in copies:
        yield from _of_copy(copy)
    for page in (article, *copies):
        yield from _on_front_pages(page)
    yield from _pushes([article, *copies])


def _of_proposal(step: ProposalStep, article: ArticlePage) -> Step:
    own = step.unit_id == article.unit_id
    text = f"{step.get_kind_display()}: {step.unit}"
    if step.to is not None:
        text = f"{text} → {step.to}"
    return Step(step.at, text, str(step.by or "") if own else str(step.unit), step.note, is_milestone=True)


def _of_copy(copy: ArticlePage) -> Iterator[Step]:
    """When the unit that took the article over put its copy on line, and took it off."""
    entries = PageLogEntry.objects.filter(page=copy.pk, action__in=ON_LINE).order_by("timestamp", "pk")
    for entry in entries[:MOST]:
        url = copy.get_full_url() or "" if copy.live else ""
        text = ON_LINE[entry.action] % {"unit": copy.unit}
        yield Step(entry.timestamp, text, str(copy.unit), url=url, is_milestone=True)


def _on_front_pages(page: ArticlePage) -> Iterator[Step]:
    """When it came to stand on the front page of its unit: among the newest, and chosen as the lead."""
    published = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish").order_by("timestamp", "pk").first()
    if published is None:
        return
    newer = ArticlePage.objects.filter(
        unit=page.unit_id, published_at__gt=page.published_at, first_published_at__lte=published.timestamp
    )
    if newer.count() < ON_FRONT:
        text = _("Lên trang chủ của %(unit)s, mục tin mới") % {"unit": page.unit}
        yield Step(published.timestamp, text, is_milestone=True)
    led = PageLogEntry.objects.filter(
        page__unit_home__unit=page.unit_id, action="wagtail.publish", revision__content__lead_article=page.pk
    )
    first = led.order_by("timestamp").first()
    if first is not None:
        yield Step(
            first.timestamp, _("Làm tin chính trên trang chủ của %(unit)s") % {"unit": page.unit}, is_milestone=True
        )


def _pushes(pages: list[ArticlePage]) -> Iterator[Step]:
    for push in Push.objects.filter(page__in=pages).select_related("unit", "tier", "area").order_by("pk")[:MOST]:
        text = _("%(unit)s gửi xuống: %(audience)s") % {"unit": push.unit, "audience": describe(push)}
        yield Step(push.sent_at, text, str(push.unit), is_milestone=True)
        if push.withdrawn_at is not None:
            text = _("%(unit)s thu hồi tin đã gửi xuống") % {"unit": push.unit}
            yield Step(push.withdrawn_at, text, str(push.unit), push.withdrawal_reason, is_milestone=True)
