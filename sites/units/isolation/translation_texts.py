"""The texts of a translation: what may be put in by a person, a file, the unit's memory or a machine.

wagtail-localize keeps any text and leaves out what it cannot use when the page is made; here a text that does not
fit its original is refused with a sentence, and nothing is kept.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import polib
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue, validate_translation_links

from .scope import Scope

MAX_FILE_BYTES = 2 * 1024 * 1024
# A translation is never so much longer than its original.
SHORTEST_LIMIT, TIMES_LONGER = 1000, 10
SHOWN = 3
# Not for people to see: control characters, and those that turn the order of what follows.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
MEMORY = "memory"


def why_not(original: str, translated: str) -> str | None:
    """Why a text cannot be the translation of another, as a sentence; None when it can. Both are HTML fragments."""
    shown = BeautifulSoup(original, "html.parser").get_text()[:60]
    if _UNSEEN.search(translated):
        return _("Bản dịch của “%(text)s” có ký tự điều khiển; hãy gõ lại.") % {"text": shown}
    if len(translated) > max(SHORTEST_LIMIT, TIMES_LONGER * len(original)):
        return _("Bản dịch của “%(text)s” dài quá mức.") % {"text": shown}
    try:
        StringValue.from_translated_html(translated)
        validate_translation_links(original, translated)
        fits = _tags(translated) <= _tags(original)
    except ValueError:
        fits = False
    if not fits:
        return _("Bản dịch của “%(text)s” có thẻ hoặc liên kết mà bản gốc không có.") % {"text": shown}
    return None


def _tags(html: str) -> set[str]:
    return {tag.name for tag in BeautifulSoup(html, "html.parser").find_all(True)} - {"br"}


# --- Files ---------------------------------------------------------------------------------------


def read_po(translation: Translation, content: bytes) -> polib.POFile:
    """A PO file that was made from this translation and brings texts for it, whole.

    Raises `ValidationError` with sentences for what is no PO file, for the file of another translation, for texts
    that are missing or too many, and for texts that do not fit their originals.
    """
    if len(content) > MAX_FILE_BYTES:
        raise ValidationError(_("Tệp lớn quá 2 MB."))
    try:
        text = content.decode("utf-8-sig")
        # The library takes a text that is the name of a file for that file.
        if "msgid" not in text or "\n" not in text:
            raise ValueError
        po = polib.pofile(text)
    except (OSError, ValueError, IndexError) as error:
        raise ValidationError(
            _("Tệp này không phải tệp PO đọc được; hãy tải tệp mẫu xuống và dịch trên đó.")
        ) from error
    if po.metadata.get("X-WagtailLocalize-TranslationID") != str(translation.uuid):
        raise ValidationError(_("Tệp này thuộc một bản dịch khác."))
    problems = list(_problems(translation, [entry for entry in po if not entry.obsolete]))
    if problems:
        raise ValidationError(problems)
    return po


def _problems(translation: Translation, entries: list[polib.POEntry]) -> Iterator[str]:
    segments = StringSegment.objects.filter(source=translation.source).values_list("context__path", "string__data")
    wanted, given = set(segments), [(entry.msgctxt or "", entry.msgid) for entry in entries]
    if extra := [text for context, text in given if (context, text) not in wanted]:
        yield _("Tệp có %(number)d câu không có trong bản gốc: %(texts)s.") % _named(extra)
    if missing := [text for context, text in wanted - set(given)]:
        yield _("Tệp thiếu %(number)d câu của bản gốc: %(texts)s.") % _named(missing)
    if len(given) > len(set(given)):
        yield _("Tệp có câu lặp lại.")
    for entry in entries:
        if entry.msgstr and (problem := why_not(entry.msgid, entry.msgstr)):
            yield problem


def _named(texts: list[str]) -> dict[str, Any]:
    """The number of texts and the first of them, cut short."""
    first = [f"“{BeautifulSoup(text, 'html.parser').get_text()[:60]}”" for text in texts[:SHOWN]]
    return {"number": len(texts), "texts": ", ".join(first) + ("…" if len(texts) > SHOWN else "")}


# --- The memory of a unit ------------------------------------------------------------------------


def fill_from_memory(translations: Iterable[Translation], scope: Scope, user: Any) -> int:
    """Put in what the unit has translated before, where the same text waits; returns how many texts.

    wagtail-localize keeps a text once for the whole install, and its translations by the thing they were made
    for: only those of things in the scope are taken, the newest first. A machine's are not.
    """
    filled = 0
    for translation in translations:
        locale = translation.target_locale_id
        done = set(
            StringTranslation.objects.filter(
                context__object_id=translation.source.object_id, locale=locale
            ).values_list("translation_of_id", "context_id")
        )
        segments = StringSegment.objects.filter(source=translation.source).values_list("string_id", "context_id")
        waiting = [pair for pair in segments if pair not in done]
        known = StringTranslation.objects.filter(
            translation_of__in={string for string, _context in waiting},
            locale=locale,
            has_error=False,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        ).order_by("updated_at", "pk")
        rows = list(known.values_list("translation_of_id", "data", "context__object_id"))
        own = _keys_in(scope, {key for _string, _data, key in rows if key})
        texts = {string: data for string, data, key in rows if key in own}
        for string, context in waiting:
            if string in texts:
                StringTranslation.objects.create(
                    translation_of_id=string,
                    context_id=context,
                    locale_id=locale,
                    data=texts[string],
                    translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                    tool_name=MEMORY,
                    last_translated_by=user,
                )
                filled += 1
    return filled


def _keys_in(scope: Scope, keys: set[Any]) -> set[Any]:
    """Those of the translation keys whose things belong to the scope."""
    own = set(scope.pages().filter(translation_key__in=keys).values_list("translation_key", flat=True))
    rest = keys - own
    used = Translation.objects.filter(source__object_id__in=rest).select_related("source__specific_content_type")
    for model in {row.source.specific_content_type.model_class() for row in used} if rest else ():
        if model is not None and not issubclass(model, Page):
            things = scope.instances(model).filter(translation_key__in=rest)
            own |= set(things.values_list("translation_key", flat=True))
    return own
