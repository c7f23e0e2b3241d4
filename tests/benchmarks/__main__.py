"""Runs every benchmark, one after the other and bounded in time: `make bench`, `python -m tests.benchmarks [name …]`.

A benchmark is a module here with a `main()` that takes nothing; it prints what it measured and returns something
other than 0 or None, or raises, when a promise is broken. One that needs something to be named is only listed.
"""

import importlib
import inspect
import pkgutil
import subprocess
import sys
import time
from pathlib import Path

LONGEST_SECONDS = 900


def benchmarks() -> list[str]:
    """The names of the modules that have a `main`."""
    folder = str(Path(__file__).parent)
    return sorted(module.name for module in pkgutil.iter_modules([folder]) if not module.name.startswith("_"))


def needs_something(name: str) -> bool:
    main = importlib.import_module(f"{__package__}.{name}").main
    return any(parameter.default is parameter.empty for parameter in inspect.signature(main).parameters.values())


def run(name: str) -> str:
    """Run one in a process of its own, so that none measures what another left in memory; returns the verdict."""
    print(f"\n== {name}", flush=True)
    if needs_something(name):
        return f"run it by hand: python -m {__package__}.{name} …"
    began = time.monotonic()
    command = f"import sys; from {__package__}.{name} import main; sys.argv[:] = [{name!r}]; sys.exit(main())"
    try:
        code = subprocess.run([sys.executable, "-c", command], timeout=LONGEST_SECONDS).returncode
    except subprocess.TimeoutExpired:
        return f"FAILED: not done after {LONGEST_SECONDS} s"
    return f"{'ok' if code == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s"


if __name__ == "__main__":
    verdicts = {name: run(name) for name in sys.argv[1:] or benchmarks()}
    print("\n" + "\n".join(f"{name:14} {verdict}" for name, verdict in verdicts.items()))
    sys.exit(any(verdict.startswith("FAILED") for verdict in verdicts.values()))
