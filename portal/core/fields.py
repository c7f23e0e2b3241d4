"""Model fields that the whole project shares."""

import json
from typing import Any

from django.db import models
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField as WagtailStreamField

from . import text


class StreamField(WagtailStreamField):
    """A StreamField whose blocks stay out of migrations, so that a new block is not a new migration.

    Dropping the blocks alone would lose content: in a data migration the historic field knows no block, drops
    every item as unknown and saves an empty value. `to_python` therefore keeps the items as they are stored
    where there are no blocks; a data migration reads and changes them through `raw_data`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not args and "block_types" not in kwargs:
            args = ([],)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, _args, kwargs = super().deconstruct()
        for key in ("block_types", "block_lookup", "verbose_name", "help_text"):
            kwargs.pop(key, None)
        return name, path, [], kwargs

    def to_python(self, value: Any) -> Any:
        if self.stream_block.child_blocks or isinstance(value, StreamValue):
            return super().to_python(value)
        stored = json.loads(value) if isinstance(value, str) and value else value
        kept = StreamValue(self.stream_block, stored or [], is_lazy=True)
        # Wagtail sets this so that the value can be pickled.
        kept._stream_field = self
        return kept


class _DerivedField(models.CharField):
    """A stored column computed from another one at every save, bulk inserts included."""

    description = "Text derived from another field"

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        kwargs.setdefault("max_length", 500)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        kwargs.setdefault("db_index", True)
        # Byte order: these keys are compared and prefixed, and the server's locale must not interfere.
        kwargs.setdefault("db_collation", "C")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), kwargs | {"source": self.source}

    def derive(self, value: str) -> str:
        raise TypeError("a derived field says how it is derived")

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.derive(str(getattr(model_instance, self.source) or ""))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value


class FoldedField(_DerivedField):
    """The source field folded by `text.fold`, for finding without accents."""

    def derive(self, value: str) -> str:
        return text.fold(value)


class SortKeyField(_DerivedField):
    """The key by which the source field sorts in Vietnamese order."""

    def derive(self, value: str) -> str:
        return text.sort_key(value)


class PersonSortKeyField(_DerivedField):
    """The key by which a person's name sorts: given name first."""

    def derive(self, value: str) -> str:
        return text.person_sort_key(value)
