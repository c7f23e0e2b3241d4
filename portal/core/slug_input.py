"""The address that Wagtail's editor writes while a title is typed: Vietnamese letters lose their marks, none is lost.

The script of Wagtail knows the letters with one mark and drops those with two ("Lễ đường" became "l-djng").
"""

import unicodedata

from django.db.models import SlugField
from wagtail.admin.forms.models import register_form_field_override
from wagtail.admin.widgets import SlugInput

# U+1EA0 to U+1EF9 are the letters of Vietnamese; the others stand in Latin-1 and Latin Extended.
_LETTERS = [*map(chr, range(0xC0, 0x180)), *map(chr, range(0x1A0, 0x1B1)), *map(chr, range(0x1EA0, 0x1EFA))]


def formatters() -> list[tuple[str, str]]:
    """A pattern for each plain letter with all the marked ones that stand for it, and one for marks by themselves."""
    marked: dict[str, str] = {"d": "đ", "D": "Đ"}
    for letter in _LETTERS:
        plain = unicodedata.normalize("NFD", letter)[0]
        if plain.isascii() and plain != letter:
            marked[plain] = marked.get(plain, "") + letter
    return [(f"[{letters}]", plain) for plain, letters in sorted(marked.items())] + [("[\u0300-\u036f]", "")]


class VietnameseSlugInput(SlugInput):
    def __init__(self, attrs: dict | None = None, locale: object | None = None) -> None:
        super().__init__(attrs, formatters=formatters(), locale=locale)


def install() -> None:
    """Use it for every slug in the admin."""
    register_form_field_override(SlugField, override={"widget": VietnameseSlugInput})
