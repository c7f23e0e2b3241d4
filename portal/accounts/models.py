"""The account of a person who works in the admin."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.fields import FoldedField, PersonSortKeyField


class User(AbstractUser):
    """A person. What the person may do where is not kept here but in roles (sites.units)."""

    first_name = None
    last_name = None
    email = models.EmailField(_("thư điện tử"), unique=True)
    full_name = models.CharField(_("họ và tên"), max_length=150)
    full_name_folded = FoldedField(source="full_name")
    full_name_key = PersonSortKeyField(source="full_name")
    is_demo = models.BooleanField(
        _("tài khoản minh hoạ"),
        default=False,
        editable=False,
        help_text=_("Chỉ đăng nhập được ở bản chạy thử."),
    )

    REQUIRED_FIELDS = ["email", "full_name"]

    class Meta:
        verbose_name = _("tài khoản")
        verbose_name_plural = _("tài khoản")
        ordering = ["full_name_key"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split()[-1] if self.full_name else self.username
