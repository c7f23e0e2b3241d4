"""Stories: proposing, assigning, writing, dropping. Each function owns its transaction.

What the person may not do raises `PermissionDenied`, what makes no sense `ValidationError`, each with a sentence and
nothing changed. Every step is put on the story's record, and those it concerns are told once it is committed.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Page

from portal.accounts.models import User
from sites.units.enums import Action
from sites.units.isolation.policies import people_who
from sites.units.models import Unit
from sites.units.notifications import notify, register_kind
from sites.units.permissions import unit_id_of

from .. import permissions
from ..models import ArticleAuthor, ArticlePage, Genre, NewsIndexPage, Story

# What the people who edit a story may change about it, besides who writes it and by when.
FIELDS = ("title", "notes", "genre", "section")

register_kind("story_assigned", gettext_lazy("%(who)s giao cho bạn đề tài “%(title)s”. Hạn nộp: %(deadline)s."))
register_kind("story_deadline", gettext_lazy("%(who)s đổi hạn nộp đề tài “%(title)s”: %(deadline)s."))
register_kind("story_passed_on", gettext_lazy("%(who)s đã chuyển đề tài “%(title)s” của bạn cho người khác."))
register_kind("story_taken", gettext_lazy("%(who)s đã nhận đề tài “%(title)s” do bạn đề xuất."), by_mail=False)
register_kind("story_dropped", gettext_lazy("%(who)s đã bỏ đề tài “%(title)s”. Lý do: %(reason)s"))
register_kind("story_due", gettext_lazy("Đề tài “%(title)s” đến hạn nộp lúc %(deadline)s."))
register_kind("story_late", gettext_lazy("Đề tài “%(title)s” quá hạn nộp từ %(deadline)s."))


def writers(unit: Unit) -> QuerySet[User]:
    """The people who may write for a unit today, in the order of their names."""
    return people_who([Action.ADD], unit.pk).order_by("full_name_key", "pk")


def sections(unit: Unit) -> QuerySet[NewsIndexPage]:
    """The news sections of a unit, in the order of its tree."""
    homes = Page.objects.filter(unit_home__unit=unit).values_list("path", flat=True)
    found = NewsIndexPage.objects.none()
    for path in homes:
        found |= NewsIndexPage.objects.filter(path__startswith=path)
    return found.order_by("path")


@transaction.atomic
def propose(
    unit: Unit, *, by: User, assignee: User | None = None, deadline: datetime | None = None, **fields: Any
) -> Story:
    """Put an idea on the unit's board, given out at once if an editor names who writes it."""
    if not permissions.user_can_propose(by, unit):
        raise PermissionDenied(_("Vai trò của bạn không cho phép đề xuất đề tài trong đơn vị này."))
    story = Story(unit=unit, owner=by, **_checked(unit, fields))
    story.full_clean(exclude=["unit", "owner"])
    story.save()
    log(story, "newsroom.story.propose", user=by)
    if assignee is not None or deadline is not None:
        story = assign(story, assignee, deadline=deadline, by=by)
    return story


@transaction.atomic
def change(story: Story, *, by: User, **fields: Any) -> Story:
    """Change what a story is about."""
    story = _locked(story)
    if not permissions.user_can_change_story(by, story):
        raise PermissionDenied(_("Bạn chỉ sửa được đề tài do mình đề xuất hoặc đang thực hiện."))
    changed = []
    for name, value in _checked(story.unit, fields, story).items():
        if getattr(story, name) != value:
            setattr(story, name, value)
            changed.append(name)
    if changed:
        story.full_clean(exclude=["unit", "owner"])
        story.save()
        verbose = {field.name: str(field.verbose_name) for field in Story._meta.concrete_fields}
        labels = [verbose[name] for name in changed]
        log(story, "newsroom.story.change", user=by, data={"fields": labels})
    return story


@transaction.atomic
def assign(story: Story, assignee: User | None, *, by: User, deadline: datetime | None = None) -> Story:
    """Give a story to a writer of the unit, or to nobody, and set its deadline; they may then change its article."""
    story = _locked(story)
    if not permissions.user_can_assign(by, story.unit):
        raise PermissionDenied(_("Chỉ biên tập viên trở lên mới giao đề tài và đặt hạn nộp."))
    _unfinished(story)
    if (
        assignee is not None
        and assignee.pk != story.assignee_id
        and not writers(story.unit).filter(pk=assignee.pk).exists()
    ):
        raise ValidationError({"assignee": _("Người này không viết bài cho đơn vị. Hãy chọn người khác.")})
    if deadline is not None and deadline != story.deadline and deadline <= timezone.now():
        raise ValidationError({"deadline": _("Hạn nộp phải ở sau lúc này.")})
    before = story.assignee if story.assignee_id else None
    if before == assignee and story.deadline == deadline:
        return story
    story.assignee, story.deadline = assignee, deadline
    story.reminded_on = None
    story.save()
    _hand_over(story)
    data = {"assignee": str(assignee or ""), "deadline": deadline.isoformat() if deadline else ""}
    log(story, "newsroom.story.assign", user=by, data=data)
    if before is not None and before != assignee:
        _tell([before], "story_passed_on", story, by)
    if assignee is not None:
        _tell([assignee], "story_assigned" if before != assignee else "story_deadline", story, by)
    return story


@transaction.atomic
def take(story: Story, *, by: User) -> Story:
    """Take a story that nobody has; of two people who take it at once the second is told who was first."""
    story = _locked(story)
    _unfinished(story)
    if story.assignee is not None:
        raise ValidationError(_("Đề tài này đã có %(person)s nhận.") % {"person": story.assignee})
    if not permissions.user_can_take(by, story):
        raise PermissionDenied(_("Vai trò của bạn không cho phép nhận đề tài trong đơn vị này."))
    story.assignee = by
    story.save()
    _hand_over(story)
    log(story, "newsroom.story.take", user=by)
    _tell([story.owner], "story_taken", story, by)
    return story


