"""The text of files, taken out by a process that may fail without harm.

`extract` gives a file's text or says why there is none; `probe` says whether PDF files open at all. Both start
`child`, which is stopped when it takes too long.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .result import Extracted, Reason, State

__all__ = ["Extracted", "Reason", "State", "can_read", "extract", "probe"]

# Recognising the pages of a long scan takes minutes; everything else seconds.
SECONDS = 900
PROBE_SECONDS = 60
_ROOT = Path(__file__).resolve().parents[3]
KINDS = frozenset({"pdf", "doc", "docx", "xls", "xlsx", "odt", "ods", "csv", "txt"})


def can_read(extension: str) -> bool:
    """Whether there is a reader for files of this kind."""
    return extension in KINDS


def extract(path: Path, extension: str, *, seconds: int = SECONDS) -> Extracted:
    """The text of the file at `path`, which is of the kind that `extension` names, or why there is none."""
    if not path.exists():
        return Extracted(State.FAILED, reason=Reason.MISSING)
    return _ask("read", extension, [path], seconds)[0]


def probe(paths: Sequence[Path], *, seconds: int = PROBE_SECONDS) -> list[Extracted]:
    """For each PDF its number of pages, or why it does not open."""
    return _ask("probe", "pdf", paths, seconds) if paths else []


def _ask(task: str, extension: str, paths: Sequence[Path], seconds: int) -> list[Extracted]:
    command = [sys.executable, "-m", "portal.media.extraction.child", task, extension, *map(str, paths)]
    # A group of its own, so that what the child has started is stopped with it.
    with subprocess.Popen(
        command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as child:
        reason = Reason.CRASHED
        try:
            output, _errors = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            output, _errors = child.communicate()
            reason = Reason.TOO_SLOW
    found = [Extracted.from_dict(json.loads(line)) for line in output.splitlines() if line.endswith(b"}")]
    return found + [Extracted(State.FAILED, reason=reason) for _path in paths[len(found) :]]
