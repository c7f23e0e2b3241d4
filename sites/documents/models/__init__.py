"""The models of the documents, a module for each part."""

from .attachments import Attachment, DocumentFile, FileText
from .consultations import Consultation, ConsultationComment, ConsultationFile
from .documents import DocumentTag, DocumentText, OfficialDocument
from .gazette import GazetteIssue, GazetteItem
from .imports import ImportFault, TableImport
from .issuers import IssuingBody
from .listing import ListedDocument, ListingChange, ListingCount
from .lists import DocumentType, Field
from .pages import DocumentIndexPage, DocumentSectionPage
from .registers import RegisterEntry
from .relations import DocumentRelation

__all__ = [
    "Attachment",
    "Consultation",
    "ConsultationComment",
    "ConsultationFile",
    "DocumentFile",
    "FileText",
    "GazetteIssue",
    "GazetteItem",
    "ImportFault",
    "RegisterEntry",
    "TableImport",
    "DocumentIndexPage",
    "DocumentRelation",
    "DocumentSectionPage",
    "DocumentTag",
    "DocumentText",
    "DocumentType",
    "Field",
    "IssuingBody",
    "ListedDocument",
    "ListingChange",
    "ListingCount",
    "OfficialDocument",
]
