"""File storage for the scanner: in memory, and nothing is ever lost from it."""

from typing import Any

from django.core.files.storage import InMemoryStorage
from django.core.files.storage.memory import InMemoryDirNode

# What would have been deleted, in the order in which it was asked for.
DELETED: list[str] = []


class KeptFiles(InMemoryStorage):
    """Remembers what was to be deleted instead of deleting it: files do not come back with a rollback.

    Whoever makes a storage of this kind finds the files of all others: Django makes a new one whenever settings change.
    """

    _files = InMemoryDirNode()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._root = self._files
        self._resolve(self.base_location, create_if_missing=True, leaf_cls=InMemoryDirNode)

    def delete(self, name: str) -> None:
        DELETED.append(name)
