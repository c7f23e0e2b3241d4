"""News of other units on a site that presents a province abroad: taken by reference, and adapted in other languages.

A publisher of such a site takes a public article of the unit above it, or of any unit below that one. In its own
language it shows by reference, like what is sent down: one row, with its source and a canonical link. For another
language the editors write an adapted translation, an article of their own that keeps its source. What the person may
not do raises `PermissionDenied`, what makes no sense `ValidationError`, each with a sentence and nothing changed.
"""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from portal.core import serving
from sites.units import audiences
from sites.units.enums import Action, AudienceKind, AuditKind
from sites.units.models import Unit
from sites.units.oversight import audit
from sites.units.permissions import unit_id_of, user_can, user_can_publish

from ..models import Adaptation, ArticlePage, Genre, NewsIndexPage, Push
from .flow_copies import belongings, own_copy
from .flow_down import LONGEST, sent_to, why_not_shown_elsewhere


def takes_news(unit: Unit) -> bool:
    """Whether a unit takes news of others for its site: one that presents a province and is no authority itself."""
    version = unit.version_on()
    return version is not None and not version.tier.is_authority


def sources(unit: Unit) -> QuerySet[ArticlePage]:
    """The public articles that a unit may take, newest first: of the unit above it and of all below that one."""
    chain = audiences.above(unit)
    if len(chain) < 2:
        return ArticlePage.objects.none()
    articles = ArticlePage.objects.filter(unit_id__in=audiences.below(Unit(pk=chain[1][0])), adaptation__isnull=True)
    return serving.public(articles.exclude(unit=unit)).order_by("-published_at", "-pk")


@transaction.atomic
def take(article: Page, unit: Unit, *, by: Any, request: HttpRequest | None = None) -> Push:
    """Show a public article of another unit on this one's site, by reference, for a year."""
    if not user_can_publish(by, unit):
        raise PermissionDenied(_("Chỉ người duyệt xuất bản của đơn vị mới nhận tin của đơn vị khác được."))
    # Of two people who take the same at once, the second finds what the first has taken.
    page = Page.objects.select_for_update().get(pk=article.pk).specific
    if sentence := why_not_taken(page, unit):
        raise ValidationError(sentence)
    source = Unit.objects.get(pk=unit_id_of(page) or 0)
    now = timezone.now()
    push = Push.objects.create(
        unit=source,
        owner=by,
        page=page,
        title=page.title,
        starts_at=now,
        ends_at=now + LONGEST,
        taken_by=unit,
        audience=AudienceKind.LIST,
        keys=audiences.keys_of(AudienceKind.LIST, units=[unit]),
    )
    audiences.expire(push.keys)
    audit.record(AuditKind.TAKEN, actor=by, unit=unit, subject=push.title, request=request, source=str(source))
    return push


def why_not_taken(page: Page, unit: Unit) -> str | None:
    """Why a unit cannot take a page, as a sentence; None when it can."""
    if not takes_news(unit):
        return _("Chỉ trang thông tin đối ngoại chọn tin của đơn vị khác; đơn vị này nhận tin được gửi xuống.")
    if not isinstance(page, ArticlePage) or not page.live:
        return _("Chỉ nhận được tin bài đã đăng.")
    source_id = unit_id_of(page)
    if source_id is None or source_id == unit.pk:
        return _("Đây là tin của chính đơn vị bạn.")
    if why := why_not_shown_elsewhere(page):
        return why
    source = Unit.objects.get(pk=source_id)
    chain = [pk for pk, _uuid, _tier in audiences.above(source)]
    if not chain:
        return _(
            "%(unit)s đã kết thúc hoạt động nên không nhận tin mới từ trang cũ; hãy chọn tin của đơn vị kế thừa."
        ) % {"unit": source.full_name}
    if audiences.above(unit)[1][0] not in chain:
        return _("Chỉ nhận được tin của tỉnh và của các đơn vị trong tỉnh.")
    if Adaptation.objects.filter(article=page).exists():
        return _("Tin này là bản dịch từ đơn vị khác; hãy nhận tin gốc.")
    if sent_to(unit).not_over().filter(page=page).exists():
        return _("Tin này đã có trên trang của đơn vị; nếu đang ẩn thì chọn “Hiện lại” ở “Từ cấp trên”.")
    return None


