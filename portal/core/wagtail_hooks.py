"""Hooks into Wagtail that know nothing of units."""

from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from . import slug_input
from .blocks.preload import BodyDocumentLinkHandler, BodyPageLinkHandler

slug_input.install()


# After Wagtail's own, which they replace.
@hooks.register("register_rich_text_features", order=10)
def links_cost_one_query(features: FeatureRegistry) -> None:
    features.register_link_type(BodyPageLinkHandler)
    features.register_link_type(BodyDocumentLinkHandler)
