"""Who may import whom: the machine knows nothing of the product, and apps of one row know nothing of each other."""

import ast
from collections.abc import Iterator

import pytest

from .modules import PROJECT, source_modules

# Content apps that every other app may use; they use neither each other nor anything above.
SHARED = {"sites.pages", "sites.documents"}
# Apps whose work is to look at all content.
READERS = {"sites.disclosure", "sites.reorganisation", "sites.opendata"}
TOP = {"home", "search"}
# The scripts' mail viewer and the demo's content stand above everything that is delivered.
ABOVE = {"demo", "tests", "scripts"}


def app_of(module: str) -> str:
    """`sites.units.models.roles` → `sites.units`; `portal.core.text` → `portal`."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "sites" and len(parts) > 1 else parts[0]


def may_import(importer: str, imported: str) -> bool:
    """Whether the rule lets one app import another."""
    if importer == imported or importer in ABOVE:
        return True
    if imported in ABOVE:
        return False
    if imported == "portal":
        return True
    if importer == "portal":
        return False
    if imported == "sites.units":
        return True
    if importer == "sites.units":
        return False
    if importer in TOP:
        return imported not in TOP
    if imported in TOP:
        return False
    if imported in SHARED:
        return importer not in SHARED
    return importer in READERS and imported not in READERS


def imports_of(path) -> Iterator[tuple[int, str]]:
    """Each absolute module a file imports, with its line."""
    package = ".".join(path.relative_to(PROJECT).with_suffix("").parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package.split(".")[: len(package.split(".")) - node.level + 1]
                yield node.lineno, ".".join([*base, *([node.module] if node.module else [])])
            elif node.module in ("sites", "portal"):
                for alias in node.names:
                    yield node.lineno, f"{node.module}.{alias.name}"
            else:
                yield node.lineno, node.module or ""


def is_ours(module: str) -> bool:
    return module.split(".")[0] in {"portal", "sites", "home", "search", "demo", "tests", "scripts"}


@pytest.mark.parametrize("path", source_modules(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_imports_point_only_where_the_design_lets_them(path):
    importer = app_of(".".join(path.relative_to(PROJECT).with_suffix("").parts))
    wrong = [
        f"{path.relative_to(PROJECT)}:{line} imports {module}"
        for line, module in imports_of(path)
        if is_ours(module) and not may_import(importer, app_of(module))
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("portal", "sites.units", False),
        ("portal", "home", False),
        ("sites.units", "portal", True),
        ("sites.units", "sites.newsroom", False),
        ("sites.units", "home", False),
        ("sites.newsroom", "sites.units", True),
        ("sites.newsroom", "sites.documents", True),
        ("sites.newsroom", "sites.pages", True),
        ("sites.newsroom", "sites.dialogue", False),
        ("sites.newsroom", "search", False),
        ("sites.documents", "sites.pages", False),
        ("sites.opendata", "sites.newsroom", True),
        ("sites.opendata", "sites.disclosure", False),
        ("home", "sites.newsroom", True),
        ("home", "search", False),
        ("portal", "demo", False),
        ("home", "demo", False),
    ],
)
def test_the_rule_itself(importer, imported, allowed):
    assert may_import(importer, imported) is allowed


def test_a_forbidden_import_is_seen_however_it_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.architecture.test_imports.PROJECT", tmp_path)
    module = tmp_path / "portal" / "core" / "models.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        "from sites.units import hosts\nimport sites.units.models\nfrom sites import units\n"
        "def late():\n    from home.models import UnitHomePage\n"
    )
    found = {app_of(name) for _line, name in imports_of(module)}
    assert found == {"sites.units", "home"}
