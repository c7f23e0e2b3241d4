"""The form of a document."""

from sites.units.isolation.references import UnitOwnedForm


class OfficialDocumentForm(UnitOwnedForm):
    pass
