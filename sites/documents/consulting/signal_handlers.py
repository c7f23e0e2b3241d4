"""What follows when consultations and issues of the gazette change."""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import PageViewRestriction

from portal.core import page_cache
from sites.units.permissions import register_owner

from ..models import Consultation, ConsultationComment, GazetteIssue
from ..services import consultations, gazette

register_owner(ConsultationComment, lambda comment: comment.consultation.unit_id)


@page_cache.register_versions
def pages_of_consultations(request: HttpRequest) -> tuple[str, ...]:
    """The list of all tiers shows the consultations of every unit."""
    return (consultations.PAGES,) if "/gop-y-du-thao/" in request.path_info else ()


@receiver(pre_save, sender=Consultation)
def fill_consultation(instance: Consultation, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        consultations.complete(instance)


@receiver([post_save, post_delete], sender=Consultation)
def consultation_changed(instance: Consultation, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        consultations.changed(instance)


@receiver(pre_save, sender=GazetteIssue)
def fill_issue(instance: GazetteIssue, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        gazette.complete_issue(instance)


@receiver([post_save, post_delete], sender=GazetteIssue)
def issue_changed(instance: GazetteIssue, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        gazette.issue_changed(instance)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def site_closed_or_opened(**kwargs: Any) -> None:
    """The drafts of a unit whose site is closed leave the lists of all others."""
    page_cache.expire(consultations.PAGES)
