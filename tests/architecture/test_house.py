"""The rules of the house that a machine can keep: where things stand, how long they are, what they say."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from .modules import PROJECT, files, named, parsed, source_modules, templates

LONGEST_MODULE = 400
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "misc", "common", "base_utils", "tools", "stuff"}
PATH_OF_A_MACHINE = re.compile(r"(?<![\w.])/(?:home|Users|root|work|tmp|opt|mnt)/[A-Za-z0-9_.-]+")


def ids(path: Path) -> str:
    return named(path)


@pytest.mark.parametrize("path", files(".py"), ids=ids)
def test_no_module_is_longer_than_a_person_reads_at_once(path):
    if "migrations" in path.parts:
        return
    assert len(path.read_text(encoding="utf-8").splitlines()) < LONGEST_MODULE, "split it by noun"


@pytest.mark.parametrize("path", source_modules(), ids=ids)
def test_module_says_what_the_reader_will_find(path):
    if path.name in ("__init__.py", "apps.py") and len(path.read_text().splitlines()) < 60:
        return
    assert ast.get_docstring(parsed(path)), "a module begins with one sentence on what is in it"


@pytest.mark.parametrize("path", source_modules(), ids=ids)
def test_no_module_is_named_after_nothing(path):
    assert path.stem not in VAGUE_NAMES, "name it after a noun or a verb"


def test_the_package_of_the_product_is_no_app_itself():
    from django.apps import apps

    assert "sites" not in {config.label for config in apps.get_app_configs()} - {"wagtailsites"}
    assert not (PROJECT / "sites" / "models.py").exists()


def service_functions() -> list[tuple[Path, ast.FunctionDef]]:
    found = []
    for path in source_modules():
        if path.stem.startswith("services") or "services" in path.parent.name:
            found += [(path, node) for node in parsed(path).body if isinstance(node, ast.FunctionDef)]
    return [(path, node) for path, node in found if not node.name.startswith("_")]


@pytest.mark.parametrize(("path", "function"), service_functions(), ids=lambda value: getattr(value, "name", None))
def test_service_says_what_it_promises_and_is_typed(path, function):
    assert ast.get_docstring(function), f"{named(path)}: {function.name} promises nothing"
    unnamed = [argument.arg for argument in [*function.args.args, *function.args.kwonlyargs] if not argument.annotation]
    assert not unnamed, f"{named(path)}: {function.name} does not say the type of {', '.join(unnamed)}"
    assert function.returns is not None, f"{named(path)}: {function.name} does not say what it returns"


@pytest.mark.parametrize("path", [path for path in source_modules() if path.stem == "permissions"], ids=ids)
def test_questions_about_rights_read_as_questions(path):
    public = [
        node.name for node in parsed(path).body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]
    assert any(name.startswith("user_can_") for name in public) or not public


@pytest.mark.parametrize(
    "path",
    files(".py", ".md", ".html", ".toml", ".txt", ".yml", ".json", ".js", ".css", ".conf", ".csv", ""),
    ids=ids,
)
def test_nothing_names_a_path_of_a_machine(path):
    if path.name == "LICENSE" or "tests/architecture" in named(path):
        return
    try:
        content = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return
    found = set(PATH_OF_A_MACHINE.findall(content)) - ALLOWED_PATHS.get(named(path), set())
    assert not found


# Addresses of a server as the manuals describe it.
ALLOWED_PATHS: dict[str, set[str]] = {
    "docs/operations.md": {"/opt/lien-cap"},
    ".env.example": {"/opt/lien-cap"},
}


@cache
def everything_that_uses_templates() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in [*source_modules(), *templates()])


@pytest.mark.parametrize("path", templates(), ids=ids)
def test_template_is_a_page_or_a_part_of_one(path):
    content = path.read_text(encoding="utf-8")
    name = "/".join(path.parts[path.parts.index("templates") + 1 :])
    is_page = re.search(r"{%\s*extends\s", content) or "<!doctype html" in content.lower()
    is_part = f'"{name}"' in everything_that_uses_templates() or path.parent.name in ("icons", "mail")
    assert is_page or is_part, "extend base.html, or be included by what does"


@pytest.mark.parametrize("path", templates(), ids=ids)
def test_template_has_no_script_or_style_of_its_own(path):
    content = re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", "", path.read_text(encoding="utf-8"), flags=re.S)
    inline_scripts = [
        tag
        for tag in re.findall(r"<script\b([^>]*)>", content)
        if "src=" not in tag and "application/ld+json" not in tag and "application/json" not in tag
    ]
    assert not inline_scripts, "the content policy of the site would not run it"
    assert not re.search(r"<style\b", content), "the content policy of the site would not apply it"
    assert not re.search(r"\sstyle\s*=", content), "put it into the style sheet"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", content), "put it into a module in static/"


@pytest.mark.parametrize("path", templates(), ids=ids)
def test_template_fetches_nothing_from_elsewhere(path):
    content = path.read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//", content)


@pytest.mark.parametrize("path", files(".css"), ids=ids)
def test_style_sheet_fetches_nothing_from_elsewhere(path):
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", path.read_text(encoding="utf-8"))
