"""The types of documents and the fields of work: lists that all units share."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class PlatformList(models.Model):
    """A row of a list that the platform keeps and all units use."""

    code = models.SlugField(_("mã"), max_length=60, unique=True)
    name = models.CharField(_("tên"), max_length=150)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=150, blank=True)
    order = models.PositiveSmallIntegerField(_("thứ tự"), default=100)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return (get_language() == "en" and self.name_en) or self.name


class DocumentType(PlatformList):
    """A type of document: the 29 administrative ones of NĐ 30/2020 art. 7, and the legal normative ones.

    One abbreviation may stand for several types: `15/QĐ-UBND` is an individual decision, `15/2024/QĐ-UBND` a
    legal normative one. `issued_by` names the issuers' abbreviations that tell normative types apart.
    """

    abbreviation = models.CharField(
        _("chữ viết tắt trong số, ký hiệu"), max_length=20, blank=True, help_text=_("Ví dụ: QĐ, NQ, CV.")
    )
    normative = models.BooleanField(_("văn bản quy phạm pháp luật"), default=False)
    issued_by = models.CharField(
        _("ký hiệu cơ quan ban hành"),
        max_length=100,
        blank=True,
        help_text=_("Cách nhau bằng dấu phẩy; để trống nếu loại này không của riêng cơ quan nào."),
    )

    class Meta:
        verbose_name = _("loại văn bản")
        verbose_name_plural = _("loại văn bản")
        ordering = ["order", "code"]


class Field(PlatformList):
    """A field of work (lĩnh vực), such as land or education; the platform adds to the list."""

    class Meta:
        verbose_name = _("lĩnh vực")
        verbose_name_plural = _("lĩnh vực")
        ordering = ["order", "code"]
