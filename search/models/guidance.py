"""What people add to the search: abbreviations, answers that stand above the hits, and what was asked in vain."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin
from wagtail.search import index

from portal.core import text
from sites.units.models import Unit, UnitOwned, UnitWorkflowMixin

MAX_PHRASE_SYLLABLES = 8


class Abbreviation(models.Model):
    """A short form and its meaning, which stand for each other in every search: UBND, ủy ban nhân dân."""

    short = models.CharField(_("viết tắt"), max_length=20, help_text=_("Một từ, ví dụ: UBND."))
    meaning = models.CharField(_("nghĩa đầy đủ"), max_length=150, help_text=_("Ví dụ: ủy ban nhân dân."))
    # As both are compared: folded. The first release's list is loaded by it.
    folded = models.CharField(max_length=20, unique=True, editable=False)

    class Meta:
        verbose_name = _("từ viết tắt khi tìm kiếm")
        verbose_name_plural = _("từ viết tắt khi tìm kiếm")
        ordering = ["folded"]

    def __str__(self) -> str:
        return f"{self.short} = {self.meaning}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = text.syllables(self.short)[0]
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if len(text.syllables(self.short)) != 1:
            raise ValidationError({"short": _("Từ viết tắt phải là một từ liền, ví dụ: UBND.")})
        if not 1 <= len(text.syllables(self.meaning)) <= MAX_PHRASE_SYLLABLES:
            raise ValidationError(
                {"meaning": _("Nghĩa đầy đủ phải có từ 1 đến %(most)s âm tiết.") % {"most": MAX_PHRASE_SYLLABLES}}
            )
        others = Abbreviation.objects.exclude(pk=self.pk)
        if others.filter(folded=text.syllables(self.short)[0]).exists():
            raise ValidationError({"short": _("Từ viết tắt này đã có trong danh sách; hãy sửa dòng đã có.")})


class PromotedAnswer(
    UnitOwned, UnitWorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, index.Indexed, models.Model
):
    """An answer that a unit puts above the hits for certain words, on its own site and on those below it."""

    phrases = models.TextField(
        _("khi người đọc tìm"), help_text=_("Mỗi dòng một cụm từ, có dấu hay không dấu đều được, tối đa 8 âm tiết.")
    )
    title = models.CharField(_("câu trả lời"), max_length=150)
    summary = models.CharField(_("nói thêm"), max_length=300, blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("trang dẫn tới"),
    )
    url = models.URLField(_("hoặc địa chỉ dẫn tới"), blank=True)
    # Every phrase as it is compared.
    folded = ArrayField(models.CharField(max_length=330), editable=False, default=list)

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("unit"),
        index.FilterField("is_shared"),
        index.FilterField("live"),
    ]
    panels = [
        FieldPanel("phrases"),
        MultiFieldPanel([FieldPanel("title"), FieldPanel("summary")], heading=_("Câu trả lời")),
        MultiFieldPanel([FieldPanel("page"), FieldPanel("url")], heading=_("Dẫn tới")),
    ]

    class Meta:
        verbose_name = _("câu trả lời ghim")
        verbose_name_plural = _("câu trả lời ghim")
        ordering = ["title"]
        indexes = [GinIndex(fields=["folded"], name="search_promoted_phrases")]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = _folded(self.phrases)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        wrong = [line for line in self.phrases.splitlines() if len(text.syllables(line)) > MAX_PHRASE_SYLLABLES]
        if wrong:
            raise ValidationError(
                {"phrases": _("Cụm từ “%(phrase)s” dài quá 8 âm tiết; hãy rút gọn.") % {"phrase": wrong[0][:80]}}
            )
        if not _folded(self.phrases):
            raise ValidationError({"phrases": _("Hãy ghi ít nhất một cụm từ.")})
        if bool(self.page_id) == bool(self.url):
            raise ValidationError({"page": _("Hãy chọn một trang hoặc ghi một địa chỉ, không cả hai.")})


def _folded(phrases: str) -> list[str]:
    lines = (" ".join(text.syllables(line)) for line in phrases.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


class MissedQuery(models.Model):
    """Words that were searched on a unit's site and found nothing; how often in a month, never by whom."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    folded = models.CharField(max_length=120)
    # As it was typed last.
    typed = models.CharField(_("từ đã tìm"), max_length=120)
    times = models.PositiveIntegerField(_("số lần"), default=1)

    class Meta:
        verbose_name = _("tìm mà không thấy")
        verbose_name_plural = _("tìm mà không thấy")
        constraints = [
            models.UniqueConstraint(fields=["unit", "month", "folded"], name="search_missed_once_a_month"),
        ]
        indexes = [models.Index(fields=["unit", "-times"], name="search_missed_most")]

    def __str__(self) -> str:
        return self.typed

    @property
    def month_text(self) -> str:
        return f"{self.month:%m/%Y}"
