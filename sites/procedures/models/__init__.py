"""The models of the procedures, a module for each part."""

from .cases import Case, CaseDelivery, CaseFault, CaseToken
from .facts import LocalFacts
from .figures import MonthFigure, OpenFigure
from .lists import Agency, ApplicantGroup, LifeEvent, ServiceLevel
from .pages import ProcedureIndexPage
from .procedures import LegalBasis, Procedure, ProcedureFile, ProcedureLevel, ProcedureVersion

__all__ = [
    "Agency",
    "ApplicantGroup",
    "Case",
    "CaseDelivery",
    "CaseFault",
    "CaseToken",
    "LegalBasis",
    "LifeEvent",
    "LocalFacts",
    "MonthFigure",
    "OpenFigure",
    "Procedure",
    "ProcedureFile",
    "ProcedureIndexPage",
    "ProcedureLevel",
    "ProcedureVersion",
    "ServiceLevel",
]
