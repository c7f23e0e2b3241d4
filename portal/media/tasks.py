"""Jobs about the library."""

from django_tasks import task

from portal.core.nightly import every_night

from . import texts


@task()
def extract_document_text(key: int) -> None:
    """Take the text out of a document; run again, it does the same."""
    texts.take_text(key)


@every_night
@task()
def extract_documents_left() -> int:
    """Ask again for the text of documents whose job died with its worker; returns how many."""
    waiting = texts.left_waiting()
    texts.ask_for_text(waiting)
    return len(waiting)
