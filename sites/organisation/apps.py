from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "sites.organisation"
    label = "organisation"
    verbose_name = _("Tổ chức bộ máy")

    def ready(self) -> None:
        from sites.units.permissions import register_owner

        from . import boxes, provisioning, signal_handlers  # noqa: F401
        from .importing import calendar, people  # noqa: F401
        from .models import Position

        register_owner(Position, lambda row: row.person.unit_id)
