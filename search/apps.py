from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "search"
    # Wagtail's own app of that name is `wagtailsearch`.
    label = "search"
    verbose_name = _("Tìm kiếm")

    def ready(self) -> None:
        from wagtail.permissions import policy_registry

        from sites.documents.permissions import PlatformListPolicy
        from sites.units.permissions import register_common

        from . import (  # noqa: F401
            abbreviations,
            answers,
            checks,
            consultations,
            contents,
            documents,
            gate_rows,
            procedures,
            signal_handlers,
            sources,
        )
        from .models import Abbreviation

        register_common(Abbreviation)
        policy_registry.register(Abbreviation, PlatformListPolicy(Abbreviation), exact_class=True)
        post_migrate.connect(lambda **kwargs: abbreviations.load(), sender=self, weak=False)
