"""Proposing items to the units above, and deciding about them. Each function owns its transaction.

A proposal goes up step by step, on the tree of the day of each step. At each unit its publishers decide: take an
own copy, pass it on, ask for changes or decline with a reason. What the person may not do raises
`PermissionDenied`, what makes no sense `ValidationError`, each with a sentence and nothing changed.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page

from portal.accounts.models import User
from sites.units import audiences
from sites.units.enums import Role
from sites.units.models import RoleAssignment, Unit, UnitVersion
from sites.units.notifications import notify, people_with_roles, register_kind
from sites.units.permissions import BOARD_TIER

from ..enums import ProposalState, ProposalStepKind
from ..models import ArticlePage, NewsIndexPage, Proposal, ProposalStep
from ..permissions import user_can_decide_proposal, user_can_propose_article
from .desk import sections
from .flow_copies import belongings, own_copy

register_kind("proposal_waits", gettext_lazy("%(source)s đề xuất tin “%(title)s”, chờ đơn vị bạn quyết định."))
register_kind("proposal_accepted", gettext_lazy("%(where)s đã nhận đăng tin “%(title)s” của đơn vị bạn."))
register_kind("proposal_passed_on", gettext_lazy("%(where)s đã chuyển tin “%(title)s” lên %(to)s."), by_mail=False)
register_kind("proposal_changes", gettext_lazy("%(where)s yêu cầu sửa tin “%(title)s”: %(note)s"))
register_kind("proposal_declined", gettext_lazy("%(where)s không nhận tin “%(title)s”. Lý do: %(note)s"))
register_kind("proposal_published", gettext_lazy("%(where)s đã đăng tin “%(title)s” của đơn vị bạn."))

DECIDERS = (Role.PUBLISHER, Role.UNIT_ADMIN)


# --- Proposing -----------------------------------------------------------------------------------


def goals(unit: Unit) -> list[Unit]:
    """Whom a unit may propose to today: the unit directly above it, and that of the board."""
    chain = audiences.above(unit)[1:]
    wanted = [pk for index, (pk, _uuid, tier) in enumerate(chain) if index == 0 or tier == BOARD_TIER]
    found = Unit.objects.in_bulk(wanted)
    return [found[pk] for pk in wanted]


@transaction.atomic
def propose(article: Page, goal: Unit, *, by: Any, note: str = "", straight: bool = False) -> Proposal:
    """Put a published article forward to a unit above its own; to each unit on the way first, unless `straight`."""
    # Of two people who propose the same at once, the second finds what the first has proposed.
    Page.objects.select_for_update().get(pk=article.pk)
    article = ArticlePage.objects.get(pk=article.pk)
    unit = article.unit
    if not user_can_propose_article(by, article):
        raise PermissionDenied(_("Vai trò của bạn không cho phép đề xuất tin này."))
    _require_open(unit)
    if not article.live or article.latest_revision is None:
        raise ValidationError(_("Chỉ đề xuất được tin đơn vị đã đăng; hãy xuất bản tin này trước."))
    if article.original_id is not None:
        raise ValidationError(_("Tin này nhận từ đơn vị khác; hãy để đơn vị có tin gốc đề xuất."))
    if article.proposals.filter(state__in=ProposalState.open()).exists():
        raise ValidationError(_("Tin này đã được đề xuất và đang chờ quyết định."))
    if goal not in goals(unit):
        raise ValidationError({"goal": _("Chỉ đề xuất được lên đơn vị cấp trên trực tiếp hoặc Ban Biên tập.")})
    first = goal if straight else Unit.objects.get(pk=audiences.above(unit)[1][0])
    proposal = Proposal.objects.create(
        unit=unit,
        owner=by,
        page=article,
        title=article.title,
        revision=article.live_revision or article.latest_revision,
        goal=goal,
        at=first,
        note=note.strip()[:1000],
    )
    _record(proposal, ProposalStepKind.PROPOSED, unit, by, to=first, note=proposal.note)
    _tell_deciders(proposal, by)
    return proposal


@transaction.atomic
def send_again(proposal: Proposal, *, by: Any, note: str = "") -> Proposal:
    """Hand in again what was to be changed, as it stands published now."""
    proposal = _locked(proposal)
    _require_proposer(proposal, by)
    if proposal.state != ProposalState.CHANGES:
        raise ValidationError(_("Đề xuất này không chờ đơn vị bạn sửa."))
    _require_open(proposal.unit)
    article = proposal.page
    if article is None or not article.live:
        raise ValidationError(_("Tin gốc không còn trên trang; hãy đăng lại tin trước khi gửi."))
    proposal.revision = article.live_revision or article.latest_revision
    proposal.title = article.title
    proposal.state = ProposalState.WAITING
    _move_from_closed(proposal)
    proposal.save()
    _record(proposal, ProposalStepKind.SENT_AGAIN, proposal.unit, by, to=proposal.at, note=note.strip())
    _tell_deciders(proposal, by)
    return proposal


@transaction.atomic
def take_back(proposal: Proposal, *, by: Any) -> Proposal:
    """Withdraw a proposal that nobody has decided about."""
    proposal = _locked(proposal)
    _require_proposer(proposal, by)
    _require_undecided(proposal)
    proposal.state = ProposalState.TAKEN_BACK
    proposal.save()
    _record(proposal, ProposalStepKind.TAKEN_BACK, proposal.unit, by)
    return proposal


def _require_proposer(proposal: Proposal, by: Any) -> None:
    allowed = proposal.owner_id == by.pk or (proposal.page and user_can_propose_article(by, proposal.page))
    if not allowed:
        raise PermissionDenied(_("Chỉ người của đơn vị đề xuất mới làm được việc này."))


# --- Deciding ------------------------------------------------------------------------------------


@transaction.atomic
def accept(
    proposal: Proposal, *, by: Any, section: NewsIndexPage | None = None, note: str = "", pass_on: bool = False
) -> ArticlePage:
    """Take the item over as an own draft of the unit that decides, and pass the proposal on if so wished.

    The draft is edited and published like any other of that unit; the original stays as it is, and its unit is
    credited whatever is edited.
    """
    proposal = _to_decide(proposal, by)
    at = proposal.at
    section = section or _first_section(at, proposal)
    if section is None or section not in list(sections(at)):
        raise ValidationError({"section": _("Hãy chọn một chuyên mục tin của đơn vị mình.")})
    content = _proposed(proposal)
    following = _following(proposal) if pass_on else None
    with belongings(at, by) as files:
        copy = own_copy(content, section, unit=at, by=by, files=files)
        _record(proposal, ProposalStepKind.ACCEPTED, at, by, note=note.strip(), copy=copy)
        if following is not None:
            _pass(proposal, following, by)
        else:
            proposal.state = ProposalState.ACCEPTED
            proposal.save()
        _tell_proposers(proposal, "proposal_accepted", by, where=at)
    return copy


@transaction.atomic
def pass_on(proposal: Proposal, *, by: Any, note: str = "") -> Proposal:
    """Send the item on to the next unit above, without taking it over."""
    proposal = _to_decide(proposal, by)
    _pass(proposal, _following(proposal), by, note)
    return proposal


@transaction.atomic
def ask_for_changes(proposal: Proposal, *, by: Any, note: str) -> Proposal:
    """Give the item back to its unit, saying what to change."""
    proposal = _to_decide(proposal, by)
    if not note.strip():
        raise ValidationError({"note": _("Hãy nêu điều cần sửa.")})
    proposal.state = ProposalState.CHANGES
    proposal.save()
    _record(proposal, ProposalStepKind.CHANGES, proposal.at, by, note=note.strip())
    _tell_proposers(proposal, "proposal_changes", by, where=proposal.at, note=note.strip())
    return proposal


@transaction.atomic
def decline(proposal: Proposal, *, by: Any, note: str) -> Proposal:
    """Decline the item for good, saying why; that of a unit closed meanwhile can still be declined."""
    proposal = _to_decide(proposal, by, of_closed_unit=True)
    if not note.strip():
        raise ValidationError({"note": _("Hãy nêu lý do không nhận.")})
    proposal.state = ProposalState.DECLINED
    proposal.save()
    _record(proposal, ProposalStepKind.DECLINED, proposal.at, by, note=note.strip())
    _tell_proposers(proposal, "proposal_declined", by, where=proposal.at, note=note.strip())
    return proposal


def _locked(proposal: Proposal) -> Proposal:
    related = ("unit", "at", "goal", "page", "revision")
    return Proposal.objects.select_for_update(of=("self",)).select_related(*related).get(pk=proposal.pk)


def _to_decide(proposal: Proposal, by: Any, *, of_closed_unit: bool = False) -> Proposal:
    """The proposal, locked, when the person may decide about it now; of two at once the second gets a sentence."""
    seen_at = proposal.at_id
    proposal = _locked(proposal)
    _move_from_closed(proposal, save=True)
    if not user_can_decide_proposal(by, proposal):
        if proposal.at_id != seen_at:
            _require_undecided_at(proposal, seen_at)
        raise PermissionDenied(_("Chỉ người duyệt xuất bản của đơn vị đang giữ đề xuất mới quyết định được."))
    _require_undecided(proposal)
    if proposal.at_id != seen_at:
        _require_undecided_at(proposal, seen_at)
    if proposal.state == ProposalState.CHANGES:
        raise ValidationError(_("Đã yêu cầu sửa; hãy chờ đơn vị gửi lại bản đã sửa."))
    if not of_closed_unit:
        _require_open(proposal.unit)
    return proposal


def _require_undecided(proposal: Proposal) -> None:
    if not proposal.is_open:
        raise ValidationError(_already(proposal))


def _require_undecided_at(proposal: Proposal, unit_id: int) -> None:
    """Somebody else of the same unit has just passed it on."""
    step = proposal.steps.filter(unit=unit_id).select_related("by").last()
    if step is not None and step.kind != ProposalStepKind.PROPOSED:
        raise ValidationError(_already(proposal))


def _already(proposal: Proposal) -> str:
    step = proposal.steps.select_related("by", "unit").order_by("pk").reverse()[0]
    return _("Đề xuất này đã được quyết định: %(what)s, %(who)s, %(at)s.") % {
        "what": step.get_kind_display(),
        "who": step.by or step.unit,
        "at": f"{timezone.localtime(step.at):%H:%M %d/%m/%Y}",
    }


def _require_open(unit: Unit) -> None:
    if not audiences.above(unit):
        raise ValidationError(
            _("%(unit)s đã kết thúc hoạt động nên đề xuất không còn hiệu lực.") % {"unit": unit.full_name}
        )


def _proposed(proposal: Proposal) -> ArticlePage:
    """The article as it was proposed; as it stands where that revision was purged."""
    if proposal.page is None:
        raise ValidationError(_("Tin gốc đã bị xoá; hãy yêu cầu đơn vị đề xuất lại."))
    content = proposal.revision.as_object() if proposal.revision else proposal.page
    content.unit = proposal.unit
    return content


def _first_section(unit: Unit, proposal: Proposal) -> NewsIndexPage | None:
    """The unit's first news section in the language of the article, else its first."""
    found = list(sections(unit))
    same = (one for one in found if proposal.page and one.locale_id == proposal.page.locale_id)
    return next(same, found[0] if found else None)


