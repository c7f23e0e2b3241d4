from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from wagtail.users import apps as wagtail_users


class AccountsConfig(AppConfig):
    default = True
    name = "portal.accounts"
    label = "accounts"
    verbose_name = _("Tài khoản")


class PeopleConfig(wagtail_users.WagtailUsersAppConfig):
    """Wagtail's app of people and groups, with the project's list of people."""

    default_auto_field = "django.db.models.AutoField"
    user_viewset = "portal.accounts.viewsets.PeopleViewSet"
