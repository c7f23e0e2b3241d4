"""Compares the figures of cases with a full count, and counts them anew where asked."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sites.procedures.cases import figures


class Command(BaseCommand):
    help = "Compare the figures of cases with counting all of them; --mend counts them anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="Write the full count where it differs.")

    def handle(self, *, mend: bool, **options: Any) -> None:
        wrong = figures.check_and_mend() if mend else figures.differences()
        if wrong and not mend:
            raise CommandError(f"{wrong} rows of figures differ from the full count; --mend writes it.")
        self.stdout.write(f"{wrong} rows mended." if wrong else "The figures are right to the row.")
