"""Words that Wagtail asks of no catalogue are in the language of who reads them."""

import pytest
from django.forms import Form
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.admin.forms import choosers
from wagtail.admin.ui.tables import BooleanColumn, Column, Table
from wagtail_localize.views.report import TranslationsReportFilterSet


def labels(form: type[Form]) -> list[str]:
    return [str(field.label) for field in form()]


@pytest.mark.parametrize(
    ("form", "vietnamese", "english"),
    [
        (choosers.ExternalLinkChooserForm, ["URL", "Chữ của liên kết"], ["URL", "Link text"]),
        (choosers.AnchorLinkChooserForm, ["#", "Chữ của liên kết"], ["#", "Link text"]),
        (
            choosers.EmailLinkChooserForm,
            ["Địa chỉ thư điện tử", "Chữ của liên kết", "Tiêu đề thư", "Nội dung thư"],
            ["Email address", "Link text", "Subject", "Body"],
        ),
        (choosers.PhoneLinkChooserForm, ["Số điện thoại", "Chữ của liên kết"], ["Phone number", "Link text"]),
    ],
)
def test_forms_of_links_name_their_fields_in_the_language_of_the_reader(form, vietnamese, english):
    with translation.override("vi"):
        assert labels(form) == vietnamese
    with translation.override("en"):
        assert labels(form) == english


def test_the_report_on_translations_names_its_filters_in_the_language_of_the_reader():
    def named() -> list[str]:
        filters = TranslationsReportFilterSet.base_filters
        return [str(filters[name].label) for name in ("source_locale", "target_locale")]

    with translation.override("vi"):
        assert named() == ["Ngôn ngữ gốc", "Ngôn ngữ dịch sang"]
    with translation.override("en"):
        assert named() == ["Source language", "Target language"]


class Row:
    pk = 1
    yes, no, nothing, number, text = True, False, None, 0, "<b>True</b>"


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [("vi", "Có", "Không"), ("en", "Yes", "No")],
)
def test_lists_say_yes_and_no_and_leave_everything_else_as_it_is(language, yes, no):
    columns = [Column(name) for name in ("yes", "no", "nothing", "number", "text")]
    table = Table([*columns, BooleanColumn("shown", accessor="yes"), BooleanColumn("hidden", accessor="no")], [Row()])
    with translation.override(language):
        cells = [" ".join(cell.split()) for cell in table.render_html({}).split("<td")[1:]]
    assert f"> {yes} <" in cells[0] and f"> {no} <" in cells[1]
    assert "None" not in cells[2]
    assert "> 0 <" in cells[3] and "&lt;b&gt;True&lt;/b&gt;" in cells[4]
    assert yes in cells[5] and no in cells[6]


@pytest.mark.parametrize(("language", "word"), [("vi", "Thao tác"), ("en", "Actions")])
def test_words_in_templates_of_wagtail_are_asked_of_the_catalogue(language, word):
    with translation.override(language):
        assert f'aria-label="{word}"' in render_to_string("wagtailadmin/shared/headers/_actions.html", {"actions": ""})
