"""The whole record of a story on one page: idea, assignment, article, approval, publication and beyond.

Nothing is stored for it: it is read from the logs of the story and of its article and from what units above did with
it, each step with who and when.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

from ..models import Story
from .journey import journey
from .steps import Step

# More steps than this no story has; should one, the record says that there are more.
LONGEST = 400
# What of an article's log tells where it stands, in our words; locks, renames and the like do not. What Wagtail says
# of a step names the step but is English where nobody has translated it.
ARTICLE_STEPS = {
    "wagtail.create": gettext_lazy("Tạo bài viết"),
    "wagtail.edit": gettext_lazy("Sửa bài"),
    "wagtail.revert": gettext_lazy("Sửa bài"),
    "wagtail.publish": gettext_lazy("Đăng bài"),
    "wagtail.publish.schedule": gettext_lazy("Hẹn giờ đăng bài"),
    "wagtail.publish.scheduled": gettext_lazy("Đăng bài theo lịch"),
    "wagtail.schedule.cancel": gettext_lazy("Bỏ hẹn giờ đăng"),
    "wagtail.unpublish": gettext_lazy("Gỡ bài"),
    "wagtail.unpublish.scheduled": gettext_lazy("Gỡ bài theo lịch"),
    "wagtail.workflow.start": gettext_lazy("Gửi duyệt"),
    "wagtail.workflow.approve": gettext_lazy("Duyệt xong bước “%(task)s”"),
    "wagtail.workflow.reject": gettext_lazy("Trả lại để sửa ở bước “%(task)s”"),
    "wagtail.workflow.resume": gettext_lazy("Gửi lại sau khi sửa"),
    "wagtail.workflow.cancel": gettext_lazy("Rút khỏi quy trình duyệt"),
    "units.one_click": gettext_lazy("Cho qua mọi bước còn lại trong một lần bấm"),
    "units.urgent": gettext_lazy("Đăng khẩn, chưa qua các bước duyệt"),
}
CHANGES = ("wagtail.edit", "wagtail.revert")


def timeline(story: Story) -> list[Step]:
    """What happened to a story, the oldest first."""
    steps = [*_of_story(story), *_of_article(story)]
    if story.article is not None:
        steps += journey(story.article)
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
        last = Step(entry.timestamp, _done(entry), _who(entry), _said(entry), is_milestone=not is_change)
        times = 1 if is_change else 0
    if last is not None:
        yield last


def _done(entry: PageLogEntry) -> str:
    """What was done to the article; a step of the workflow by its name of that day."""
    workflow = entry.data.get("workflow") or {}
    return str(ARTICLE_STEPS[entry.action]) % {"task": (workflow.get("task") or {}).get("title", "…")}


def _said(entry: PageLogEntry) -> str:
    """The comment or the reason that was given with it."""
    return str(entry.data.get("comment") or entry.data.get("reason") or "")


def _label(action: str) -> Any:
    return registry.get_action_label(action) if registry.action_exists(action) else action


def _who(entry: Any) -> str:
    """The name of who did it; a program has none."""
    return str(entry.user or "") if entry.user_id else ""
