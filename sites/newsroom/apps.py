from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    name = "sites.newsroom"
    label = "newsroom"
    verbose_name = _("Toà soạn")

    def ready(self) -> None:
        from . import boxes, provisioning  # noqa: F401
