"""The newsroom's models, a module for each part."""

from .alerts import Alert
from .authors import ArticleAuthor, why_not_shared
from .desk import Story
from .flow import Adaptation, Proposal, ProposalStep, Push, PushReceipt
from .genres import Genre
from .pages import ArticlePage, ArticleRelatedLink, ArticleTag, NewsIndexPage
from .royalties import RoyaltyAdjustment, RoyaltyEntry, RoyaltyLine, RoyaltyMonth, RoyaltyRate

__all__ = [
    "Adaptation",
    "Alert",
    "ArticleAuthor",
    "ArticlePage",
    "ArticleRelatedLink",
    "ArticleTag",
    "Genre",
    "NewsIndexPage",
    "Proposal",
    "ProposalStep",
    "Push",
    "PushReceipt",
    "RoyaltyAdjustment",
    "RoyaltyEntry",
    "RoyaltyLine",
    "RoyaltyMonth",
    "RoyaltyRate",
    "Story",
    "why_not_shared",
]