# --- The way up ----------------------------------------------------------------------------------


def following_unit(proposal: Proposal) -> Unit | None:
    """The unit the proposal would go to next, on the tree of today; None where its way ends."""
    if proposal.at_id == proposal.goal_id:
        return None
    chain = audiences.above(proposal.at)[1:]
    return Unit.objects.get(pk=chain[0][0]) if chain else None


def _following(proposal: Proposal) -> Unit:
    following = following_unit(proposal)
    if following is None:
        raise ValidationError(_("Đề xuất đã tới nơi được gửi; không còn cấp nào phía trên để chuyển."))
    return following


def _pass(proposal: Proposal, following: Unit, by: Any, note: str = "") -> None:
    came_from = proposal.at
    proposal.at, proposal.state = following, ProposalState.WAITING
    proposal.save()
    _record(proposal, ProposalStepKind.PASSED_ON, came_from, by, to=following, note=note.strip())
    _tell_deciders(proposal, by)
    _tell_proposers(proposal, "proposal_passed_on", by, where=came_from, to=following)


def _move_from_closed(proposal: Proposal, *, save: bool = False) -> None:
    """A proposal waiting at a unit that has ended goes to the unit above the proposing one today."""
    if not proposal.is_open or audiences.above(proposal.at):
        return
    chain = audiences.above(proposal.unit)[1:]
    if not chain:
        return
    came_from, proposal.at = proposal.at, Unit.objects.get(pk=chain[0][0])
    if proposal.goal_id not in [pk for pk, _uuid, _tier in chain]:
        proposal.goal = goals(proposal.unit)[-1]
    if save:
        proposal.save()
    _record(proposal, ProposalStepKind.REROUTED, came_from, None, to=proposal.at)


