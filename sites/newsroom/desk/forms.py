"""The forms of the desk; each offers the people, genres and sections of the unit worked in and no others."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminDateTimeInput, AdminPageChooser
from wagtail.models import Page

from portal.accounts.models import User
from sites.units.isolation.choosers import unchoose
from sites.units.models import Unit
from sites.units.permissions import unit_id_of

from ..models import ArticlePage, Genre, NewsIndexPage, Story
from ..services.desk import sections, writers

# The depth of a section right below a home page.
TOP_SECTION = 4


class SectionField(forms.ModelChoiceField):
    """A news section; those inside another stand after it, set in."""

    def label_from_instance(self, section: NewsIndexPage) -> str:
        return f"{'— ' * (section.depth - TOP_SECTION)}{section.title} ({section.locale.get_display_name()})"


def section_field(unit: Unit, **options: Any) -> SectionField:
    return SectionField(sections(unit).select_related("locale"), label=_("Chuyên mục"), **options)


def person_field(unit: Unit, *, also: int | None = None, **options: Any) -> forms.ModelChoiceField:
    """A writer of the unit, or the one whose key is `also`, who may have left it since."""
    people = User.objects.filter(pk__in=[*writers(unit).values_list("pk", flat=True), *([also] if also else [])])
    return forms.ModelChoiceField(people.order_by("full_name_key", "pk"), **options)


def assignment_fields(unit: Unit, story: Story | None = None) -> dict[str, forms.Field]:
    """Who writes a story, and by when."""
    return {
        "assignee": person_field(
            unit,
            also=story.assignee_id if story else None,
            label=_("Người thực hiện"),
            required=False,
            empty_label=_("Chưa giao cho ai"),
        ),
        "deadline": forms.DateTimeField(label=_("Hạn nộp"), required=False, widget=AdminDateTimeInput),
    }


class AssignForm(forms.Form):
    """Gives a story to a writer, or changes its deadline."""

    def __init__(self, *args: Any, unit: Unit, story: Story, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= assignment_fields(unit, story)
        self.initial = {"assignee": story.assignee_id, "deadline": story.deadline}


class StoryForm(forms.ModelForm):
    """What a story is about."""

    class Meta:
        model = Story
        fields = ("title", "notes", "genre", "section")
        widgets = {"notes": AdminAutoHeightTextInput(attrs={"rows": 5})}

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Genre.objects.filter(unit=unit)
        self.fields["genre"].queryset = own.filter(in_use=True) | own.filter(pk=self.instance.genre_id)
        self.fields["section"] = section_field(unit, required=False)

    def _post_clean(self) -> None:
        """The service saves; a story that was looked up here must not change before that."""


class NewStoryForm(StoryForm):
    """A new story; an editor may give it out at once."""

    def __init__(self, *args: Any, unit: Unit, may_assign: bool, **kwargs: Any) -> None:
        super().__init__(*args, unit=unit, **kwargs)
        if may_assign:
            self.fields |= assignment_fields(unit)


class WriteForm(forms.Form):
    """Where the article of a story goes."""

    def __init__(self, *args: Any, unit: Unit, story: Story, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"] = section_field(unit, empty_label=None)
        self.initial = {"section": story.section_id}


class AttachForm(forms.Form):
    """An article of the unit that was written before anybody thought of the board."""

    article = forms.ModelChoiceField(
        ArticlePage.objects.all(),
        label=gettext_lazy("Tin bài đã viết"),
        widget=AdminPageChooser(target_models=[ArticlePage]),
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean_article(self) -> Page:
        article = self.cleaned_data["article"]
        if unit_id_of(article) != self.unit.pk:
            unchoose(self, "article")
            raise forms.ValidationError(_("Hãy chọn một tin bài của đơn vị."))
        return article


class DropForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)


class BoardFilterForm(forms.Form):
    """What of the board to show. Anything unknown in the address is left out rather than refused."""

    q = forms.CharField(label=gettext_lazy("Tìm theo tiêu đề"), required=False, max_length=100)
    overdue = forms.BooleanField(label=gettext_lazy("Chỉ hiện việc quá hạn"), required=False)

    field_order = ("q", "person", "genre", "section", "overdue")

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = {"required": False, "empty_label": _("Tất cả")}
        self.fields["person"] = person_field(unit, label=_("Người thực hiện"), **everybody)
        self.fields["genre"] = forms.ModelChoiceField(Genre.objects.filter(unit=unit), label=_("Thể loại"), **everybody)
        self.fields["section"] = section_field(unit, **everybody)
        self.order_fields(self.field_order)

    @property
    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
