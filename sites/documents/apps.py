from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "sites.documents"
    label = "documents"
    verbose_name = _("Văn bản")

    def ready(self) -> None:
        from wagtail.permissions import policy_registry

        from sites.units.permissions import register_common

        from . import boxes, completeness, gate_rows, provisioning, signal_handlers, tasks  # noqa: F401
        from .filing import gate_rows as file_rows  # noqa: F401
        from .filing import hooks as file_hooks  # noqa: F401
        from .filing.owners import register_file_owners
        from .forms import OfficialDocumentForm
        from .models import DocumentType, Field, IssuingBody, OfficialDocument
        from .permissions import PlatformListPolicy

        register_common(DocumentType, Field, IssuingBody)
        for model in (DocumentType, Field):
            policy_registry.register(model, PlatformListPolicy(model), exact_class=True)
        OfficialDocument.base_form_class = OfficialDocumentForm
        register_file_owners()
