from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicInfoConfig(AppConfig):
    name = "sites.publicinfo"
    label = "publicinfo"
    verbose_name = _("Thông tin công khai")

    def ready(self) -> None:
        from . import boxes, completeness, importing, provisioning, tasks  # noqa: F401
        from .forms import BoundaryForm, MapForm, NoticeListForm, TableForm
        from .models import Boundary, BudgetDisclosure, NoticeList, Plan, StatisticalReport

        NoticeList.base_form_class = NoticeListForm
        BudgetDisclosure.base_form_class = TableForm
        StatisticalReport.base_form_class = TableForm
        Plan.base_form_class = MapForm
        Boundary.base_form_class = BoundaryForm
