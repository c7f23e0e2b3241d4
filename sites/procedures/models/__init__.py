"""The models of the procedures, a module for each part."""

from .facts import LocalFacts
from .lists import Agency, ApplicantGroup, LifeEvent, ServiceLevel
from .pages import ProcedureIndexPage
from .procedures import LegalBasis, Procedure, ProcedureFile, ProcedureLevel, ProcedureVersion

__all__ = [
    "Agency",
    "ApplicantGroup",
    "LegalBasis",
    "LifeEvent",
    "LocalFacts",
    "Procedure",
    "ProcedureFile",
    "ProcedureIndexPage",
    "ProcedureLevel",
    "ProcedureVersion",
    "ServiceLevel",
]
