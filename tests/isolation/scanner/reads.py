"""Which parameters of a query a view looks at: what it never looks at cannot change what it answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.http import QueryDict

# Stands for a view that went through all parameters, whatever their names.
EVERYTHING = "*"


class WatchedQuery(QueryDict):
    """Notes the names that are looked for. Copying a query or writing it into a link is not looking."""

    names: set[str] = set()
    _echoing = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        with self._echo():
            super().__init__(*args, **kwargs)

    def __getitem__(self, key: str) -> Any:
        self._note(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._note(str(key))
        return super().__contains__(key)

    def _getlist(self, key: str, default: Any = None, force_list: bool = False) -> Any:
        self._note(key)
        return super()._getlist(key, default, force_list)

    def pop(self, key: str, *args: Any) -> Any:
        self._note(key)
        return super().pop(key, *args)

    def __iter__(self) -> Iterator[str]:
        self._note(EVERYTHING)
        return super().__iter__()

    def keys(self) -> Any:
        self._note(EVERYTHING)
        return super().keys()

    def items(self) -> Any:
        self._note(EVERYTHING)
        return super().items()

    def lists(self) -> Any:
        self._note(EVERYTHING)
        return super().lists()

    def values(self) -> Any:
        self._note(EVERYTHING)
        return super().values()

    def urlencode(self, safe: str | None = None) -> str:
        with self._echo():
            return super().urlencode(safe)

    def __copy__(self) -> QueryDict:
        with self._echo():
            return super().__copy__()

    def __deepcopy__(self, memo: dict) -> QueryDict:
        with self._echo():
            return super().__deepcopy__(memo)

    def _note(self, name: str) -> None:
        if not self._echoing:
            self.names.add(name)

    @contextmanager
    def _echo(self) -> Iterator[None]:
        before, self._echoing = self._echoing, True
        try:
            yield
        finally:
            self._echoing = before


@contextmanager
def read_names() -> Iterator[set[str]]:
    """Yields the names of the parameters that are looked for in the addresses of requests while it is open."""
    names: set[str] = set()
    with (
        patch.object(WatchedQuery, "names", names),
        patch("django.core.handlers.wsgi.QueryDict", WatchedQuery),
    ):
        yield names
