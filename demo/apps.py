from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """The illustrative content of `make demo`; production settings do not install it."""

    name = "demo"
    verbose_name = _("Bản chạy thử")
