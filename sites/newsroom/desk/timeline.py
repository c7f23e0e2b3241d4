"""The whole record of a story on one page: idea, assignment, article, approval, publication and beyond.

Nothing is stored for it: it is read from the logs of the story and of its article, each step with who and when.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

from ..models import Story

# More steps than this no story has; should one, the record says that there are more.
LONGEST = 400
# What of an article's log tells where it stands; locks, renames and the like do not.
ARTICLE_STEPS = (
    "wagtail.create",
    "wagtail.edit",
    "wagtail.revert",
    "wagtail.publish",
    "wagtail.publish.schedule",
    "wagtail.publish.scheduled",
    "wagtail.schedule.cancel",
    "wagtail.unpublish",
    "wagtail.unpublish.scheduled",
    "wagtail.delete",
    "wagtail.workflow.start",
    "wagtail.workflow.approve",
    "wagtail.workflow.reject",
    "wagtail.workflow.resume",
    "wagtail.workflow.cancel",
)
CHANGES = ("wagtail.edit", "wagtail.revert")


@dataclass(frozen=True)
class Step:
    """One thing that happened: what, who did it, and what was said."""

    at: datetime
    text: str
    who: str = ""
    detail: str = ""
    is_milestone: bool = False


def timeline(story: Story) -> list[Step]:
    """What happened to a story, the oldest first."""
    steps = [*_of_story(story), *_of_article(story)]
    return sorted(steps, key=lambda step: step.at)


def _of_story(story: Story) -> Iterator[Step]:
    entries = ModelLogEntry.objects.for_instance(story).select_related("user").order_by("timestamp")[:LONGEST]
    for entry in entries:
        text, detail = _told(entry.action, entry.data)
        yield Step(entry.timestamp, text, _who(entry), detail, is_milestone=True)


def _told(action: str, data: dict[str, Any]) -> tuple[str, str]:
    """What a step of the story's own log says, and what belongs to it."""
    if action == "newsroom.story.assign":
        when = parse_datetime(data.get("deadline") or "")
        until = _("Hạn nộp: %(when)s") % {"when": date_format(localtime(when), "H:i d/m/Y")} if when else ""
        if data.get("assignee"):
            return _("Giao cho %(person)s") % {"person": data["assignee"]}, until
        return _("Chưa giao cho ai"), until
    if action == "newsroom.story.change":
        return _("Sửa đề tài"), ", ".join(data.get("fields", []))
    return str(_label(action)), data.get("reason", "") or data.get("title", "")


def _of_article(story: Story) -> Iterator[Step]:
    """The steps of the article; changes by the same person one after the other are one step."""
    if story.article_id is None:
        return
    entries = (
        PageLogEntry.objects.filter(page=story.article_id, action__in=ARTICLE_STEPS)
        .select_related("user")
        .order_by("timestamp", "pk")[:LONGEST]
    )
    last: Step | None = None
    times = 0
    for entry in entries:
        is_change = entry.action in CHANGES
        if last is not None and is_change and last.who == _who(entry) and times:
            times += 1
            last = Step(entry.timestamp, last.text, last.who, _("%(count)s lần lưu") % {"count": times})
            continue
        if last is not None:
            yield last
        text = _("Sửa bài") if is_change else str(entry.message or _label(entry.action))
        last = Step(entry.timestamp, text, _who(entry), str(entry.comment or ""), is_milestone=not is_change)
        times = 1 if is_change else 0
    if last is not None:
        yield last


def _label(action: str) -> Any:
    return registry.get_action_label(action) if registry.action_exists(action) else action


def _who(entry: Any) -> str:
    """The name of who did it; a program has none."""
    return str(entry.user or "") if entry.user_id else ""
