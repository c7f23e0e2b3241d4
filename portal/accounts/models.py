"""The account of a person who works in the admin."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from portal.core.fields import FoldedField, PersonSortKeyField
from portal.core.sorting import NamesInOrder


class PeopleManager(UserManager.from_queryset(NamesInOrder)):
    """Django's own, in the order of given names when sorted by name."""


class User(index.Indexed, AbstractUser):
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

    search_fields = [
        index.SearchField("full_name"),
        index.AutocompleteField("full_name"),
        index.AutocompleteField("username"),
        index.AutocompleteField("email"),
        # What lists of people may be filtered and sorted by while searching.
        index.FilterField("full_name_key"),
        index.FilterField("username"),
        index.FilterField("is_active"),
        index.FilterField("is_superuser"),
        index.FilterField("last_login"),
    ]

    objects = PeopleManager()

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
