from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "sites.pages"
    label = "pages"
    verbose_name = _("Trang thông tin")

    def ready(self) -> None:
        from wagtail.permissions import policy_registry

        from sites.units.permissions import register_common

        from . import boxes, gate_rows, provisioning, signal_handlers, tasks  # noqa: F401
        from .blueprints.permissions import BlueprintPolicy
        from .models import Blueprint

        register_common(Blueprint)
        policy_registry.register(Blueprint, BlueprintPolicy(Blueprint), exact_class=True)
