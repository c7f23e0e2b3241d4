"""Reads the national catalogue into an import of a unit, and checks it; `import_table --resume` writes it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from portal.media.tables import TableError
from sites.documents.enums import KeepRows
from sites.documents.importing import running, starting
from sites.documents.management.commands.import_table import find_person, find_unit
from sites.procedures.importing import catalogue


class Command(BaseCommand):
    help = "Read procedures from the catalogue that NATIONAL_CATALOGUE names, and tell what would change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("unit", help="The unit that announces them: its host name or its UUID.")
        parser.add_argument("--by", default="", help="The e-mail address of the person who imports.")

    def handle(self, **options: Any) -> None:
        try:
            made = catalogue.fetch(catalogue.configured(), find_unit(options["unit"]), find_person(options["by"]))
            starting.prepare(made, keep=KeepRows.GOOD)
            running.work(made.pk)
        except (catalogue.CatalogueError, TableError, starting.ImportRefused) as refused:
            raise CommandError(str(refused)) from refused
        made.refresh_from_db()
        for fault in made.faults.all():
            self.stdout.write(str(fault))
        counts = {name: getattr(made, name) for name in ("total", "made", "changed", "unchanged", "bad")}
        self.stdout.write(
            _("%(total)d dòng: %(made)d mới, %(changed)d sửa, %(unchanged)d đã có, %(bad)d lỗi.") % counts
        )
        self.stdout.write(_("Lần nhập số %(number)d.") % {"number": made.pk})