@transaction.atomic
def move_from_closed_units() -> int:
    """Send on what waits at units that have ended; returns how many. Run daily and when an inbox is opened."""
    in_force = UnitVersion.objects.on().values("unit")
    stuck = Proposal.objects.filter(state__in=ProposalState.open()).exclude(at__in=in_force)
    moved = 0
    for proposal in stuck.filter(unit__in=in_force).select_for_update(of=("self",)).select_related("unit", "at"):
        _move_from_closed(proposal, save=True)
        _tell_deciders(proposal, None)
        moved += 1
    return moved


# --- The record, and telling ---------------------------------------------------------------------


def _record(
    proposal: Proposal,
    kind: str,
    unit: Unit,
    by: Any,
    *,
    to: Unit | None = None,
    note: str = "",
    copy: ArticlePage | None = None,
) -> None:
    ProposalStep.objects.create(proposal=proposal, kind=kind, unit=unit, by=by, to=to, note=note, copy=copy)


def _url(proposal: Proposal, unit: Unit) -> str:
    return f"{reverse('newsroom_flow:proposal', args=[proposal.pk])}?don-vi={unit.uuid}"


def _tell_deciders(proposal: Proposal, by: Any) -> None:
    source = proposal.unit.full_name
    told = {"by": by, "url": _url(proposal, proposal.at), "title": proposal.title, "source": source}
    notify(people_with_roles(proposal.at, *DECIDERS), "proposal_waits", unit=proposal.at, **told)
    if any(tier == BOARD_TIER for _pk, _uuid, tier in audiences.above(proposal.at)[:1]):
        held = RoleAssignment.objects.on().filter(role=Role.EDITORIAL_BOARD)
        notify(User.objects.filter(is_active=True, pk__in=held.values("person")), "proposal_waits", unit=None, **told)


