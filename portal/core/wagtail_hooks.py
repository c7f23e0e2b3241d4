"""Hooks into Wagtail that know nothing of units."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from . import admin_words, slug_input
from .blocks.preload import BodyDocumentLinkHandler, BodyPageLinkHandler

slug_input.install()
admin_words.name_fields()


# After Wagtail's own, which they replace.
@hooks.register("register_rich_text_features", order=10)
def links_cost_one_query(features: FeatureRegistry) -> None:
    features.register_link_type(BodyPageLinkHandler)
    features.register_link_type(BodyDocumentLinkHandler)


@hooks.register("insert_editor_js")
def one_save_script() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("js/one_save.js"))


@hooks.register("insert_global_admin_js")
def words_of_scripts() -> SafeString:
    return format_html(
        '<script src="{}" data-keep-time="{}" data-more-actions="{}" data-translation="{}" defer></script>',
        static("js/admin_words.js"),
        _("Lưu giờ đã chọn"),
        _("Thao tác khác"),
        _("Dịch từ {source} sang {target}"),
    )
