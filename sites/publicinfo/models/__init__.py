"""The models of public information, a module for each part."""

from .figures import BudgetDisclosure, StatisticalReport
from .media import MediaItem
from .notices import Notice, NoticeList
from .pages import PublicInfoIndexPage
from .plans import Boundary, Plan
from .projects import Project

__all__ = [
    "Boundary",
    "BudgetDisclosure",
    "MediaItem",
    "Notice",
    "NoticeList",
    "Plan",
    "Project",
    "PublicInfoIndexPage",
    "StatisticalReport",
]
