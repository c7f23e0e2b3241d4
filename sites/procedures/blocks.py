"""The parts of a procedure that are lists: its steps, the ways to file, the papers of the dossier, the fees."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.core.blocks import StreamBlock

from .enums import FilingWay


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Việc cần làm"), max_length=200)
    text = blocks.TextBlock(label=_("Cách làm"), required=False, max_length=3000)
    days = blocks.CharBlock(
        label=_("Mất bao lâu"), required=False, max_length=100, help_text=_("Ví dụ: trong ngày, 3 ngày làm việc.")
    )

    class Meta:
        icon = "list-ol"
        label = _("Bước")


class WayBlock(blocks.StructBlock):
    way = blocks.ChoiceBlock(label=_("Cách nộp"), choices=FilingWay.choices)
    text = blocks.TextBlock(label=_("Hướng dẫn"), required=False, max_length=1000)

    class Meta:
        icon = "mail"
        label = _("Cách nộp")


class PaperBlock(blocks.StructBlock):
    """One component of the dossier; `only_show` marks what is shown and taken home again."""

    name = blocks.CharBlock(label=_("Giấy tờ"), max_length=500)
    originals = blocks.IntegerBlock(label=_("Bản chính"), required=False, min_value=0, max_value=20)
    copies = blocks.IntegerBlock(label=_("Bản sao"), required=False, min_value=0, max_value=20)
    only_show = blocks.BooleanBlock(label=_("Chỉ xuất trình"), required=False)
    note = blocks.CharBlock(label=_("Ghi chú"), required=False, max_length=300)

    class Meta:
        icon = "doc-full"
        label = _("Giấy tờ")


class DossierBlock(blocks.StructBlock):
    """The papers of one case; a procedure that asks the same of everybody has one without a name."""

    case = blocks.CharBlock(
        label=_("Trường hợp"), required=False, max_length=250, help_text=_("Để trống: áp dụng cho mọi trường hợp.")
    )
    papers = blocks.ListBlock(PaperBlock(), label=_("Giấy tờ"))

    class Meta:
        icon = "folder"
        label = _("Thành phần hồ sơ")


class FeeBlock(blocks.StructBlock):
    """A fee or charge in đồng; nought is free of charge."""

    name = blocks.CharBlock(label=_("Tên phí, lệ phí"), max_length=200)
    amount = blocks.IntegerBlock(label=_("Mức thu (đồng)"), required=False, min_value=0, max_value=10_000_000_000)
    note = blocks.CharBlock(label=_("Cách tính, miễn giảm"), required=False, max_length=300)

    class Meta:
        icon = "tag"
        label = _("Khoản thu")


class StepsBlock(StreamBlock):
    step = StepBlock()


class WaysBlock(StreamBlock):
    way = WayBlock()


class DossiersBlock(StreamBlock):
    dossier = DossierBlock()


class FeesBlock(StreamBlock):
    fee = FeeBlock()
