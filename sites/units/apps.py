from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "sites.units"
    label = "units"
    verbose_name = _("Đơn vị hành chính")

    def ready(self) -> None:
        from . import audit_signals, checks, permissions, provisioning, signal_handlers  # noqa: F401

        permissions.register_owners()
