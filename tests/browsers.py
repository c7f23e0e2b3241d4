"""Tests marked `browser` need Chromium: they run where it is found, and are named where it is not.

`WITHOUT_BROWSER=1` accepts a run without them; otherwise such a run fails, so that nobody mistakes it for a
whole one.
"""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
REASON = "waits for a browser"


def find_chromium() -> str | None:
    """The path of Chromium: the one CHROMIUM names, else the first of the usual names."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    return next((path for path in map(shutil.which, NAMES) if path), None)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if find_chromium() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason=REASON))


def waiting_tests(terminal) -> list[str]:
    """The files whose tests were skipped for want of a browser."""
    skipped = terminal.stats.get("skipped", []) if terminal else []
    return sorted({report.nodeid.partition("::")[0] for report in skipped if REASON in str(report.longrepr)})


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    waiting = waiting_tests(session.config.pluginmanager.get_plugin("terminalreporter"))
    if waiting and not os.environ.get("WITHOUT_BROWSER") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter) -> None:
    waiting = waiting_tests(terminalreporter)
    if waiting:
        terminalreporter.write_line(
            f"Waiting for a browser (install Chromium, or name it in CHROMIUM): {', '.join(waiting)}"
        )
