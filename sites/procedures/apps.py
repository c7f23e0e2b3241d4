from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "sites.procedures"
    label = "procedures"
    verbose_name = _("Thủ tục hành chính")

    def ready(self) -> None:
        from wagtail.permissions import policy_registry

        from sites.documents.permissions import PlatformListPolicy
        from sites.units.permissions import register_common, register_owner

        from .models import Agency, ApplicantGroup, LifeEvent, ProcedureVersion, ServiceLevel

        lists = (Agency, ApplicantGroup, LifeEvent, ServiceLevel)
        register_common(*lists)
        for model in lists:
            policy_registry.register(model, PlatformListPolicy(model), exact_class=True)
        register_owner(ProcedureVersion, lambda row: row.procedure.unit_id)
