from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "sites.newsroom"
    label = "newsroom"
    verbose_name = _("Toà soạn")

    def ready(self) -> None:
        from . import (  # noqa: F401
            boxes,
            boxes_flow,
            checklists,
            gate_rows,
            policies,
            provisioning,
            signal_handlers,
            tasks,
            topics,
        )
        from .alerts import hooks as alert_hooks  # noqa: F401
        from .alerts import showing  # noqa: F401
        from .desk import hooks  # noqa: F401
        from .flow import hooks as flow_hooks  # noqa: F401
        from .royalties import hooks as royalty_hooks  # noqa: F401
        from .statistics import hooks as statistics_hooks  # noqa: F401

        policies.register_policies()
