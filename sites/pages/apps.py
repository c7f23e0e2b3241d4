from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "sites.pages"
    label = "pages"
    verbose_name = _("Trang thông tin")

    def ready(self) -> None:
        from . import boxes, gate_rows, provisioning, signal_handlers, tasks  # noqa: F401
