"""Whose the rows are that hang on files, documents and imports."""

from sites.units.permissions import register_owner

from ..models import Attachment, FileText, ImportFault


def register_file_owners() -> None:
    register_owner(Attachment, lambda row: row.document.unit_id)
    register_owner(FileText, lambda row: row.file.unit_id)
    register_owner(ImportFault, lambda row: row.table_import.unit_id)
