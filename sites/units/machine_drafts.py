"""A machine drafts a translation as a job: nobody's request waits for a service that is slow or does not answer.

Texts go to the machine a few at a time. Before each few it is asked again whether who wanted the drafts may still
translate this; after each few what came is kept, so that a job that is stopped, fails or is killed loses little and
goes on where it was. What a person has written is never replaced, and what a machine wrote is not published unseen
(`machine_translation`).
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from .enums import Action
from .isolation.translation_texts import why_not
from .models import UnitHome
from .models.machine_drafts import BUSY, DraftingProblem, DraftingState, MachineDrafts
from .notifications import notify
from .permissions import unit_id_of, user_can

logger = logging.getLogger(__name__)
# How many texts a machine is sent at once: so many are lost at most, and after so many it can be stopped.
AT_ONCE = 20
# A worker that was not heard of for so long is taken for dead.
DEAD_AFTER = timedelta(minutes=10)


def may_translate(user: Any, thing: Model) -> bool:
    """Whether the person translates in the thing's unit and may edit the thing itself."""
    if not user_can(user, Action.TRANSLATE, unit_id_of(thing)):
        return False
    if isinstance(thing, Page):
        return thing.permissions_for_user(user).can_edit()
    return policy_registry.get(thing).user_has_permission_for_instance(user, "change", thing)


def missing(translation: Translation) -> QuerySet[StringSegment]:
    """The texts of a translation that nobody has translated."""
    known = StringTranslation.objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale=translation.target_locale_id
    )
    return translation.source.stringsegment_set.filter(~Exists(known)).order_by("order")


def ask(translation: Translation, by: Any) -> MachineDrafts:
    """Have a machine draft what is not translated yet; while one is at work already, that goes on.

    The caller has checked that the person may. Raises `ValidationError` with a sentence where there is nothing to do.
    """
    if problem := _why_no_machine(translation):
        raise ValidationError(problem.label)
    with transaction.atomic():
        now = timezone.now()
        drafts, _made = MachineDrafts.objects.select_for_update().get_or_create(
            translation=translation, defaults={"asked_at": now, "heard_at": now, "state": DraftingState.STOPPED}
        )
        if drafts.is_busy and drafts.heard_at > now - DEAD_AFTER:
            return drafts
        drafts.total = missing(translation).count()
        if not drafts.total:
            raise ValidationError(_("Không còn câu nào chờ dịch."))
        drafts.asked_by, drafts.asked_at, drafts.heard_at, drafts.turn = by, now, now, drafts.turn + 1
        drafts.state, drafts.problem, drafts.done, drafts.left_out = DraftingState.WAITING, "", 0, 0
        drafts.save()
        from .tasks import draft_by_machine

        draft_by_machine.enqueue(drafts.pk)
    drafts.refresh_from_db()
    return drafts


def stop(translation: Translation) -> bool:
    """Break it off; what is drafted stays. False when nothing was under way."""
    busy = MachineDrafts.objects.filter(translation=translation, state__in=BUSY)
    return bool(busy.update(state=DraftingState.STOPPED, heard_at=timezone.now()))


def unfinished() -> Iterable[int]:
    """The ids of what a worker has left undone, for the sweeper."""
    lost = MachineDrafts.objects.filter(state__in=BUSY, heard_at__lt=timezone.now() - DEAD_AFTER)
    return list(lost.order_by("pk").values_list("pk", flat=True))


def carry_out(drafts_id: int) -> bool:
    """Draft what is missing; False where there is nothing (more) to do. A second job for the same finds that."""
    drafts = _begin(drafts_id)
    if drafts is None:
        return False
    try:
        problem = _draft(drafts)
    except Exception:
        # Whatever a machine of somebody else's raises.
        logger.exception("the machine that translates failed", extra={"drafts": drafts_id})
        problem = DraftingProblem.NO_ANSWER
    return _end(drafts, problem)


def _begin(drafts_id: int) -> MachineDrafts | None:
    with transaction.atomic():
        drafts = MachineDrafts.objects.select_for_update().filter(pk=drafts_id, state__in=BUSY).first()
        now = timezone.now()
        if drafts is None or (drafts.state == DraftingState.WORKING and drafts.heard_at > now - DEAD_AFTER):
            return None
        drafts.state, drafts.heard_at, drafts.turn = DraftingState.WORKING, now, drafts.turn + 1
        drafts.save()
    return drafts


