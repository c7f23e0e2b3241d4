from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubscriptionsConfig(AppConfig):
    name = "sites.subscriptions"
    label = "subscriptions"
    verbose_name = _("Đăng ký nhận tin")

    def ready(self) -> None:
        from wagtail.permissions import policy_registry

        from sites.units.isolation.policies import UnitPermissionPolicy
        from sites.units.permissions import register_owner

        from . import gate_rows, signal_handlers, tasks  # noqa: F401
        from .models import Subscription, Told

        policy_registry.register(Subscription, UnitPermissionPolicy(Subscription), exact_class=True)
        register_owner(Told, lambda row: row.subscription.unit_id)
