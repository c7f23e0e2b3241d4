"""Tells how much memory the running demo takes: `make demo-memory`.

Counts every process once: what several processes share (PSS) is divided among them.
"""

import os
import sys
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[1]
LIMIT_MB = 1536


def of_the_demo(folder: Path) -> list[psutil.Process]:
    """The supervisor, the servers it started and all their children."""
    found: set[psutil.Process] = set()
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            mine = process.environ().get("DEMO_FOLDER") == str(folder)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        supervises = any(word.endswith("scripts/demo.py") for word in words)
        if process.pid != os.getpid() and (mine or str(folder / "postgres") in words or supervises):
            found |= {process, *process.children(recursive=True)}
    return sorted(found, key=lambda process: process.pid)


def main() -> int:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else PROJECT / "var" / "demo").resolve()
    total = 0.0
    for process in of_the_demo(folder):
        try:
            memory = process.memory_full_info().pss / 2**20
        except (psutil.NoSuchProcess, psutil.AccessDenied, AttributeError):
            continue
        total += memory
        print(f"{process.pid:>8} {memory:8.1f} MB  {' '.join(process.cmdline())[:90]}")
    if not total:
        print(f"No demo runs from {folder}: start it with make demo.", file=sys.stderr)
        return 1
    print(f"{'together':>8} {total:8.1f} MB  of at most {LIMIT_MB} MB")
    return int(total > LIMIT_MB)


if __name__ == "__main__":
    sys.exit(main())
