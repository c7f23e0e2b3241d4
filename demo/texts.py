"""The files of the content folder; nothing here needs Django, so that processes that only draw can read them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"


@cache
def content(name: str) -> dict[str, Any]:
    """A file of the content folder."""
    return tomllib.loads((CONTENT / name).read_text(encoding="utf-8"))
