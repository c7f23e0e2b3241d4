"""Who may translate, what a translation takes, and what becomes of it when its original changes or goes."""

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from sites.units import publishing
from sites.units.machine_translation import unseen
from sites.units.models import today
from sites.units.services import end_unit, set_languages
from tests.factories.units import make_article

from .conftest import SECRET, image_of, refused, shown


@pytest.fixture
def translated(neighbours, desk):
    """An article of the commune with a picture, put up for translation: the translation, and its picture's segment."""
    mine = make_article(neighbours.own, "Tin có hình", lead_image=image_of(neighbours.own, "Hình tôi"))
    english = Locale.objects.get(language_code="en")
    url = reverse("wagtail_localize:submit_page_translation", args=[mine.pk])
    assert desk(neighbours.editor).post(url, {"locales": [english.pk]}).status_code == 302
    translation = Translation.objects.get(source__object_id=mine.translation_key)
    return translation, OverridableSegment.objects.get(source=translation.source, context__path="lead_image")


def put(client, translation, segment, value):
    url = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
    return client.put(url, f"value={value}", content_type="application/x-www-form-urlencoded")


def test_a_picture_of_the_unit_takes_the_place_of_the_sources(neighbours, desk, translated):
    own = image_of(neighbours.own, "Hình tiếng Anh")
    assert put(desk(neighbours.editor), *translated, own.pk).status_code == 201
    assert SegmentOverride.objects.get().data == str(own.pk)


@pytest.mark.parametrize("forged", ["theirs", "abc", "", "999999999"])
def test_a_picture_of_a_neighbour_does_not(neighbours, desk, translated, forged):
    value = neighbours.theirs["image"].pk if forged == "theirs" else forged
    answer = put(desk(neighbours.editor), *translated, value)
    assert answer.status_code == 403
    assert SECRET not in answer.content.decode()
    assert not SegmentOverride.objects.exists()


def test_a_neighbour_puts_nothing_into_ones_translation(neighbours, desk, translated):
    translation, segment = translated
    name = "wagtail_localize:edit_override"
    refused(desk(neighbours.other_admin), name, translation.pk, segment.pk)
    assert put(desk(neighbours.other_admin), *translated, neighbours.theirs["image"].pk).status_code == 404
    assert not SegmentOverride.objects.exists()


# --- Who -----------------------------------------------------------------------------------------


def started(page, person, desk) -> Translation:
    """The page put up for translation into English by the person."""
    english = Locale.objects.get(language_code="en")
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    assert desk(person).post(url, {"locales": [english.pk]}).status_code == 302
    return Translation.objects.get(source__object_id=page.translation_key)


def test_a_contributor_writes_but_does_not_translate(neighbours, desk):
    own = make_article(neighbours.own, "Của tôi", live=False, owner=neighbours.contributor)
    english = Locale.objects.get(language_code="en")
    url = reverse("wagtail_localize:submit_page_translation", args=[own.pk])
    client = desk(neighbours.contributor)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[own.pk])).status_code == 200
    answer = client.post(url, {"locales": [english.pk]})
    assert answer.status_code == 403
    assert "không dịch được" in answer.content.decode()
    assert not TranslationSource.objects.exists()
    assert url not in client.get(reverse("wagtailadmin_pages:edit", args=[own.pk])).content.decode()


def test_a_language_that_was_switched_off_is_not_translated_into(neighbours, desk):
    mine = make_article(neighbours.own, "Tin")
    set_languages(neighbours.own, ["vi"])
    english = Locale.objects.get(language_code="en")
    url = reverse("wagtail_localize:submit_page_translation", args=[mine.pk])
    answer = desk(neighbours.editor).post(url, {"locales": [english.pk]})
    assert answer.status_code == 200
    assert not TranslationSource.objects.exists()


# --- Texts ---------------------------------------------------------------------------------------


@pytest.fixture
def article(neighbours, desk):
    """An article with a text, put up for translation by the editor."""
    body = '[{"type": "text", "value": "<p>Xem <b>kỹ</b> nhé.</p>", "id": "6cf0a1de-0000-4000-8000-000000000001"}]'
    page = make_article(neighbours.own, "Khánh thành cầu", summary="Cầu mới.", body=body)
    return started(page, neighbours.editor, desk)


def text_named(translation: Translation, path: str) -> StringSegment:
    return StringSegment.objects.get(source=translation.source, context__path__startswith=path)


def write(client, translation, segment, value):
    url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    return client.put(url, f"value={value}", content_type="application/x-www-form-urlencoded")


def test_a_text_that_fits_its_original_is_kept(neighbours, desk, article):
    assert write(desk(neighbours.editor), article, text_named(article, "body"), "Look <b>well</b>.").status_code == 201
    assert StringTranslation.objects.get().data == "Look <b>well</b>."


HOSTILE = (
    "<script>alert(1)</script>",
    "<a id='a9'>x</a>",
    "<a href='javascript:alert(1)'>x</a>",
    "<b onclick='x()'>x</b>",
    "<i>x</i>",
    "ab%00cd",
    "x%E2%80%AEy",
    "x" * 5000,
)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_text_that_does_not_fit_its_original_is_refused_with_a_sentence(neighbours, desk, article, value):
    answer = write(desk(neighbours.editor), article, text_named(article, "body"), value)
    assert answer.status_code == 403
    assert "Bản dịch của" in answer.content.decode()
    assert not StringTranslation.objects.exists()


