"""Comments on drafts reach those they are for: who follows the page, who is in the thread, who is named with an @.

A person is named by their user name: `@nguyen.van.a`. People of other units are not named by it, whoever they are:
the writer is told that there is nobody of that name in the unit, and nothing more.
"""

import re
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail.models import Comment, CommentReply, Page, PageSubscription

from portal.accounts.models import User

from .models import Notification
from .notifications import notify, people_with_roles
from .permissions import unit_id_of

# As in user names, which may hold dots, dashes and plus signs; a sentence's last dot is none of it.
_MENTION = re.compile(r"(?<![\w@.])@([\w.+-]*\w)")


def names_in(text: str) -> list[str]:
    """The user names that a text mentions, in order, each once."""
    return list(dict.fromkeys(_MENTION.findall(text)))


@receiver(post_save, sender=Comment)
@receiver(post_save, sender=CommentReply)
def tell_mentioned(instance: Any, update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    """Tell those whom a new or changed text names; nobody twice for one comment."""
    if raw or (update_fields is not None and "text" not in update_fields):
        return
    names = names_in(instance.text)
    if not names:
        return
    page = (instance.comment if isinstance(instance, CommentReply) else instance).page
    unit_id = unit_id_of(page)
    if unit_id is None:
        return
    key = f"{type(instance).__name__}:{instance.pk}"
    here = people_with_roles(unit_id).filter(username__in=names)
    known = Notification.objects.filter(data__comment_key=key)
    told = set(known.filter(kind="mentioned").values_list("person", flat=True))
    people = [person for person in here if person.pk not in told]
    notify(people, "mentioned", unit=unit_id, by=instance.user, about=page, comment=instance.text, comment_key=key)
    missing = [name for name in names if name not in {person.username for person in here}]
    if missing and not known.filter(kind="mention_unknown").exists():
        text = ", ".join(f"@{name}" for name in missing)
        notify([instance.user], "mention_unknown", unit=unit_id, about=page, names=text, comment_key=key)


def tell_of_comments(page: Page, by: Any, changes: dict) -> None:
    """Tell who follows the page, and who is in a thread, of new comments and replies; `changes` as Wagtail's editor
    collects them. Who was named in one has been told already.
    """
    unit_id = unit_id_of(page)
    if unit_id is None:
        return
    followers = set(
        PageSubscription.objects.filter(page=page, comment_notifications=True).values_list("user", flat=True)
    )
    for comment in changes["new_comments"]:
        _tell(page, unit_id, by, comment, followers)
    for comment, replies in changes["new_replies"]:
        in_thread = set(
            User.objects.filter(Q(wagtail_admin_comments=comment) | Q(comment_replies__comment=comment)).values_list(
                "pk", flat=True
            )
        )
        for reply in replies:
            _tell(page, unit_id, by, reply, followers | in_thread)


def _tell(page: Page, unit_id: int, by: Any, remark: Any, keys: set[int]) -> None:
    people = User.objects.filter(pk__in=keys).exclude(username__in=names_in(remark.text))
    notify(people, "commented", unit=unit_id, by=by, about=page, comment=remark.text)
