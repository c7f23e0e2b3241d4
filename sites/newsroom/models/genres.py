"""What kind of piece an article is: each unit keeps its own list, from which its royalty rates follow."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from portal.core.fields import SortKeyField
from portal.core.sorting import NamesInOrder
from sites.units.models import UnitOwned


class Genre(UnitOwned):
    """A genre of a unit's newsroom: news item, report, interview …"""

    name = models.CharField(_("tên thể loại"), max_length=80)
    name_key = SortKeyField(source="name")
    is_translation = models.BooleanField(
        _("là bản dịch"),
        default=False,
        help_text=_(
            "Bản dịch của một tin bài chỉ được tính nhuận bút khi ghi thể loại dịch; ghi thể loại khác thì không,"
            " vì bài gốc đã được tính."
        ),
    )
    in_use = models.BooleanField(
        _("đang dùng"),
        default=True,
        help_text=_(
            "Bỏ chọn thì tin bài mới không dùng được nữa, tin bài cũ giữ nguyên. Thể loại đã có tin bài thì không xoá."
        ),
    )
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=100)

    objects = NamesInOrder.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("is_translation"),
        FieldRowPanel([FieldPanel("order"), FieldPanel("in_use")]),
    ]

    class Meta:
        verbose_name = _("thể loại tin bài")
        verbose_name_plural = _("thể loại tin bài")
        ordering = ["order", "name_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="newsroom_genre_once_a_unit",
                violation_error_message=_("Đơn vị đã có thể loại mang tên này."),
            )
        ]

    def __str__(self) -> str:
        return self.name
