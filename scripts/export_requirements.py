"""Writes requirements.txt and requirements-test.txt from pyproject.toml: `make requirements`.

Versions already pinned stay as they are unless pyproject.toml no longer allows them; `--upgrade` takes the
newest that it allows.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def export(target: str, *options: str) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--output-file", target, *options]
    # No address of a registry and no path of a machine belongs into the file.
    command += ["--universal", "--python-version", "3.11", "--no-emit-index-url", "--no-emit-find-links"]
    command += ["--no-annotate", "--custom-compile-command", "make requirements", "--quiet"]
    subprocess.run(command, cwd=PROJECT, check=True)


if __name__ == "__main__":
    if find_spec("uv") is None:
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv>=0.9,<1"], check=True)
    upgrade = [option for option in sys.argv[1:] if option == "--upgrade"]
    export("requirements.txt", *upgrade)
    export("requirements-test.txt", "--extra", "test", "--constraint", "requirements.txt", *upgrade)
