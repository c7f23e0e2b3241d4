"""File storage for the scanner: in memory, and nothing is ever lost from it."""

from django.core.files.storage import InMemoryStorage

# What would have been deleted, in the order in which it was asked for.
DELETED: list[str] = []


class KeptFiles(InMemoryStorage):
    """Remembers what was to be deleted instead of deleting it: files do not come back with a rollback."""

    def delete(self, name: str) -> None:
        DELETED.append(name)
