"""Where the files of documents are, for readers and for editors."""

from typing import Any
from urllib.parse import quote

from django.urls import reverse

# So much of the checksum tells the files of one document apart.
MARK_LENGTH = 12


def attachment_path(attachment: Any) -> str:
    """The download of an attachment on the site of the document's unit; stays the same while the file does."""
    return reverse(
        "documents_attachment",
        args=[attachment.document.slug, attachment.stored.sha256[:MARK_LENGTH], attachment.stored.name],
    )


def content_disposition(name: str) -> str:
    """A download under a Vietnamese name, which old programs get without its accents."""
    from portal.core import text

    stem, dot, extension = name.rpartition(".")
    plain = (text.slugify(stem) or "tep") + dot + extension if dot else (text.slugify(name) or "tep")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
