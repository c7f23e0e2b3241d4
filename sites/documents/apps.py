from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "sites.documents"
    label = "documents"
    verbose_name = _("Văn bản")

    def ready(self) -> None:
        from wagtail.permissions import policy_registry

        from sites.units.permissions import register_common

        from . import boxes, completeness, gate_rows, provisioning, signal_handlers, tasks, topics  # noqa: F401
        from .consulting import boxes as consultation_boxes  # noqa: F401
        from .consulting import gate_rows as consultation_rows  # noqa: F401
        from .consulting import hooks as consultation_hooks  # noqa: F401
        from .consulting import signal_handlers as consultation_signals  # noqa: F401
        from .consulting import tasks as consultation_tasks  # noqa: F401
        from .filing import gate_rows as file_rows  # noqa: F401
        from .filing import hooks as file_hooks  # noqa: F401
        from .filing.owners import register_file_owners
        from .filing.viewsets import RegisterForm
        from .forms import OfficialDocumentForm
        from .importing import documents as document_rows  # noqa: F401
        from .importing import registers as register_rows  # noqa: F401
        from .models import DocumentType, Field, IssuingBody, OfficialDocument, RegisterEntry
        from .permissions import PlatformListPolicy

        register_common(DocumentType, Field, IssuingBody)
        for model in (DocumentType, Field):
            policy_registry.register(model, PlatformListPolicy(model), exact_class=True)
        OfficialDocument.base_form_class = OfficialDocumentForm
        RegisterEntry.base_form_class = RegisterForm
        register_file_owners()
