"""The newsroom's models, a module for each part."""

from .alerts import Alert
from .authors import ArticleAuthor, why_not_shared
from .desk import Story
from .genres import Genre
from .pages import ArticlePage, ArticleRelatedLink, ArticleTag, NewsIndexPage

__all__ = [
    "Alert",
    "ArticleAuthor",
    "ArticlePage",
    "ArticleRelatedLink",
    "ArticleTag",
    "Genre",
    "NewsIndexPage",
    "Story",
    "why_not_shared",
]
