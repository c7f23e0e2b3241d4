"""The blocks an article or an ordinary page is written with."""

from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock

from portal.core.video_links import why_not_video

from .preload import BodyDocumentChooserBlock, BodyImageBlock

RICH_TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]


class FigureBlock(blocks.StructBlock):
    """A picture with its text alternative (asked for by ImageBlock), caption and credit."""

    image = BodyImageBlock(label=_("Ảnh"))
    caption = blocks.CharBlock(label=_("Chú thích"), required=False, max_length=300)
    credit = blocks.CharBlock(label=_("Nguồn ảnh"), required=False, max_length=150)

    class Meta:
        icon = "image"
        label = _("Hình ảnh")
        template = "blocks/figure.html"


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Lời trích"))
    source = blocks.CharBlock(label=_("Nguồn"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Trích dẫn")
        template = "blocks/quotation.html"


class AttachmentBlock(blocks.StructBlock):
    document = BodyDocumentChooserBlock(label=_("Tệp"))
    title = blocks.CharBlock(label=_("Tên hiển thị"), required=False, max_length=200)

    class Meta:
        icon = "doc-full"
        label = _("Tệp đính kèm")
        template = "blocks/attachment.html"


class VideoLinkBlock(blocks.StructBlock):
    """A video on another site, shown as a still picture; that site is contacted only after a click."""

    title = blocks.CharBlock(label=_("Tên video"), max_length=200)
    url = blocks.URLBlock(label=_("Địa chỉ video"))
    still = BodyImageBlock(label=_("Ảnh đại diện"))

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if reason := why_not_video(cleaned["url"]):
            raise StructBlockValidationError(block_errors={"url": ValidationError(reason)})
        return cleaned

    class Meta:
        icon = "media"
        label = _("Video (liên kết)")
        template = "blocks/video_link.html"


class StreamBlock(blocks.StreamBlock):
    """Refuses a form that lacks it: Wagtail would crash, and an empty text in place of what is there is a loss."""

    def value_from_datadict(self, data: Any, files: Any, prefix: str) -> Any:
        if f"{prefix}-count" not in data:
            raise BadRequest(str(_("Biểu mẫu gửi lên không đầy đủ; hãy mở lại trang rồi gửi lại.")))
        return super().value_from_datadict(data, files, prefix)


class BodyBlock(StreamBlock):
    text = blocks.RichTextBlock(
        label=_("Đoạn văn"), icon="pilcrow", features=RICH_TEXT_FEATURES, template="blocks/text.html"
    )
    figure = FigureBlock()
    gallery = blocks.ListBlock(FigureBlock(), label=_("Bộ ảnh"), icon="image", template="blocks/gallery.html")
    table = TableBlock(label=_("Bảng"), template="blocks/table.html")
    quotation = QuotationBlock()
    attachment = AttachmentBlock()
    video = VideoLinkBlock()

    class Meta:
        label = _("Nội dung")