@transaction.atomic
def adapt(push: Push, section: NewsIndexPage, *, by: Any) -> ArticlePage:
    """Begin an adapted translation of something shown by reference: a draft in a news section of another language.

    The draft starts from the words, pictures and files of the source as it is on line, copied, so that neither
    side's edits touch the other's. It passes the unit's own approval like any draft.
    """
    unit = Unit.objects.get(pk=unit_id_of(section) or 0)
    if not user_can(by, Action.ADD, unit):
        raise PermissionDenied(_("Vai trò của bạn không cho phép viết tin của đơn vị này."))
    # Of two people who begin the same at once, the second finds what the first has begun.
    push = Push.objects.select_for_update(of=("self",)).get(pk=push.pk)
    if push.is_over or not sent_to(unit).filter(pk=push.pk).exists():
        raise ValidationError(_("Tin này không còn hiện trên trang của đơn vị; hãy nhận lại trước khi dịch."))
    source = ArticlePage.objects.filter(pk=push.page_id or 0, live=True).first()
    if source is None or why_not_shown_elsewhere(source):
        raise ValidationError(_("Tin gốc không còn trên trang của đơn vị đã đăng nên không dịch được."))
    if section.locale_id == source.locale_id:
        raise ValidationError({"section": _("Hãy chọn chuyên mục của ngôn ngữ khác với ngôn ngữ của tin gốc.")})
    if existing := adaptations_of(source, unit).filter(locale=section.locale_id).first():
        raise ValidationError(
            _("Đơn vị đã có bản dịch sang ngôn ngữ này: “%(title)s”.")
            % {"title": existing.get_latest_revision_as_object().title}
        )
    genre = Genre.objects.filter(unit=unit, is_translation=True, in_use=True).first()
    with belongings(unit, by) as files:
        own = own_copy(source, section, unit=unit, by=by, files=files, genre=genre)
        Adaptation.objects.create(
            article=own,
            source_title=source.title,
            followed_at=source.last_published_at or timezone.now(),
            followed_by=by,
        )
    return own


def adaptations_of(source: Page, unit: Unit) -> QuerySet[ArticlePage]:
    """The adapted translations of a page that a unit has, drafts included."""
    return ArticlePage.objects.filter(unit=unit, original=source.pk, adaptation__isnull=False)


@transaction.atomic
def follow(article: ArticlePage, *, by: Any) -> Adaptation:
    """Say that the translation tells what its source tells now."""
    found = Adaptation.objects.select_for_update(of=("self",)).filter(article=article.pk).first()
    if found is None:
        raise ValidationError(_("Tin này không phải bản dịch từ đơn vị khác."))
    if article.unit is None or not user_can(by, Action.CHANGE, article.unit):
        raise PermissionDenied(_("Chỉ biên tập viên của đơn vị mới xác nhận bản dịch đã theo bản gốc."))
    if article.original is None or not article.original.live:
        raise ValidationError(
            _("Tin gốc không còn trên trang; hãy sửa bản dịch cho đứng riêng được, hoặc gỡ bản dịch.")
        )
    found.followed_at, found.followed_by = timezone.now(), by
    found.save(update_fields=["followed_at", "followed_by"])
    audiences.expire(audiences.keys_of(AudienceKind.LIST, units=[article.unit]))
    return found


def outdated(unit: Unit) -> QuerySet[ArticlePage]:
    """The unit's translations whose source has changed or gone since they followed it, the longest first."""
    gone = Q(original__isnull=True) | Q(original__live=False)
    changed = Q(original__last_published_at__gt=F("adaptation__followed_at"))
    found = ArticlePage.objects.filter(unit=unit, adaptation__isnull=False).filter(gone | changed)
    return found.select_related("original", "adaptation", "locale").order_by("adaptation__followed_at", "pk")


def expire_adaptations(condition: Q) -> None:
    """Make the sites stale that have an adapted translation of pages that match; called when those change."""
    units = Unit.objects.filter(pk__in=Adaptation.objects.filter(condition).values("article__unit"))
    keys = audiences.keys_of(AudienceKind.LIST, units=units)
    if keys:
        audiences.expire(keys)
