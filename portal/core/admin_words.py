"""Words of the admin that packages ask of no catalogue: put where each reader's language is asked.

Labels that forms and filters make of the names of their fields are named here, in the place they stand in. Words in
templates are exchanged while the template is read, for calls that ask the catalogue; a copy of a whole template would
miss what a new version of it brings, and `tests/architecture/test_messages.py` says when a package has changed such a
place. What scripts write is put right by `admin_words.js`.
"""

from django.template import Engine, Origin
from django.template.loaders import app_directories, cached
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import choosers
from wagtail_localize.views.report import TranslationsReportFilterSet

_VALUE = """{% if value is True or value is False %}{{ value|yesno|capfirst }}{% else %}{{ value }}{% endif %}"""
_FIELD = (
    """{% if field.value is None %}–{% elif field.value is True or field.value is False %}"""
    """{{ field.value|yesno|capfirst }}{% else %}{{ field.value|localize }}{% endif %}"""
)
_YES_OR_NO = ("title=value|stringformat:'s'", "title=value|yesno|capfirst")
_SEARCH = ('value="Search"', """value="{% translate 'Search' %}\"""")

# For each template of a package: what stands in it, and what asks the catalogue instead.
IN_TEMPLATES: dict[str, tuple[str, str]] = {
    "wagtailadmin/home.html": _SEARCH,
    "wagtailadmin/shared/header.html": _SEARCH,
    "wagtailadmin/shared/headers/_actions.html": ('"Actions"', """"{% load i18n %}{% translate 'Actions' %}\""""),
    "wagtailadmin/shared/side_panel_toggle.html": ("{{ count|intcomma }}", "{{ count|default_if_none:''|intcomma }}"),
    "wagtailadmin/tables/cell.html": ("{{ value }}", _VALUE),
    "wagtailadmin/tables/boolean_cell.html": _YES_OR_NO,
    "wagtailadmin/generic/inspect.html": ("{{ field.value|localize }}", _FIELD),
}


class PackageTemplates(app_directories.Loader):
    """The templates of installed apps, without those words."""

    def get_contents(self, origin: Origin) -> str:
        text = super().get_contents(origin)
        if exchange := IN_TEMPLATES.get(str(origin.template_name)):
            text = text.replace(*exchange)
        return text


class Templates(cached.Loader):
    """The project's templates, then those of apps and packages, each read once."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine, ["django.template.loaders.filesystem.Loader", f"{__name__}.PackageTemplates"])


def name_fields() -> None:
    """Give labels to fields whose forms and filters have none."""
    forms = (
        choosers.ExternalLinkChooserForm,
        choosers.AnchorLinkChooserForm,
        choosers.EmailLinkChooserForm,
        choosers.PhoneLinkChooserForm,
    )
    for form in forms:
        form.base_fields["link_text"].label = _("Chữ của liên kết")
    mail = choosers.EmailLinkChooserForm.base_fields
    mail["email_address"].label = _("Địa chỉ thư điện tử")
    mail["subject"].label = _("Tiêu đề thư")
    mail["body"].label = _("Nội dung thư")
    choosers.PhoneLinkChooserForm.base_fields["phone_number"].label = _("Số điện thoại")
    filters = TranslationsReportFilterSet.base_filters
    filters["source_locale"].label = _("Ngôn ngữ gốc")
    filters["target_locale"].label = _("Ngôn ngữ dịch sang")
