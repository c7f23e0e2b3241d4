"""The exported requirements are what pyproject.toml asks for: checked without a network."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, distribution

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from .modules import PROJECT


def project() -> dict:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def asked(*extras: str) -> list[Requirement]:
    lines = project()["dependencies"] + [line for extra in extras for line in project()["optional-dependencies"][extra]]
    return [Requirement(line) for line in lines]


def pinned(name: str) -> dict[str, str]:
    """Package and version of each line that counts on this machine; lines for other machines are left out."""
    found = {}
    for line in (PROJECT / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.lstrip().startswith(("#", "-")):
            requirement = Requirement(line.split(" --hash")[0].rstrip("\\ "))
            if requirement.marker is None or requirement.marker.evaluate():
                (specifier,) = requirement.specifier
                assert specifier.operator == "==", f"{line} is not pinned"
                found[canonicalize_name(requirement.name)] = specifier.version
    return found


def closure(wanted: list[Requirement]) -> set[str]:
    """The packages that are needed on this machine, by what the installed ones say of themselves."""
    needed: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    queue = [(requirement, frozenset(requirement.extras)) for requirement in wanted]
    while queue:
        requirement, extras = queue.pop()
        name = canonicalize_name(requirement.name)
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        needed.add(name)
        try:
            lines = distribution(name).requires or []
        except PackageNotFoundError:
            pytest.fail(f"{name} is needed and not installed: run make setup")
        for line in lines:
            below = Requirement(line)
            if below.marker is None or any(below.marker.evaluate({"extra": extra}) for extra in extras | {""}):
                queue.append((below, frozenset(below.extras)))
    return needed


FILES = [("requirements.txt", ()), ("requirements-test.txt", ("test",))]


@pytest.mark.parametrize(("name", "extras"), FILES)
def test_every_pin_satisfies_pyproject(name, extras):
    pins = pinned(name)
    for requirement in asked(*extras):
        version = pins.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in {name}: run make requirements"
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement} does not allow {version}"


@pytest.mark.parametrize(("name", "extras"), FILES)
def test_nothing_is_missing_and_nothing_is_too_much(name, extras):
    pins, needed = set(pinned(name)), closure(asked(*extras))
    assert needed - pins == set(), "missing: run make requirements"
    assert pins - needed == set(), "nobody needs it: run make requirements"


@pytest.mark.parametrize(("name", "extras"), FILES)
def test_what_runs_here_is_what_is_pinned(name, extras):
    different = {
        package: (version, distribution(package).version)
        for package, version in pinned(name).items()
        if Version(distribution(package).version) != Version(version)
    }
    assert not different, "run make setup"


def test_both_files_agree():
    runtime, test = pinned("requirements.txt"), pinned("requirements-test.txt")
    assert {name: test.get(name) for name in runtime} == runtime


@pytest.mark.parametrize("line", [str(requirement) for requirement in asked("test")])
def test_every_dependency_has_an_upper_bound(line):
    assert any(specifier.operator in ("<", "<=", "==", "~=") for specifier in Requirement(line).specifier)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-test.txt"])
def test_exported_files_name_no_registry_and_no_machine(name):
    text = (PROJECT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?://|file:|--index|--find-links|(?<!\w)/\w+/", text)
