"""What is written for people is true: links resolve, commands exist, every variable is explained."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from .modules import PROJECT, files, named

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
ENVIRONMENT = re.compile(
    r"\benv(?:\.\w+)?\(\s*[\"']([A-Z][A-Z0-9_]+)[\"']|os\.environ(?:\.(?:get|setdefault)\(|\[)\s*[\"']([A-Z][A-Z0-9_]+)"
)
# What the settings modules of the project themselves are chosen by, and what belongs to the tools.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE"}


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+\s+(.*)$", path.read_text(encoding="utf-8"), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", files(".md"), ids=named)
def test_links_between_documents_resolve(path):
    broken = []
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        place = (path.parent / file).resolve() if file else path
        if not place.exists() or (anchor and place.suffix == ".md" and anchor not in anchors(place)):
            broken.append(target)
    assert not broken


def makefile() -> dict[str, str]:
    """Each target of the Makefile and its recipe."""
    targets: dict[str, str] = {}
    current = ""
    for line in (PROJECT / "Makefile").read_text(encoding="utf-8").splitlines():
        if match := re.match(r"^([a-z][a-z-]*):(?!=)", line):
            current = match[1]
            targets[current] = ""
        elif current and line.startswith("\t"):
            targets[current] += line + "\n"
    return targets


def test_the_two_commands_of_the_readme_are_the_ones_ci_runs():
    first_screen = "\n".join((PROJECT / "README.md").read_text(encoding="utf-8").splitlines()[:60])
    assert re.search(r"^\s*make demo\b", first_screen, flags=re.M)
    assert re.search(r"^\s*make test\b", first_screen, flags=re.M)
    assert {"demo", "test"} <= set(makefile())
    ci = (PROJECT / ".ci" / "run").read_text(encoding="utf-8")
    commands = [line.strip() for line in ci.splitlines() if line.strip().startswith("make ")]
    assert commands == ["make test"]
    assert "set -euo pipefail" in ci


def test_ci_can_be_started():
    assert (PROJECT / ".ci" / "run").stat().st_mode & 0o111


def test_demo_itself_is_part_of_what_ci_runs():
    starts_it = [
        path for path in files(".py") if named(path).startswith("tests/") and "scripts/demo.py" in path.read_text()
    ]
    assert [path for path in starts_it if path.name.startswith("test_")], "no test starts the demo"


@pytest.mark.parametrize("path", files(".md"), ids=named)
def test_every_make_command_that_is_written_down_exists(path):
    named_commands = set(re.findall(r"(?:^|`|\s{2,})make ([a-z][a-z-]*)", path.read_text(encoding="utf-8"), flags=re.M))
    assert named_commands <= set(makefile())


def test_help_lists_every_command():
    text = (PROJECT / "Makefile").read_text(encoding="utf-8")
    for target in makefile():
        if not target.startswith("."):
            assert re.search(rf"^{target}:.*## \S", text, flags=re.M), f"make {target} says nothing in make help"


def variables_of_settings() -> set[str]:
    found: set[str] = set()
    for path in (PROJECT / "portal" / "settings").glob("*.py"):
        for pair in ENVIRONMENT.findall(path.read_text(encoding="utf-8")):
            found |= set(filter(None, pair))
    return found - NOT_SETTINGS


def test_every_variable_that_settings_read_is_explained():
    text = (PROJECT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", text, flags=re.M))
    assert explained == variables_of_settings()


def test_every_example_of_a_variable_stands_below_its_explanation():
    lines = (PROJECT / ".env.example").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if re.match(r"^#?\s?[A-Z][A-Z0-9_]+=", line):
            above = lines[number - 1]
            assert above.startswith("# ") or re.match(r"^#?\s?[A-Z][A-Z0-9_]+=", above), f"{line} is not explained"


def test_publiccode_says_what_pyproject_says():
    code = yaml.safe_load((PROJECT / "publiccode.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert code["legal"]["license"] == project["license"]
    assert code["softwareVersion"] == project["version"]
    for required in ("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType"):
        assert code[required]
    for text in code["description"].values():
        assert 0 < len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
    assert {"type", "contacts"} <= set(code["maintenance"])
    assert code["localisation"]["localisationReady"] is True


def test_licence_is_the_one_that_is_declared():
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "EUPL-1.2"
    assert "EUROPEAN UNION PUBLIC LICENCE v. 1.2" in (PROJECT / "LICENSE").read_text(encoding="utf-8")


def test_decisions_are_numbered_without_gaps_and_fit_a_page():
    decisions = sorted((PROJECT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 60
        for heading in ("## Decision", "## Why", "## Consequences"):
            assert heading in text, f"{path.name} lacks {heading}"
