"""Procedures as readers find them: by their names, by what people call them, by what they ask for and give."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import override

from sites.procedures.models import Procedure
from sites.procedures.services import content_of, in_force, procedures_changed, public_procedures
from sites.procedures.services.serving import LANGUAGE
from sites.procedures.wording import lines_of
from sites.units.models import UnitHome

from . import services
from .sources import Facts, Part, Source, get_source, register_source

NAME = "procedure"
# The sections of the page whose words are looked through.
SECTIONS = {"dossiers": "chuan-bi", "steps": "cac-buoc"}


def facts(procedure: Procedure) -> Iterator[Facts]:
    """What a procedure tells of itself, in its language and in those of its published translations.

    Every unit's site shows it, so it is found once, at its owner. An owner's site has only the languages of the owner.
    """
    yield _facts(procedure)
    translations = Procedure.objects.filter(translation_key=procedure.translation_key, live=True)
    others = translations.exclude(pk=procedure.pk).select_related("locale", "field", "agency")
    for row in others:
        if UnitHome.objects.filter(unit=procedure.unit_id, locale=row.locale_id, page__live=True).exists():
            yield _facts(row)


def _facts(procedure: Procedure) -> Facts:
    language = procedure.locale.language_code
    with override(language):
        content = content_of(procedure)
        parts = [
            Part(". ".join(filter(None, (content[name] for name in ("summary", "keywords", "result", "applicants")))))
        ]
        parts += [
            Part("\n".join(lines_of(content, name)), anchor) for name, anchor in SECTIONS.items() if content[name]
        ]
        return Facts(
            unit_id=procedure.unit_id,
            language=language,
            kind=NAME,
            title=procedure.name,
            path=reverse("procedures:one", args=[procedure.slug]),
            parts=parts,
            number=procedure.code,
            issuer=procedure.agency.name,
            field=procedure.field.name,
        )


def public() -> Any:
    """Those in force; one that has ended keeps its page and leaves the index."""
    return in_force(public_procedures()).select_related("locale", "field", "agency", "announced_by").order_by("pk")


register_source(Source(name=NAME, model=Procedure, public=public, facts=facts))


@receiver(procedures_changed)
def refresh_procedures(keys: Iterable[int], **kwargs: Any) -> None:
    """In the transaction of whatever changed; what a translation says belongs to what it translates."""
    changed = Procedure.objects.filter(pk__in=list(keys)).values("translation_key")
    sources = Procedure.objects.filter(translation_key__in=changed, locale__language_code=LANGUAGE)
    found = {*keys, *sources.values_list("pk", flat=True)}
    services.refresh_in_batches(get_source(NAME), sorted(found))
