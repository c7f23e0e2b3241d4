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

        from . import boxes, completeness, gate_rows, provisioning, signal_handlers, tasks  # noqa: F401
        from .cases import wiring  # noqa: F401
        from .forms import LocalFactsForm, ProcedureForm
        from .importing import rows  # noqa: F401
        from .models import (
            Agency,
            ApplicantGroup,
            LegalBasis,
            LifeEvent,
            LocalFacts,
            Procedure,
            ProcedureFile,
            ProcedureLevel,
            ProcedureVersion,
            ServiceLevel,
        )

        lists = (Agency, ApplicantGroup, LifeEvent, ServiceLevel)
        register_common(*lists)
        for model in lists:
            policy_registry.register(model, PlatformListPolicy(model), exact_class=True)
        for model in (ProcedureVersion, ProcedureLevel, ProcedureFile, LegalBasis):
            register_owner(model, lambda row: row.procedure.unit_id)
        Procedure.base_form_class = ProcedureForm
        LocalFacts.base_form_class = LocalFactsForm
