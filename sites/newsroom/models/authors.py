"""Who wrote an article, and which part of it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from portal.core import text

WHOLE = 100
A_PART = _("Phần đóng góp là một số từ 1 đến 100.")


class ArticleAuthor(Orderable):
    """One of an article's authors: a person of the unit, a name only, or both (the person writes under that name)."""

    article = ParentalKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="authors")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("người của đơn vị"),
    )
    pen_name = models.CharField(
        _("bút danh"), max_length=100, blank=True, help_text=_("Để trống thì dưới bài hiện họ tên của người được chọn.")
    )
    share = models.PositiveSmallIntegerField(
        _("phần đóng góp (%)"),
        default=WHOLE,
        validators=[MinValueValidator(1, A_PART), MaxValueValidator(WHOLE, A_PART)],
    )

    class Meta(Orderable.Meta):
        verbose_name = _("tác giả")
        verbose_name_plural = _("tác giả")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(share__gte=1, share__lte=WHOLE),
                name="newsroom_author_share_is_a_part",
                violation_error_message=A_PART,
            )
        ]

    def __str__(self) -> str:
        return self.byline

    @property
    def byline(self) -> str:
        """The name that stands below the article."""
        return self.pen_name or (self.person.full_name if self.person else "")

    def clean(self) -> None:
        super().clean()
        self.pen_name = text.normalise(self.pen_name).strip()
        if not self.person_id and not self.pen_name:
            raise ValidationError(_t("Hãy chọn người của đơn vị hoặc ghi bút danh."))


def why_not_shared(authors: list[tuple[int | None, str, int]]) -> str | None:
    """A sentence when authors, given as (person id, pen name, share), do not share one whole; else None.

    An article without authors is fine: its royalty waits until somebody names them.
    """
    if not authors:
        return None
    total = sum(share for _person, _name, share in authors)
    if total != WHOLE:
        return _t("Phần đóng góp của các tác giả cộng lại là %(total)s %%; hãy sửa để tổng bằng 100 %%.") % {
            "total": total
        }
    names = [person or text.fold(name) for person, name, _share in authors]
    if len(set(names)) < len(names):
        return _t("Mỗi tác giả chỉ ghi một dòng; hãy gộp phần đóng góp của người được ghi hai lần.")
    return None
