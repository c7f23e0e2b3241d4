"""Bring the groups in step with the roles of today; run daily."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from sites.units.models import Unit
from sites.units.role_groups import make_role_groups, remove_stray_rights, sync_role_groups


class Command(BaseCommand):
    help = "Puts people into the groups of the roles they hold today and removes rights no group may hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only report; exit with 1 if anything differs.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        with transaction.atomic():
            lines = []
            for unit in Unit.objects.filter(site__isnull=False).exclude(role_groups__isnull=False):
                lines.append(f"{unit.uuid}: {make_role_groups(unit)} groups")
            lines += sync_role_groups()
            lines += [f"{count} {name}" for name, count in remove_stray_rights().items() if count]
            if check:
                transaction.set_rollback(True)
        for line in lines:
            self.stdout.write(line)
        self.stdout.write(
            _("Không có gì khác biệt.") if not lines else _("%(count)s khác biệt.") % {"count": len(lines)}
        )
        if check and lines:
            raise SystemExit(1)
