"""Makes what the demo shows; `scripts/demo.py` calls it at every start."""

import os
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.preparing import prepare, welcome
from sites.units.loading.official import LISTS


class Command(BaseCommand):
    help = "Make the demo's units, sites, accounts and content; run again, only what is missing."
    # The tables are not there yet when this begins, and the checks ask for them.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", default="2025-06-30", help="The official list of units to show.")
        parser.add_argument("--size", choices=["full", "tiny"], default="full", help="tiny: one unit of each tier.")

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The demo's content belongs to the demo only: start it with make demo.")
        if options["as_of"] not in LISTS:
            raise CommandError(f"There is no list of {options['as_of']}: choose AS_OF={' or AS_OF='.join(LISTS)}.")
        country = prepare(options["as_of"], tiny=options["size"] == "tiny", phase=self._phase)
        Path(os.environ["DEMO_FOLDER"], "welcome.txt").write_text(welcome(country), encoding="utf-8")

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.stdout.write(f"  {name:<12} {time.monotonic() - began:5.1f} s")
