"""Official documents for tests; every function passes the owning unit explicitly."""

from datetime import date

from sites.documents.models import DocumentType, Field, OfficialDocument
from sites.documents.services import save_document
from sites.units.models import Unit


def make_official(
    unit: Unit,
    symbol: str = "15/2024/QĐ-UBND",
    *,
    abstract: str = "Ban hành quy chế thử nghiệm",
    issued_on: date = date(2024, 3, 12),
    live: bool = True,
    **fields: object,
) -> OfficialDocument:
    """A document of the unit, published unless `live` says otherwise."""
    return save_document(
        OfficialDocument(unit=unit, symbol=symbol, abstract=abstract, issued_on=issued_on, live=live, **fields)
    )


def make_document_of(
    unit: Unit, symbol: str, title: str = "Về việc thử nghiệm", *, kind: str = "", field: str = "", **fields: object
) -> OfficialDocument:
    """The same with a title, its type and field named by their codes in the lists."""
    if kind:
        fields["type"] = DocumentType.objects.get(code=kind)
    if field:
        fields["field"] = Field.objects.get(code=field)
    fields.setdefault("abstract", title)
    return make_official(unit, symbol, title=title, **fields)
