"""What the architecture tests look at: the project's own files, as git would deliver them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PRODUCT = ("portal", "sites", "home", "search")


@cache
def files(*suffixes: str) -> list[Path]:
    """Tracked and new files of the project with one of the suffixes, ignored ones left out."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    result = subprocess.run(listing, cwd=PROJECT, capture_output=True, text=True)
    if result.returncode == 0:
        names = [PROJECT / name for name in result.stdout.split("\0") if name]
    else:
        # An exported archive has no git: take what is there, without what the tools made.
        made = {".venv", "var", "media", "staticfiles", "__pycache__", ".git"}
        names = [path for path in PROJECT.rglob("*") if not made & set(path.relative_to(PROJECT).parts)]
    return sorted(path for path in names if path.suffix in suffixes and path.is_file())


def source_modules() -> list[Path]:
    """The modules that are delivered, without migrations."""
    return [
        path
        for path in files(".py")
        if path.relative_to(PROJECT).parts[0] in PRODUCT and "migrations" not in path.parts
    ]


def templates() -> list[Path]:
    """The project's HTML templates."""
    return [path for path in files(".html") if "templates" in path.parts]


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def named(path: Path) -> str:
    """The path as a reader knows it."""
    return str(path.relative_to(PROJECT))
