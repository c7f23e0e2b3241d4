"""The list of people in the admin: found by name without accents, sorted by given name."""

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.users.views.users import IndexView, UserColumn, UserViewSet


class PeopleIndexView(IndexView):
    """Wagtail's list, whose name column can be sorted by although the project keeps a name in one field."""

    @cached_property
    def columns(self) -> list:
        # Wagtail offers sorting only where a first and a last name are kept apart.
        name = self._get_title_column_class(UserColumn)(
            "name",
            accessor="get_full_name",
            label=_("Họ và tên"),
            sort_key="full_name",
            get_url=self.get_edit_url,
            classname="name",
        )
        return [name if column.name == "name" else column for column in super().columns]


class PeopleViewSet(UserViewSet):
    index_view_class = PeopleIndexView
    ordering = "full_name"
