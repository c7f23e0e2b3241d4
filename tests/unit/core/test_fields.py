"""Fields of the project: StreamField without blocks in migrations, and columns derived from others."""

import json

import pytest
from django.db import connection, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.state import ModelState, ProjectState
from wagtail import blocks

from portal.core.fields import FoldedField, PersonSortKeyField, SortKeyField, StreamField
from sites.newsroom.models import ArticlePage
from sites.units.models import UnitVersion
from tests.factories.units import make_article, make_person

RAW = [{"type": "text", "value": "<p>Nội dung <b>giữ nguyên</b></p>", "id": "11111111-1111-4111-8111-111111111111"}]


def state_with(field: models.Field) -> ProjectState:
    state = ProjectState()
    fields = [("id", models.BigAutoField(primary_key=True)), ("body", field)]
    state.add_model(ModelState("tried", "Story", fields))
    return state


def changes(before: models.Field, after: models.Field) -> dict:
    return MigrationAutodetector(state_with(before), state_with(after))._detect_changes()


def test_new_block_or_help_text_makes_no_migration():
    old = StreamField([("text", blocks.TextBlock())])
    new = StreamField(
        [("text", blocks.TextBlock(help_text="khác")), ("more", blocks.CharBlock())],
        verbose_name="nội dung",
        help_text="khác",
    )
    assert changes(old, new) == {}


def test_what_the_database_sees_does_make_a_migration():
    assert changes(StreamField([]), StreamField([], null=True))


def test_field_of_a_migration_holds_no_block():
    name, path, args, kwargs = ArticlePage._meta.get_field("body").deconstruct()
    assert path == "portal.core.fields.StreamField"
    assert args == []
    assert "block_types" not in kwargs
    assert "block_lookup" not in kwargs


def historic_article() -> type[models.Model]:
    """ArticlePage as a data migration gets it: only what migrations know."""
    from django.apps import apps

    return ProjectState.from_apps(apps).apps.get_model("newsroom", "ArticlePage")


def test_historic_model_saves_content_unchanged(province):
    article = make_article(province.commune, "Giữ nội dung", body=json.dumps(RAW))
    History = historic_article()
    old = History.objects.get(pk=article.pk)
    old.author_name = "Sửa bởi một bản chuyển đổi"
    old.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM newsroom_articlepage WHERE page_ptr_id = %s", [article.pk])
        stored = cursor.fetchone()[0]
    stored = json.loads(stored) if isinstance(stored, str) else stored
    assert stored == RAW
    fresh = ArticlePage.objects.get(pk=article.pk)
    assert fresh.author_name == "Sửa bởi một bản chuyển đổi"
    assert "giữ nguyên" in str(fresh.body[0].value)


def test_historic_model_can_change_the_raw_content(province):
    article = make_article(province.commune, "Sửa nội dung", body=json.dumps(RAW))
    History = historic_article()
    old = History.objects.get(pk=article.pk)
    old.body.raw_data[0]["value"] = "<p>Đã sửa</p>"
    old.save()
    assert "Đã sửa" in str(ArticlePage.objects.get(pk=article.pk).body[0].value)


def test_derived_columns_follow_their_source_at_every_save(province):
    person = make_person(full_name="Trần Văn Đạt")
    assert person.full_name_folded == "tran van dat"
    assert person.full_name_key.startswith(SortKeyField(source="x").derive("Đạt"))
    person.full_name = "Trần Văn An"
    person.save()
    person.refresh_from_db()
    assert person.full_name_folded == "tran van an"


def test_derived_columns_are_filled_in_bulk_inserts(province):
    version = province.commune.version
    copy = UnitVersion(
        unit=province.other_commune,
        tier=version.tier,
        unit_type=version.unit_type,
        name="Đông Thọ",
        full_name="Xã Đông Thọ",
        valid_from="1990-01-01",
        valid_to="1991-01-01",
    )
    UnitVersion.objects.bulk_create([copy])
    copy.refresh_from_db()
    assert copy.folded == "xa dong tho"
    assert copy.name_key == SortKeyField(source="x").derive("Đông Thọ")


def test_derived_text_is_cut_to_its_column():
    class Holder(models.Model):
        title = models.TextField()
        folded = FoldedField(source="title", max_length=10)

        class Meta:
            app_label = "tried"

    assert Holder._meta.get_field("folded").pre_save(Holder(title="Quyết định về đất đai"), True) == "quyet dinh"


@pytest.mark.parametrize("field", [FoldedField, SortKeyField, PersonSortKeyField])
def test_derived_fields_compare_by_byte_whatever_the_server_speaks(field):
    assert field(source="title").deconstruct()[3]["db_collation"] == "C"
