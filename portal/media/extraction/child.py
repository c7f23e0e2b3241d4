"""The process that opens files: `python -m portal.media.extraction.child read doc /path` and `… probe pdf /path …`.

It knows no database and no setting, may use so much memory and time and no more, and answers with one JSON object
a file. What goes wrong in it goes wrong for this file alone.
"""

import json
import os
import resource
import sys
from pathlib import Path

from .readers import open_pdf, read
from .result import Extracted, State, Unreadable

MEMORY = 2 * 1024**3


def probe(path: Path, extension: str) -> Extracted:
    """Whether a file can be opened at all, without reading it."""
    try:
        pages = len(open_pdf(path)) if extension == "pdf" else None
    except Unreadable as error:
        return Extracted(error.state, reason=error.reason)
    return Extracted(State.WAITING, pages=pages)


def main() -> None:
    task, extension, *paths = sys.argv[1:]
    if extension != "doc":
        # LibreOffice asks for more address space than it uses.
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os.nice(5)
    for path in paths:
        result = (read if task == "read" else probe)(Path(path), extension)
        print(json.dumps(result.as_dict()), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