def _draft(drafts: MachineDrafts) -> DraftingProblem | None:
    """Draft text after text; returns why it ended early."""
    translation = Translation.objects.select_related("source__locale", "target_locale").get(pk=drafts.translation_id)
    if problem := _why_no_machine(translation):
        return problem
    machine = get_machine_translator()
    waiting: dict[Any, list[tuple[int, int]]] = {}
    for segment in missing(translation).select_related("string"):
        waiting.setdefault(segment.string.as_value(), []).append((segment.string_id, segment.context_id))
    texts = list(waiting)
    for start in range(0, len(texts), AT_ONCE):
        if problem := _why_no_longer(drafts, translation):
            return problem
        some = texts[start : start + AT_ONCE]
        # Outside of any transaction: it may take as long as the service takes.
        answers = machine.translate(translation.source.locale, translation.target_locale, some)
        with transaction.atomic():
            if not _still_ours(drafts):
                return None
            for text in some:
                _keep(drafts, translation, text, answers.get(text), waiting[text], machine.display_name)
            drafts.heard_at = timezone.now()
            drafts.save(update_fields=["done", "left_out", "heard_at"])
    return None


def _keep(drafts: MachineDrafts, translation: Translation, text: Any, answer: Any, places: list, name: str) -> None:
    drafted = getattr(answer, "data", None)
    if not drafted or why_not(text.data, drafted):
        drafts.left_out += len(places)
        return
    for string_id, context_id in places:
        StringTranslation.objects.get_or_create(
            translation_of_id=string_id,
            locale=translation.target_locale,
            context_id=context_id,
            defaults={
                "data": drafted,
                "translation_type": StringTranslation.TRANSLATION_TYPE_MACHINE,
                "tool_name": name,
                "last_translated_by": drafts.asked_by,
                "has_error": False,
                "field_error": "",
            },
        )
    drafts.done += len(places)


def _still_ours(drafts: MachineDrafts) -> bool:
    """Whether nobody has stopped it or begun it anew; holds the row until the end of the transaction."""
    mine = MachineDrafts.objects.select_for_update().filter(pk=drafts.pk, turn=drafts.turn, state=DraftingState.WORKING)
    return mine.exists()


def _why_no_machine(translation: Translation) -> DraftingProblem | None:
    machine = get_machine_translator()
    if machine is None or not machine.can_translate(translation.source.locale, translation.target_locale):
        return DraftingProblem.NO_MACHINE
    return None


def things_of(translation: Translation) -> tuple[Model | None, Model | None]:
    """The original and the translated thing; None for one that is gone."""
    kind = translation.source.specific_content_type.model_class()
    found = []
    for get in (translation.source.get_source_instance, translation.get_target_instance):
        try:
            found.append(get())
        except kind.DoesNotExist:
            found.append(None)
    return found[0], found[1]


def _why_no_longer(drafts: MachineDrafts, translation: Translation) -> DraftingProblem | None:
    """Why it must not go on: roles end, pages go and languages are switched off while a machine is at work."""
    source, target = things_of(translation)
    if source is None or target is None:
        return DraftingProblem.GONE
    # Anew each time, since what an account may do is kept with it.
    asker = get_user_model().objects.filter(pk=drafts.asked_by_id, is_active=True).first()
    if asker is None or unit_id_of(source) != unit_id_of(target) or not may_translate(asker, target):
        return DraftingProblem.NO_RIGHT
    spoken = UnitHome.objects.filter(unit=unit_id_of(target), locale=translation.target_locale, page__live=True)
    return None if spoken.exists() else DraftingProblem.LANGUAGE_OFF


def _end(drafts: MachineDrafts, problem: DraftingProblem | None) -> bool:
    """Say how it ended, and tell who asked; False where somebody has stopped it or begun it anew."""
    with transaction.atomic():
        if not _still_ours(drafts):
            return False
        drafts.state = DraftingState.FAILED if problem else DraftingState.DONE
        drafts.problem, drafts.heard_at = problem or "", timezone.now()
        drafts.save(update_fields=["state", "problem", "heard_at"])
        _source, target = things_of(drafts.translation)
        if target is not None:
            code = "machine_failed" if problem else "machine_done"
            reason = problem.label if problem else ""
            notify([drafts.asked_by], code, unit=unit_id_of(target), about=target, count=drafts.done, reason=reason)
    return problem is None
