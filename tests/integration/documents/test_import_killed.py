"""An import whose process is killed goes on where it was: no row is lost, none is there twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sites.documents.enums import ImportState
from sites.documents.importing import running, starting
from sites.documents.models import DocumentFile, OfficialDocument, RegisterEntry, TableImport
from sites.documents.tasks import watch_import
from sites.units.enums import Role
from sites.units.models import BatchItem
from tests.factories.texts import docx_file
from tests.factories.units import make_person

from .importing import DOCUMENT_HEAD, REGISTER_HEAD, bring, document_row, register_row

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
# The settings of the tests name a folder of their own for files.
WORK = """
import os
import sys

import django
from django.conf import settings

settings.MEDIA_ROOT = os.environ["MEDIA_ROOT"]
django.setup()
from django.core.management import call_command

call_command("import_table", resume=int(sys.argv[1]))
"""


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def worker(tmp_path):
    """Start a process of its own that works on an import, on the database of the tests."""
    started = []

    def start(key: int) -> subprocess.Popen:
        name, host = connection.settings_dict["NAME"], connection.settings_dict["HOST"]
        user, port = connection.settings_dict["USER"], connection.settings_dict["PORT"]
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "DATABASE_URL": f"postgres://{user}@:{port}/{host}/{name}",
            "MEDIA_ROOT": str(tmp_path / "media"),
        }
        process = subprocess.Popen(
            [sys.executable, "-c", WORK, str(key)], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


def killed_after(process: subprocess.Popen, model: type, rows: int) -> int:
    """Kill the process once so many rows are there, and before all are; returns how many were then."""
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        if (found := model.objects.count()) >= rows:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return found
        time.sleep(0.02)
    pytest.fail("the worker ended before it could be killed")


def ready(table_import: TableImport) -> TableImport:
    starting.prepare_to_write(table_import)
    table_import.refresh_from_db()
    assert table_import.state == ImportState.RUNNING
    return table_import


def wait_for_the_lock(key: int) -> None:
    """The server notices a killed client when it next writes to it."""
    until = time.monotonic() + 20
    while running.is_worked_on(key) and time.monotonic() < until:
        time.sleep(0.1)


def another_connection():
    settings = connection.settings_dict
    return psycopg.connect(host=settings["HOST"], dbname=settings["NAME"], user=settings["USER"], port=settings["PORT"])


def test_documents_with_files_after_two_kills(province, worker):
    clerk = make_person(unit=province.commune, role=Role.EDITOR)
    count = 60
    files = {f"{number}.docx": docx_file(f"Quyết định số {number}") for number in range(1, count + 1)}
    rows = [document_row(number, f"{number}.docx") for number in range(1, count + 1)]
    made = ready(bring(province.commune, clerk, "documents", DOCUMENT_HEAD, *rows, files=files))
    for rows_there in (10, 30):
        assert rows_there <= killed_after(worker(made.pk), OfficialDocument, rows_there) < count
        wait_for_the_lock(made.pk)
        made.refresh_from_db()
        # What is counted as done is there, and nothing else is.
        assert made.done == OfficialDocument.objects.count() == BatchItem.objects.count()
        assert made.state == ImportState.RUNNING
    call_command("import_table", resume=made.pk)
    made.refresh_from_db()
    assert (made.state, made.done, made.made, made.bad) == (ImportState.DONE, count, count, 0)
    symbols = OfficialDocument.objects.values_list("symbol", flat=True)
    assert sorted(symbols) == sorted(f"{number}/QĐ-UBND" for number in range(1, count + 1))
    assert DocumentFile.objects.count() == count
    assert all(document.attachments.count() == 1 for document in OfficialDocument.objects.all())
    stored = [path for path in Path(DocumentFile.objects.first().file.path).parents[1].rglob("*") if path.is_file()]
    assert len(stored) == count
    assert made.batch.items.count() == made.batch.added == count


def test_all_or_none_starts_over_after_a_kill(province, worker):
    clerk = make_person(unit=province.department, role=Role.EDITOR)
    count = 400
    rows = [register_row(number) for number in range(1, count + 1)]
    made = ready(bring(province.department, clerk, "register", REGISTER_HEAD, *rows, keep="none"))
    process = worker(made.pk)
    until = time.monotonic() + 60
    while not running.progress_of(made) and time.monotonic() < until and process.poll() is None:
        if running.is_worked_on(made.pk):
            time.sleep(0.5)
            break
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for_the_lock(made.pk)
    assert RegisterEntry.objects.count() == 0
    call_command("import_table", resume=made.pk)
    made.refresh_from_db()
    assert (made.state, made.made) == (ImportState.DONE, count)
    assert RegisterEntry.objects.count() == count


def test_the_watch_takes_up_what_a_dead_worker_has_left_and_leaves_what_is_alive(province):
    clerk = make_person(unit=province.department, role=Role.EDITOR)
    made = ready(bring(province.department, clerk, "register", REGISTER_HEAD, register_row(1)))
    with another_connection() as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [running.LOCK_SPACE, made.pk])
        assert running.is_worked_on(made.pk)
        watch_import.call(made.pk)
        made.refresh_from_db()
        assert made.state == ImportState.RUNNING and not RegisterEntry.objects.exists()
    wait_for_the_lock(made.pk)
    watch_import.call(made.pk)
    made.refresh_from_db()
    assert made.state == ImportState.DONE and RegisterEntry.objects.count() == 1
    watch_import.call(made.pk)
    assert RegisterEntry.objects.count() == 1


def test_each_worker_plans_the_look_that_would_take_over_from_it(province, settings):
    clerk = make_person(unit=province.department, role=Role.EDITOR)
    made = bring(province.department, clerk, "register", REGISTER_HEAD, register_row(1))
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    running.look_again_later(made.pk)
    planned = DBTaskResult.objects.get(task_path=watch_import.module_path)
    assert planned.run_after > timezone.now()


def test_what_a_table_asks_of_the_database_grows_with_its_rows_and_not_with_their_square(province):
    clerk = make_person(unit=province.department, role=Role.EDITOR)

    def queries(numbers: range) -> int:
        rows = [register_row(number) for number in numbers]
        made = ready(bring(province.department, clerk, "register", REGISTER_HEAD, *rows))
        with CaptureQueriesContext(connection) as asked:
            running.work(made.pk)
        return len(asked)

    few, many = queries(range(1, 51)), queries(range(51, 201))
    assert RegisterEntry.objects.count() == 200
    assert 50 < many <= 3 * few
