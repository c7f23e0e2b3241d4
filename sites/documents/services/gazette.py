"""The gazette: addresses of issues, and which of them anybody may read."""

from django.db.models import QuerySet

from portal.core import page_cache, text

from ..models import GazetteIssue
from .serving import closed_units


def public_issues() -> QuerySet[GazetteIssue]:
    """The published issues of units whose site is open."""
    found = GazetteIssue.objects.filter(live=True)
    closed = closed_units()
    return found.exclude(unit__in=closed) if closed else found


def complete_issue(issue: GazetteIssue) -> None:
    """Fill the address from number and year, before every save; an address once given stays."""
    issue.number = text.normalise(issue.number)
    if not issue.slug:
        issue.slug = f"so-{text.slugify(issue.number, 60) or 'khac'}-nam-{issue.published_on.year}"


def issue_changed(issue: GazetteIssue) -> None:
    """Expire the pages of the unit's site after the commit; no other site shows its gazette."""
    if issue.unit.site_id:
        page_cache.expire(page_cache.site(issue.unit.site_id))
