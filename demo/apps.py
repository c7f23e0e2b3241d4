from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """The illustrative content of `make demo`; production settings do not install it."""

    name = "demo"
    verbose_name = _("Bản chạy thử")

    def ready(self) -> None:
        from sites.procedures.cases.looking_up import register_examples

        from .cases import examples

        register_examples(examples)
