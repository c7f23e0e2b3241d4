"""The models of the organisation, a module for each part."""

from .bodies import Body
from .calendar import CalendarEntry
from .pages import OrganisationIndexPage
from .people import Person, Position, Spokesperson

__all__ = ["Body", "CalendarEntry", "OrganisationIndexPage", "Person", "Position", "Spokesperson"]
