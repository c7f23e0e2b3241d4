"""What a person may do at the newsroom's desk, with its royalties, and along the tree."""

from typing import Any

from sites.units.enums import Action, Role
from sites.units.models import Unit
from sites.units.permissions import is_board, unit_id_of, user_can, user_can_publish, user_has_role

from .models import ArticlePage, Proposal, Push, Story


def user_can_propose(user: Any, unit: Unit) -> bool:
    """Whoever writes for the unit may put an idea on its board."""
    return user_can(user, Action.ADD, unit)


def user_can_assign(user: Any, unit: Unit) -> bool:
    """May say who writes a story and by when; whoever edits what others write."""
    return user_can(user, Action.CHANGE, unit)


def user_can_change_story(user: Any, story: Story) -> bool:
    """Editors may change every story, writers those they proposed or have in hand."""
    if user_can(user, Action.CHANGE, story.unit_id):
        return True
    return user_can(user, Action.CHANGE_OWN, story.unit_id) and user.pk in (story.owner_id, story.assignee_id)


def user_can_take(user: Any, story: Story) -> bool:
    """A writer may take a story that nobody has."""
    return story.assignee_id is None and not story.is_finished and user_can(user, Action.ADD, story.unit_id)


def user_can_write(user: Any, story: Story) -> bool:
    """May begin the article of a story: who has it in hand, or an editor for them."""
    if story.article_id is not None or story.dropped_at is not None:
        return False
    if user_can(user, Action.CHANGE, story.unit_id):
        return True
    return story.assignee_id == user.pk and user_can(user, Action.ADD, story.unit_id)


def user_can_drop(user: Any, story: Story) -> bool:
    """Editors may drop any unfinished story, writers an idea of theirs that nobody has taken."""
    if story.is_finished:
        return False
    if user_can(user, Action.CHANGE, story.unit_id):
        return True
    return story.owner_id == user.pk and story.assignee_id is None and user_can_propose(user, story.unit)


def user_keeps_royalties(user: Any, unit: Unit) -> bool:
    """May see what everybody in the unit is paid, put it right and close a month: people of this very unit.

    What a person earns is personal: a role of the whole province opens none of it.
    """
    return user_has_role(user, unit, Role.PUBLISHER, Role.UNIT_ADMIN)


def user_can_withdraw_push(user: Any, push: Push) -> bool:
    """The publishers of the unit that sent it, and the board, which answers for what stands on all sites."""
    return user_can_publish(user, push.unit) or is_board(user)


def user_can_propose_article(user: Any, article: ArticlePage) -> bool:
    """Whoever may change the article may put it forward."""
    unit_id = unit_id_of(article)
    own = article.owner_id == user.pk and user_can(user, Action.CHANGE_OWN, unit_id)
    return own or user_can(user, Action.CHANGE, unit_id)


def user_can_decide_proposal(user: Any, proposal: Proposal) -> bool:
    """The publishers of the unit where it is; in the province's own unit these are the board as well."""
    return user_can_publish(user, proposal.at)
