"""What the kinds of public information have in common: a title and text; a table that came as a file."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from portal.core.blocks import BodyBlock
from portal.core.fields import StreamField
from sites.units.models import AddressedContent


class PublicItem(AddressedContent):
    """A thing with a title, a sentence or two, and text that may hold files and pictures."""

    # How its page and its preview show it; both take what `showing.context_of` gives.
    body_template: ClassVar[str]

    title = models.CharField(_("tiêu đề"), max_length=300)
    summary = models.TextField(_("tóm tắt"), blank=True, max_length=1000)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("nội dung, tệp đính kèm"))

    search_fields = [
        *AddressedContent.search_fields,
        index.SearchField("title"),
        index.AutocompleteField("title"),
    ]

    class Meta:
        abstract = True

    def get_preview_template(self, request: object, mode_name: str) -> str:
        return "publicinfo/preview.html"

    def get_preview_context(self, request: Any, mode_name: str) -> dict[str, Any]:
        # What a page shows is put together from these models.
        from ..showing import context_of

        return super().get_preview_context(request, mode_name) | context_of(self, request)


class WithTable(models.Model):
    """Figures in a table that is brought as a file and kept as they are: numbers as numbers."""

    headings = models.JSONField(default=list, editable=False)
    rows = models.JSONField(default=list, editable=False)

    class Meta:
        abstract = True