def test_a_text_of_another_translation_is_not_found(neighbours, desk, article):
    other = started(make_article(neighbours.own, "Tin khác"), neighbours.editor, desk)
    assert write(desk(neighbours.editor), article, text_named(other, "title"), "x").status_code == 404


# --- PO files ------------------------------------------------------------------------------------


def exported(client, translation) -> polib.POFile:
    answer = client.get(reverse("wagtail_localize:download_pofile", args=[translation.pk]))
    return polib.pofile(answer.content.decode())


def sent(client, translation, content: str | bytes | None) -> str:
    """The page after sending a PO file."""
    url = reverse("wagtail_localize:upload_pofile", args=[translation.pk])
    content = content.encode() if isinstance(content, str) else content
    data = {} if content is None else {"file": SimpleUploadedFile("x.po", content)}
    return client.post(url, data, follow=True).content.decode()


def test_a_po_file_goes_out_and_comes_back_with_its_texts(neighbours, desk, article):
    client = desk(neighbours.editor)
    po = exported(client, article)
    for entry in po:
        entry.msgstr = {"title": "Bridge opened", "summary": "A new bridge."}.get(entry.msgctxt, "")
    assert "Đã nhận các câu dịch" in sent(client, article, str(po))
    kept = dict(StringTranslation.objects.values_list("context__path", "data"))
    assert kept == {"title": "Bridge opened", "summary": "A new bridge."}


def _missing(po):
    po.remove(next(entry for entry in po if entry.msgctxt == "summary"))


def _extra(po):
    po.append(polib.POEntry(msgid="Câu lạ", msgctxt="title", msgstr="Strange"))


def _hostile(po):
    next(entry for entry in po if entry.msgctxt == "summary").msgstr = "<script>alert(1)</script>"


def _of_another(po):
    po.metadata["X-WagtailLocalize-TranslationID"] = "00000000-0000-4000-8000-000000000000"


def _nobodys(po):
    del po.metadata["X-WagtailLocalize-TranslationID"]


def _twice(po):
    po.append(next(entry for entry in po if entry.msgctxt == "title"))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_missing, "Tệp thiếu 1 câu của bản gốc: “Cầu mới.”"),
        (_extra, "Tệp có 1 câu không có trong bản gốc: “Câu lạ”"),
        (_hostile, "có thẻ hoặc liên kết mà bản gốc không có"),
        (_of_another, "thuộc một bản dịch khác"),
        (_nobodys, "thuộc một bản dịch khác"),
        (_twice, "Tệp có câu lặp lại"),
    ],
)
def test_a_spoilt_po_file_gets_a_sentence_and_changes_nothing(neighbours, desk, article, spoil, sentence):
    client = desk(neighbours.editor)
    po = exported(client, article)
    for entry in po:
        if entry.msgctxt == "title":
            entry.msgstr = "Bridge opened"
    spoil(po)
    assert sentence in sent(client, article, str(po))
    assert not StringTranslation.objects.exists()


@pytest.mark.parametrize(
    "content", [None, b"", b"/etc/passwd", b"msgid", b"\xff\xfe\x00", b'msgid\n"x', b"x" * 3_000_000]
)
def test_what_is_no_po_file_gets_a_sentence(neighbours, desk, article, content):
    page = sent(desk(neighbours.editor), article, content)
    assert any(text in page for text in ("không phải tệp PO", "Hãy chọn tệp PO", "Tệp lớn quá"))
    assert not StringTranslation.objects.exists()


def test_a_neighbour_neither_reads_nor_sends_a_po_file(neighbours, desk, article):
    client = desk(neighbours.other_admin)
    refused(client, "wagtail_localize:download_pofile", article.pk)
    refused(client, "wagtail_localize:upload_pofile", article.pk, post={"file": SimpleUploadedFile("x.po", b"msgid")})


# --- The memory of a unit ------------------------------------------------------------------------


def test_what_the_unit_has_translated_is_put_in_again_and_what_a_neighbour_has_is_not(neighbours, desk, article):
    client = desk(neighbours.editor)
    write(client, article, text_named(article, "summary"), "A new bridge.")
    again = started(make_article(neighbours.own, "Tin sau", summary="Cầu mới."), neighbours.editor, desk)
    found = StringTranslation.objects.get(context__object_id=again.source.object_id)
    assert (found.data, found.tool_name) == ("A new bridge.", "memory")
    # The neighbour gets English too, and has the same sentence to translate.
    set_languages(neighbours.other, ["vi", "en"])
    theirs = started(make_article(neighbours.other, "Tin của họ", summary="Cầu mới."), neighbours.other_editor, desk)
    assert not StringTranslation.objects.filter(context__object_id=theirs.source.object_id).exists()


# --- Machines ------------------------------------------------------------------------------------


