"""The models of the dialogue, by noun."""

from .cases import Case, CaseEvent, CaseFile
from .kinds import AnswerTemplate, CaseKind, FieldRoute
from .pages import DialoguePage
from .polls import Poll, PollBallot, PollQuestion, PollTally
from .published import PublishedCase, PublishedFile

__all__ = [
    "AnswerTemplate",
    "Case",
    "CaseEvent",
    "CaseFile",
    "CaseKind",
    "DialoguePage",
    "FieldRoute",
    "Poll",
    "PollBallot",
    "PollQuestion",
    "PollTally",
    "PublishedCase",
    "PublishedFile",
]