@transaction.atomic
def start_article(story: Story, section: NewsIndexPage, *, by: User) -> ArticlePage:
    """Make the draft of a story's article in a section of the unit; it belongs to whoever has the story in hand."""
    story = _locked(story)
    if story.article_id is not None:
        raise ValidationError(_("Đề tài này đã có bài viết."))
    _unfinished(story)
    if not permissions.user_can_write(by, story):
        raise PermissionDenied(_("Hãy nhận đề tài này trước khi viết bài."))
    if unit_id_of(section) != story.unit_id or not section.permissions_for_user(by).can_add_subpage():
        raise ValidationError({"section": _("Hãy chọn một chuyên mục của đơn vị mà bạn viết bài được.")})
    writer = story.assignee or by
    article = ArticlePage(title=story.title, genre=story.genre, live=False, locale=section.locale, owner=by)
    # Kept in the article until it is saved with it, and in its first revision.
    article.authors.add(ArticleAuthor(person=writer, share=100))
    section.add_child(instance=article)
    article.save_revision(user=by, log_action=False)
    story.article, story.section, story.assignee = article, section, writer
    story.save()
    _hand_over(story)
    log(story, "newsroom.story.write", user=by, data={"page_id": article.pk})
    return article


@transaction.atomic
def attach(story: Story, article: ArticlePage, *, by: User) -> Story:
    """Name an article that was written already as the story's."""
    story = _locked(story)
    _unfinished(story)
    if not permissions.user_can_assign(by, story.unit):
        raise PermissionDenied(_("Chỉ biên tập viên trở lên mới gắn bài đã viết vào đề tài."))
    if story.article_id is not None:
        raise ValidationError(_("Đề tài này đã có bài viết."))
    if unit_id_of(article) != story.unit_id:
        raise ValidationError({"article": _("Hãy chọn một tin bài của đơn vị.")})
    if Story.objects.filter(article=article).exists():
        raise ValidationError({"article": _("Tin bài này đã thuộc một đề tài khác.")})
    story.article = article
    story.save()
    log(story, "newsroom.story.attach", user=by, data={"page_id": article.pk, "title": article.draft_title})
    return story


@transaction.atomic
def drop(story: Story, reason: str, *, by: User) -> Story:
    """Give a story up; whoever proposed it and whoever has it in hand learn the reason."""
    story = _locked(story)
    _unfinished(story)
    if not permissions.user_can_drop(by, story):
        raise PermissionDenied(_("Bạn chỉ bỏ được ý tưởng của mình khi chưa ai nhận."))
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy ghi lý do để người đề xuất biết.")})
    story.dropped_at, story.drop_reason = timezone.now(), reason.strip()[:300]
    story.save()
    log(story, "newsroom.story.drop", user=by, data={"reason": story.drop_reason})
    _tell([story.owner, story.assignee], "story_dropped", story, by, reason=story.drop_reason)
    return story


@transaction.atomic
def resume(story: Story, *, by: User) -> Story:
    """Take a dropped story up again, as it was."""
    story = _locked(story)
    if story.dropped_at is None:
        raise ValidationError(_("Đề tài này chưa bỏ."))
    if not permissions.user_can_assign(by, story.unit):
        raise PermissionDenied(_("Chỉ biên tập viên trở lên mới lấy lại đề tài đã bỏ."))
    story.dropped_at, story.drop_reason = None, ""
    story.save()
    log(story, "newsroom.story.resume", user=by)
    return story


def remind(story: Story, day: date) -> None:
    """Tell a story's writer that it is due or late; the caller holds the lock on it and has asked whether to."""
    _tell([story.assignee], "story_late" if story.is_overdue else "story_due", story, None)
    Story.objects.filter(pk=story.pk).update(reminded_on=day)


def _tell(people: list[User | None], kind: str, story: Story, by: User | None, *, reason: str = "") -> None:
    when = date_format(timezone.localtime(story.deadline), "H:i d/m/Y") if story.deadline else _("chưa đặt")
    where = story.record_url
    notify(people, kind, unit=story.unit, by=by, url=where, title=story.title, deadline=when, reason=reason)


def _locked(story: Story) -> Story:
    """The story as it is now, which nobody else changes before the transaction ends."""
    rows = Story.objects.select_for_update(of=("self",)).select_related("unit", "owner", "assignee", "article", "genre")
    return rows.get(pk=story.pk)


def _unfinished(story: Story) -> None:
    if story.is_finished:
        raise ValidationError(_("Đề tài này đã xong hoặc đã bỏ nên không làm việc này được nữa."))


def _checked(unit: Unit, fields: dict[str, Any], story: Story | None = None) -> dict[str, Any]:
    """The fields, if they are a story's and what they point to is the unit's."""
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"not fields of a story: {sorted(unknown)}")
    genre: Genre | None = fields.get("genre")
    if genre is not None and genre.unit_id != unit.pk:
        raise ValidationError({"genre": _("Hãy chọn một thể loại của đơn vị.")})
    section = fields.get("section")
    if section is not None and unit_id_of(section) != unit.pk:
        raise ValidationError({"section": _("Hãy chọn một chuyên mục của đơn vị.")})
    return fields


def _hand_over(story: Story) -> None:
    """The draft belongs to whoever has the story in hand: a contributor changes only what is their own."""
    if story.article is not None and story.assignee_id is not None and not story.article.live:
        Page.objects.filter(pk=story.article.pk).update(owner=story.assignee_id)
