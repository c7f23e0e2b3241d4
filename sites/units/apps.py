from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnitsConfig(AppConfig):
    name = "sites.units"
    label = "units"
    verbose_name = _("Đơn vị hành chính")

    def ready(self) -> None:
        from . import (  # noqa: F401
            checks,
            comments,
            permissions,
            provisioning,
            signal_handlers,
            tasks,
            workflows,
        )
        from .oversight import hooks, second_factor, signals  # noqa: F401

        permissions.register_owners()
        from .isolation import install

        install.register_policies()
        install.set_forms()
        install.refuse_in_words()
        from .isolation import admin_hooks, localize, outdated, pages, publishing, steps, working_unit  # noqa: F401

        publishing.install()
        localize.no_tree_sync()
        workflows.connect_news()
