"""Every message is in both languages: ours in English, those of packages in Vietnamese; and nothing else is kept."""

import importlib.util
from pathlib import Path

import polib
import pytest
from django.template import engines
from django.utils import translation

from portal.core.admin_words import IN_TEMPLATES

from .modules import PROJECT


@pytest.fixture
def messages():
    spec = importlib.util.spec_from_file_location("messages_script", PROJECT / "scripts" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_catalogue_is_complete_and_has_nothing_unused(messages):
    assert not messages.problems(), "\n".join(["run make messages and translate:", *messages.problems()])


@pytest.fixture
def small_project(messages, tmp_path, monkeypatch):
    """A project of one module and one template, with a catalogue beside it."""
    (tmp_path / "portal" / "templates").mkdir(parents=True)
    (tmp_path / "portal" / "forms.py").write_text(
        'label = _("Tên")\n'
        'many = ngettext("%(count)d tin", "%(count)d tin bài", 3)\n'
        'where = pgettext_lazy("trang", "Cấp")\n'
        'long = _(\n    "Một câu "\n    "hai dòng"\n)\n'
        "name = 'động'\nnothing = _(name)\n"
    )
    (tmp_path / "portal" / "templates" / "page.html").write_text(
        '{% load i18n %}{% translate "Tìm kiếm" %}{{ _("Đóng") }}\n'
        "{% blocktranslate trimmed count n=rows|length %}{{ n }} kết quả{% plural %}{{ n }} kết quả nữa"
        "{% endblocktranslate %}\n"
        "{% blocktranslate with unit=name %}Trang của {{ unit }} (mới){% endblocktranslate %}"
        '<a title="{% translate "Trang" context "giấy" %}">'
    )
    monkeypatch.setattr(messages, "PROJECT", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    monkeypatch.setattr(messages, "CATALOGUE", tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po")
    return messages


def test_every_way_to_write_a_message_is_found(small_project):
    assert set(small_project.extracted()) == {
        ("", "Tên", ""),
        ("", "%(count)d tin", "%(count)d tin bài"),
        ("trang", "Cấp", ""),
        ("", "Một câu hai dòng", ""),
        ("", "Tìm kiếm", ""),
        ("", "Đóng", ""),
        ("", "%(n)s kết quả", "%(n)s kết quả nữa"),
        ("", "Trang của %(unit)s (mới)", ""),
        ("giấy", "Trang", ""),
    }


def test_missing_untranslated_and_unused_messages_are_named(small_project):
    assert any("not in the catalogue: 'Tên'" in line for line in small_project.problems())
    assert small_project.update() == 9
    assert any("not in English yet: 'Tên'" in line for line in small_project.problems())
    po = polib.pofile(str(small_project.CATALOGUE))
    for entry in po:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid
    po.append(polib.POEntry(msgid="Đã bỏ", msgstr="Gone"))
    po.save()
    assert small_project.problems() == ["used by nothing: 'Đã bỏ'"]
    assert small_project.update() == 0
    assert small_project.problems() == []


def test_translation_that_loses_a_part_is_named(small_project):
    small_project.update()
    po = polib.pofile(str(small_project.CATALOGUE))
    entry = po.find("Trang của %(unit)s (mới)")
    entry.msgstr = "Site (new)"
    po.save()
    assert any("other parts than the original: 'Trang của" in line for line in small_project.problems())


def test_readers_of_english_get_english(messages):
    messages.compile_all()
    # Django keeps what it has read of a language; a new catalogue is read by a new process only.
    from django.utils.translation import trans_real

    trans_real._translations.pop("en", None)
    with translation.override("en"):
        assert translation.gettext("Tên miền") != "Tên miền" or ("", "Tên miền", "") not in messages.extracted()


def test_what_packages_say_in_the_admin_is_in_vietnamese(messages):
    assert not messages.admin_problems(), "\n".join(["see docs/translating.md:", *messages.admin_problems()])


def entries(path, *pairs):
    """Write a catalogue of (message, translation)."""
    path.parent.mkdir(parents=True)
    po = polib.POFile()
    po.extend(polib.POEntry(msgid=said, msgstr=text) for said, text in pairs)
    po.save(str(path))


def test_an_upgrade_names_what_is_new_what_is_gone_and_what_lost_a_part(messages, tmp_path, monkeypatch):
    package = tmp_path / "somewhere" / "package"
    entries(
        package / "admin" / "locale" / "en" / "LC_MESSAGES" / "django.po",
        *((said, "") for said in ("Save", "New", "Old", "By %(who)s", "In <b>bold</b>", "Own")),
    )
    entries(package / "admin" / "locale" / "vi" / "LC_MESSAGES" / "django.po", ("Own", "Riêng"))
    entries(package / "forms" / "locale" / "fr" / "LC_MESSAGES" / "djangojs.po", ("Only in French", "…"))
    (package / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(package.parent)
    monkeypatch.setattr(messages, "PACKAGES", ("package",))
    monkeypatch.setattr(messages, "ADMIN_LOCALE", tmp_path / "locale_admin")
    entries(
        tmp_path / "locale_admin" / "vi" / "LC_MESSAGES" / "django.po",
        ("Save", "Lưu"),
        ("Gone", "Đã bỏ"),
        ("Old", ""),
        ("By %(who)s", "Bởi"),
        ("In <b>bold</b>", "Chữ đậm"),
    )
    assert set(messages.admin_problems()) == {
        "not in Vietnamese: 'New' (package/admin)",
        "not in Vietnamese: 'Only in French' (package/forms)",
        "no package says any more: 'Gone'",
        "not in Vietnamese yet: 'Old'",
        "other parts than the original: 'By %(who)s'",
        "other parts than the original: 'In <b>bold</b>'",
    }
    assert messages.update_admin() == 3
    assert {entry.msgid for entry in messages.admin_catalogue("django")} == {
        "Save",
        "New",
        "Old",
        "By %(who)s",
        "In <b>bold</b>",
    }
    assert messages.admin_catalogue("django").find("Save").msgstr == "Lưu"


def test_scripts_of_the_admin_get_vietnamese_too(client, messages):
    messages.compile_all()
    with translation.override("vi"):
        from django.views.i18n import JavaScriptCatalog

        for package in ("wagtail.admin", "wagtail_localize"):
            catalogue = JavaScriptCatalog(packages=[package])
            answer = catalogue.get(type("Request", (), {"GET": {}})())
            assert "Pin toolbar" in answer.content.decode()
            assert "Ghim thanh c" in answer.content.decode()


@pytest.mark.parametrize("name", IN_TEMPLATES)
def test_words_that_stand_in_templates_of_packages_are_exchanged(name):
    """After an upgrade that changed such a place, this says which entry is to be brought up to date or taken out."""
    said, asked = IN_TEMPLATES[name]
    template = engines["django"].get_template(name).template
    assert asked in template.source
    assert said in Path(template.origin.name).read_text(encoding="utf-8"), f"{said} no longer stands in {name}"
    assert said not in template.source.replace(asked, "")
