"""The library: files in parts, videos at known sites only, a text beside what is heard, a podcast."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.models import CollectionViewRestriction

from portal.core.blocks import BodyBlock
from portal.media.models import PortalDocument
from sites.publicinfo.enums import MediaKind
from sites.publicinfo.models import MediaItem
from sites.units.checklists import gaps
from tests.factories.content import make_image

HOST, OTHER = "trungmon.tuyenquang.localhost", "tantrao.tuyenquang.localhost"
LIBRARY = "/cong-khai/thu-vien/"
SOUND = b"ID3\x04\x00" + bytes(range(256)) * 8


def sound_of(unit, name="ban-tin.mp3", content=SOUND):
    document = PortalDocument(title=name, collection=unit.collection, file=ContentFile(content, name=name))
    document.full_clean(exclude=["uploaded_by_user", "file_hash"])
    document.save()
    return document


def programme(unit, title="Bản tin sáng", **fields):
    values = {"kind": MediaKind.LOUDSPEAKER, "dated": date(2026, 3, 2), "transcript": "Kính chào.", "seconds": 303}
    values |= {"live": True, "first_published_at": "2026-03-02T06:00+07:00"}
    return MediaItem.objects.create(unit=unit, title=title, file=sound_of(unit), **values | fields)


def test_a_programme_is_heard_read_and_subscribed_to(province, visit):
    programme(province.commune)
    page = visit(HOST, f"{LIBRARY}ban-tin-sang/").content.decode()
    assert "<audio controls" in page and "Kính chào." in page and "5:03" in page
    feed = ElementTree.fromstring(visit(HOST, f"{LIBRARY}truyen-thanh.xml").content)  # noqa: S314
    enclosure = feed.find("channel/item/enclosure")
    assert enclosure.get("url").endswith(f"{LIBRARY}ban-tin-sang/tep.mp3") and HOST in enclosure.get("url")
    assert (enclosure.get("type"), enclosure.get("length")) == ("audio/mpeg", str(len(SOUND)))
    assert "Bản tin sáng" not in visit(OTHER, f"{LIBRARY}truyen-thanh.xml").content.decode()
    assert visit(OTHER, f"{LIBRARY}ban-tin-sang/tep.mp3").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        ("", 200, SOUND),
        ("bytes=0-9", 206, SOUND[:10]),
        ("bytes=100-", 206, SOUND[100:]),
        ("bytes=-5", 206, SOUND[-5:]),
        ("bytes=999999-", 416, b""),
        ("bytes=9-1", 416, b""),
        ("lines=1-2", 200, SOUND),
    ],
)
def test_players_get_the_part_they_ask_for(province, visit, asked, status, expected):
    programme(province.commune)
    answer = visit(HOST, f"{LIBRARY}ban-tin-sang/tep.mp3", headers={"range": asked} if asked else {})
    assert answer.status_code == status
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert content == expected


def test_a_draft_and_a_file_that_was_closed_are_not_handed_out(province, visit):
    draft = programme(province.commune, "Nháp", live=False)
    assert visit(HOST, f"{LIBRARY}{draft.slug}/tep.mp3").status_code == 404
    item = programme(province.commune)
    CollectionViewRestriction.objects.create(collection=item.file.collection, restriction_type="login")
    assert visit(HOST, f"{LIBRARY}{item.slug}/tep.mp3").status_code == 404
    with pytest.raises(ValidationError) as refused:
        item.clean()
    assert "không mở cho mọi người" in refused.value.message_dict["file"][0]


@pytest.mark.parametrize(
    ("link", "fine"),
    [
        ("https://www.youtube.com/watch?v=1", True),
        ("https://youtu.be/1", True),
        ("http://youtu.be/1", False),
        ("https://youtube.com.example.test/1", False),
        ("https://ai-do.example/1", False),
        ("https://youtube.com@example.test/1", False),
    ],
)
def test_a_video_elsewhere_is_at_a_site_that_is_known(province, link, fine):
    item = MediaItem(unit=province.commune, kind=MediaKind.VIDEO, title="Phim", link=link)
    if fine:
        item.clean()
        return
    with pytest.raises(ValidationError) as refused:
        item.clean()
    assert "Chỉ nhận video bắt đầu bằng https://" in refused.value.message_dict["link"][0]


def test_what_is_heard_has_a_text_before_it_is_published(province):
    item = programme(province.commune, transcript="")
    assert any("bằng chữ" in gap.text for gap in gaps(item))
    item.transcript = "Kính chào."
    assert not gaps(item)


@pytest.mark.parametrize(
    ("name", "content", "fine"),
    [
        ("a.mp3", SOUND, True),
        ("a.mp3", b"<html><script>", False),
        ("a.mp4", b"\x00\x00\x00\x18ftypisom", True),
        ("a.mp4", SOUND, False),
        ("a.webm", b"\x1aE\xdf\xa3....webm", True),
        ("a.webm", b"PK\x03\x04", False),
        ("a.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nA", True),
        ("a.vtt", b"<script>", False),
    ],
)
def test_an_upload_is_the_sound_or_film_that_its_name_says(province, name, content, fine):
    if fine:
        sound_of(province.commune, name, content)
        return
    with pytest.raises(ValidationError):
        sound_of(province.commune, name, content)


def test_a_video_in_a_text_is_at_a_site_that_is_known_too(province):
    image = make_image(province.commune)
    still = {"image": image.pk, "decorative": True, "alt_text": ""}
    block = BodyBlock().child_blocks["video"]
    for url, fine in (("https://youtu.be/1", True), ("https://ai-do.example/1", False)):
        value = block.to_python({"title": "Phim", "url": url, "still": still})
        if fine:
            block.clean(value)
            continue
        with pytest.raises(ValidationError):
            block.clean(value)
