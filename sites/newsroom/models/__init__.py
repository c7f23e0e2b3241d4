"""The newsroom's models, a module for each part."""

from .pages import ArticlePage, ArticleRelatedLink, ArticleTag, NewsIndexPage

__all__ = ["ArticlePage", "ArticleRelatedLink", "ArticleTag", "NewsIndexPage"]
