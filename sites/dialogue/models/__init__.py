"""The models of the dialogue, by noun."""

from .cases import Case, CaseEvent, CaseFile
from .kinds import AnswerTemplate, CaseKind, FieldRoute
from .pages import DialoguePage
from .published import PublishedCase, PublishedFile

__all__ = [
    "AnswerTemplate",
    "Case",
    "CaseEvent",
    "CaseFile",
    "CaseKind",
    "DialoguePage",
    "FieldRoute",
    "PublishedCase",
    "PublishedFile",
]