def test_no_machine_translates_unless_one_is_named(neighbours, desk, article):
    url = reverse("wagtail_localize:machine_translate", args=[article.pk])
    assert desk(neighbours.editor).post(url).status_code == 404
    assert not StringTranslation.objects.exists()


@pytest.fixture
def drafted(neighbours, desk, article, settings):
    """The article drafted by a machine: the translation, and the page that it makes."""
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
    }
    url = reverse("wagtail_localize:machine_translate", args=[article.pk])
    assert desk(neighbours.editor).post(url).status_code == 302
    article.save_target(user=neighbours.editor, publish=False)
    return article, article.get_target_instance()


def test_what_a_machine_wrote_is_not_published_unseen_by_any_road(neighbours, drafted):
    translation, page = drafted
    assert unseen(page) == StringSegment.objects.filter(source=translation.source).count()
    with pytest.raises(publishing.PublishRefused, match="máy dịch"):
        publishing.publish(page, by=None)
    with pytest.raises(publishing.PublishRefused, match="máy dịch"), publishing.decided_for_all(publishing.How.BATCH):
        page.get_latest_revision().publish(user=neighbours.publisher)
    with pytest.raises(publishing.PublishRefused, match="máy dịch"):
        publishing.publish_urgently(page, by=neighbours.publisher, reason="Khẩn cấp vì bão lớn")
    page.refresh_from_db()
    assert not page.live


def test_once_a_person_has_saved_each_text_it_is_published(neighbours, desk, drafted):
    translation, page = drafted
    client = desk(neighbours.editor)
    for segment in StringSegment.objects.filter(source=translation.source):
        value = StringTranslation.objects.get(context=segment.context).data
        assert write(client, translation, segment, value).status_code == 200
    assert unseen(page) == 0
    publishing.publish(page, by=None)
    page.refresh_from_db()
    assert page.live


# --- Originals that change or go -----------------------------------------------------------------


def test_the_translation_of_a_deleted_page_says_so(neighbours, desk, article):
    target = article.get_target_instance()
    Page.objects.get(pk=article.source.get_source_instance().pk).delete()
    assert Page.objects.filter(pk=target.pk).exists()
    left = Translation.objects.filter(pk=article.pk).first()
    client = desk(neighbours.editor)
    answer = client.get(reverse("wagtail_localize:download_pofile", args=[article.pk]))
    assert answer.status_code in (403, 404)
    if left is not None:
        assert "Bản gốc của bản dịch này không còn nữa" in answer.content.decode()
    # The page itself can still be opened and edited.
    assert client.get(reverse("wagtailadmin_pages:edit", args=[target.pk])).status_code == 200


def test_the_translation_of_a_moved_page_goes_on(neighbours, desk, article):
    source = article.source.get_source_instance()
    notices = source.get_parent().get_parent().get_children().get(slug="tin-tuc")
    section = make_section(notices, "Chuyên mục")
    source.move(section, pos="last-child")
    client = desk(neighbours.editor)
    assert write(client, article, text_named(article, "title"), "Bridge opened").status_code == 201
    url = reverse("wagtail_localize:update_translations", args=[article.source_id])
    assert client.post(url, {}).status_code in (200, 302)
    assert Page.objects.filter(translation_key=source.translation_key).count() == 2


def make_section(parent, title: str):
    section = type(parent.specific)(title=title, locale=parent.locale)
    parent.add_child(instance=section)
    return section


def test_in_a_closed_unit_nothing_is_translated(neighbours, desk, article):
    neighbours.editor.roles.update(valid_to=today())
    answer = write(desk(neighbours.editor), article, text_named(article, "title"), "x")
    assert answer.status_code in (302, 403, 404)
    assert not StringTranslation.objects.exists()


def test_what_a_unit_merged_into_another_left_is_not_translated_by_its_successor_and_shows_nowhere(
    neighbours, desk, article, visit
):
    segment, host = text_named(article, "title"), neighbours.own.hosts.get().host
    end_unit(neighbours.own, on=today(), note="Nhập vào đơn vị bên cạnh")
    assert write(desk(neighbours.other_editor), article, segment, "Bridge opened").status_code in (302, 403, 404)
    assert not StringTranslation.objects.exists()
    # Its own people may put its archive in order; nothing of it goes on line by that.
    assert write(desk(neighbours.editor), article, segment, "Bridge opened").status_code == 201
    assert not article.get_target_instance().live
    assert visit(host, "/en/").status_code == 404


def test_translations_behind_their_originals_are_listed_for_their_unit_alone(neighbours, desk, article):
    publishing.publish(article.source.get_source_instance(), by=None)
    article.source.update_from_db()
    article.save_target(publish=False)
    target = article.get_target_instance()
    publishing.publish(target, by=None)
    name, edit = "units_outdated", reverse("wagtailadmin_pages:edit", args=[target.pk])
    assert edit not in shown(desk(neighbours.editor), name)
    publishing.publish(article.source.get_source_instance(), by=None)
    assert edit in shown(desk(neighbours.editor), name)
    assert edit not in desk(neighbours.other_editor).get(reverse(name)).content.decode()
    assert edit in shown(desk(neighbours.editor), "units_outdated_results")
