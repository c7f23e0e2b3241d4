"""What a section that fills itself with documents is told: which types, fields and tags."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from portal.core.blocks import StreamBlock


def _types() -> list[tuple[str, str]]:
    return _named("type")


def _fields() -> list[tuple[str, str]]:
    return _named("field")


def _named(column: str) -> list[tuple[str, str]]:
    # A block asks for its choices again at each value; the names are kept.
    from .services.places import names

    return [(name.code, str(name)) for name in names()[column].values()]


class SectionListBlock(blocks.StructBlock):
    """One list: documents of any of the types and any of the fields that carry any of the tags.

    What is left empty asks nothing.
    """

    title = blocks.CharBlock(label=_("Tên danh sách"), max_length=150)
    types = blocks.MultipleChoiceBlock(label=_("Loại văn bản"), choices=_types, required=False)
    fields = blocks.MultipleChoiceBlock(label=_("Lĩnh vực"), choices=_fields, required=False)
    tags = blocks.CharBlock(label=_("Từ khoá"), required=False, max_length=250, help_text=_("Cách nhau bằng dấu phẩy."))
    below = blocks.BooleanBlock(label=_("Cả của các đơn vị cấp dưới"), required=False)

    class Meta:
        icon = "list-ul"
        label = _("Danh sách văn bản")


class SectionListsBlock(StreamBlock):
    documents = SectionListBlock()

    class Meta:
        label = _("Các danh sách")
