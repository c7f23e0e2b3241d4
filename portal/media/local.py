"""Stored files as files of this machine, wherever they are kept, and their text."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any

from django.core.files.base import File

from . import extraction

CHUNK = 1024 * 1024


def kind_of(file: File) -> str:
    """The extension of a file, small and without its dot."""
    return PurePath(file.name or "").suffix.lower().removeprefix(".")


@contextmanager
def local_path(file: Any) -> Iterator[Path]:
    """The content as a file on this machine, wherever it is stored."""
    try:
        yield Path(file.temporary_file_path() if hasattr(file, "temporary_file_path") else file.path)
        return
    except (AttributeError, NotImplementedError):
        pass
    with tempfile.NamedTemporaryFile(suffix=f".{kind_of(file)}") as copy:
        file.seek(0)
        while chunk := file.read(CHUNK):
            copy.write(chunk)
        copy.flush()
        file.seek(0)
        yield Path(copy.name)


def text_of(file: Any, extension: str, *, seconds: int = extraction.SECONDS) -> extraction.Extracted:
    """The text of a stored file, or why there is none."""
    try:
        with file.open("rb") as content, local_path(content) as path:
            return extraction.extract(path, extension, seconds=seconds)
    except (OSError, ValueError):
        return extraction.Extracted(extraction.State.FAILED, reason=extraction.Reason.MISSING)