def _tell_proposers(proposal: Proposal, kind: str, by: Any, **data: Any) -> None:
    people = [*people_with_roles(proposal.unit, *DECIDERS), *([proposal.owner] if proposal.owner else [])]
    notify(people, kind, unit=proposal.unit, by=by, url=_url(proposal, proposal.unit), title=proposal.title, **data)


def tell_of_publication(article: ArticlePage, *, by: Any) -> None:
    """Tell a unit that what was taken over from it has gone on line; in the transaction of the publication."""
    step = ProposalStep.objects.filter(copy=article).select_related("proposal__unit", "proposal__owner", "unit").first()
    if step is not None:
        _tell_proposers(step.proposal, "proposal_published", by, where=step.unit)


# --- Lists ---------------------------------------------------------------------------------------


def waiting_at(unit: Unit) -> QuerySet[Proposal]:
    """What waits for a unit's decision, the longest waiting first."""
    waiting = Proposal.objects.filter(at=unit, state=ProposalState.WAITING)
    return waiting.select_related("unit", "goal", "owner").order_by("changed_at", "pk")


def decided_at(unit: Unit) -> QuerySet[Proposal]:
    """What a unit has had to decide about and no longer has, the newest first."""
    seen = ProposalStep.objects.filter(unit=unit).exclude(proposal__unit=unit).values("proposal")
    here = Proposal.objects.filter(pk__in=seen).exclude(at=unit, state=ProposalState.WAITING)
    return here.select_related("unit", "goal", "at").order_by("-changed_at", "-pk")


def proposed_by(unit: Unit) -> QuerySet[Proposal]:
    """What a unit has proposed, the newest first."""
    return Proposal.objects.filter(unit=unit).select_related("at", "goal", "owner").order_by("-proposed_at", "-pk")
