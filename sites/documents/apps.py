from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "sites.documents"
    label = "documents"
    verbose_name = _("Văn bản")

    def ready(self) -> None:
        from sites.units.permissions import register_common

        from . import provisioning, signal_handlers, tasks  # noqa: F401
        from .forms import OfficialDocumentForm
        from .models import DocumentType, Field, IssuingBody, OfficialDocument

        register_common(DocumentType, Field, IssuingBody)
        OfficialDocument.base_form_class = OfficialDocumentForm
