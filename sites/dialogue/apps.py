from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DialogueConfig(AppConfig):
    name = "sites.dialogue"
    label = "dialogue"
    verbose_name = _("Hỏi đáp, phản ánh")

    def ready(self) -> None:
        from django.conf import settings
        from wagtail.permissions import policy_registry

        from portal.core.uploads import limit_requests
        from sites.documents.permissions import PlatformListPolicy
        from sites.units.isolation.policies import UnitPermissionPolicy
        from sites.units.permissions import register_common, register_owner

        from . import boxes, gate_rows, provisioning, signal_handlers, tasks, topics  # noqa: F401
        from .admin.poll_form import PollAdminForm
        from .models import (
            Case,
            CaseEvent,
            CaseFile,
            CaseKind,
            FieldRoute,
            Poll,
            PollBallot,
            PollQuestion,
            PollTally,
            PublishedFile,
        )
        from .services import letters  # noqa: F401
        from .services.files import MOST_FILES

        register_common(CaseKind, FieldRoute)
        for model in (CaseKind, FieldRoute):
            policy_registry.register(model, PlatformListPolicy(model), exact_class=True)
        policy_registry.register(Case, UnitPermissionPolicy(Case), exact_class=True)
        for model in (CaseEvent, CaseFile):
            register_owner(model, lambda row: row.case.unit_id)
        register_owner(PublishedFile, lambda row: row.published.unit_id)
        for model in (PollBallot, PollQuestion):
            register_owner(model, lambda row: row.poll.unit_id)
        register_owner(PollTally, lambda row: row.question.poll.unit_id)
        Poll.base_form_class = PollAdminForm
        # A form for everybody takes its files and a few words.
        limit_requests(f"/{provisioning.SLUG}/", MOST_FILES * settings.DIALOGUE_FILE_MAX_BYTES + 1024 * 1024)
