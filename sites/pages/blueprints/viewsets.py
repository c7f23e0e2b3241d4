"""The blueprints in the admin of the platform."""

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import EditView
from wagtail.admin.viewsets.model import ModelViewSet

from . import services
from .models import Blueprint


class BlueprintEditView(EditView):
    """Saving makes a version, and leads to what it changes."""

    success_message = gettext_lazy(
        "Đã lưu. Các đơn vị được báo phần nào khác với mẫu mới và tự nhận, hoặc bạn áp dụng cho tất cả."
    )

    def save_instance(self) -> Model:
        instance = super().save_instance()
        services.keep_version(instance, self.request.user)
        return instance

    def get_success_url(self) -> str:
        return reverse("pages_blueprint:versions", args=[self.object.pk])


class BlueprintViewSet(ModelViewSet):
    model = Blueprint
    icon = "list-ul"
    menu_label = gettext_lazy("Mẫu trang của các cấp")
    add_to_settings_menu = True
    inspect_view_enabled = False
    copy_view_enabled = False
    edit_view_class = BlueprintEditView
    list_display = ["tier", Column("newest", label=gettext_lazy("Phiên bản"))]
    edit_handler = ObjectList(
        [
            InlinePanel(
                "items",
                panels=[
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("key"), FieldPanel("shown")]),
                    FieldRowPanel([FieldPanel("title"), FieldPanel("title_en")]),
                    FieldPanel("url"),
                ],
                heading=gettext_lazy("Các phần, theo thứ tự hiện"),
                label=gettext_lazy("Phần"),
            )
        ]
    )
