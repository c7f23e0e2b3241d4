"""A tier's blueprint in versions: units start with it, are offered what is new, and keep what is their own."""

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from sites.pages.blueprints import services
from sites.pages.blueprints.models import BlueprintVersion
from sites.pages.enums import PartKind
from sites.pages.models import SectionPage
from sites.units.models import UnitSettings
from sites.units.scheduling import sweep
from sites.units.services import provision_unit
from tests.factories.units import home_of, make_unit

from .improving import blueprint, drop, improve, menu, section, states

HOST, OTHER_HOST = "trungmon.tuyenquang.localhost", "kimphu.tuyenquang.localhost"


# --- Starting ------------------------------------------------------------------------------------


def test_units_of_every_tier_start_with_their_blueprint_whole(province):
    for unit in (province.province, province.department, province.district, province.commune, province.other_commune):
        assert states(unit) == {}, unit
        assert UnitSettings.objects.get(unit=unit).blueprint_number == 1


def test_a_unit_opened_later_starts_with_the_newest_version(province):
    improve(PartKind.SECTION, "thien-tai", title="Phòng chống thiên tai", title_en="Disasters")
    improve(PartKind.SECTION, "tin-tuc", title="Tin mới", title_en="Latest")
    unit = make_unit("commune", "xa", "Kim Phú", parent=province.district, code="02450")
    provision_unit(unit, host=OTHER_HOST, languages=("vi", "en"))
    assert section(unit, "thien-tai", "en").title == "Disasters"
    assert section(unit, "tin-tuc").title == "Tin mới"
    assert states(unit) == {}


def test_provisioning_again_brings_nothing_that_was_not_taken(province):
    improve(PartKind.SECTION, "thien-tai", title="Phòng chống thiên tai")
    assert provision_unit(province.commune, host="", languages=("vi", "en")).changes == []
    assert "Phòng chống thiên tai" not in menu(province.commune)


# --- Improving, being shown, taking --------------------------------------------------------------


def test_saving_without_a_change_makes_no_version(province):
    assert services.keep_version(blueprint()) is None
    assert improve(PartKind.FOOTER, "note", title="Lời mới").number == 2


def test_a_new_section_is_offered_and_made_in_each_language_when_it_is_taken(province):
    improve(PartKind.SECTION, "thien-tai", title="Phòng chống thiên tai", title_en="Disasters")
    assert states(province.commune) == {"section:thien-tai": "new"}
    assert "Phòng chống thiên tai" not in menu(province.commune)
    services.take(province.commune)
    assert states(province.commune) == {}
    assert isinstance(section(province.commune, "thien-tai").specific, SectionPage)
    assert section(province.commune, "thien-tai", "en").title == "Disasters"
    # The neighbour decides for itself.
    assert states(province.other_commune) == {"section:thien-tai": "new"}
    assert not home_of(province.other_commune).get_children().filter(slug="thien-tai").exists()


def test_a_new_title_is_taken_by_the_page_and_its_draft(province):
    page = section(province.commune, "gioi-thieu").specific
    page.save_revision()
    improve(PartKind.SECTION, "gioi-thieu", title="Về chúng tôi", title_en="About us")
    assert states(province.commune) == {"section:gioi-thieu": "changed"}
    services.take(province.commune)
    page = section(province.commune, "gioi-thieu").specific
    assert (page.title, page.get_latest_revision_as_object().title) == ("Về chúng tôi", "Về chúng tôi")
    assert section(province.commune, "gioi-thieu", "en").title == "About us"


def test_one_part_is_taken_and_the_other_stays_offered(province):
    improve(PartKind.SECTION, "gioi-thieu", title="Về chúng tôi")
    improve(PartKind.FOOTER, "note", title="Lời mới", title_en="")
    services.take(province.commune, ["footer:note"])
    assert states(province.commune) == {"section:gioi-thieu": "changed"}
    assert UnitSettings.objects.get(unit=province.commune).blueprint_number == 1
    services.take(province.commune)
    assert UnitSettings.objects.get(unit=province.commune).blueprint_number == 3


def test_a_section_that_the_province_drops_leaves_the_menu_and_keeps_its_pages(province):
    drop(PartKind.SECTION, "thong-bao")
    # The order of the others is the same; what is gone is one thing.
    assert states(province.commune) == {"section:thong-bao": "gone"}
    services.take(province.commune)
    assert "Thông báo" not in menu(province.commune)
    assert section(province.commune, "thong-bao").live
    assert states(province.commune) == {}


def test_the_order_of_the_menu_is_taken_in_every_language(province):
    item = blueprint().items.get(kind=PartKind.SECTION, key="gioi-thieu")
    item.sort_order = -1
    item.save()
    services.keep_version(blueprint())
    assert states(province.commune) == {"order:section": "changed"}
    part = next(part for part in services.standing(province.commune) if part.id == "order:section")
    assert part.theirs_in_words.startswith("Giới thiệu → ") and " → Giới thiệu" in part.now_in_words
    assert "gioi-thieu" not in part.theirs_in_words + part.now_in_words, "people read titles, not addresses"
    services.take(province.commune)
    assert (menu(province.commune)[0], menu(province.commune, "en")[0]) == ("Giới thiệu", "About")
    assert states(province.commune) == {}


def test_taking_twice_takes_nothing(province):
    improve(PartKind.SECTION, "thien-tai", title="Phòng chống thiên tai")
    assert [part.id for part in services.take(province.commune)] == ["section:thien-tai"]
    pages = Page.objects.count()
    assert services.take(province.commune) == []
    assert Page.objects.count() == pages


# --- What is the unit's own ----------------------------------------------------------------------


def test_a_title_that_the_unit_changed_is_kept_shown_and_returned(province):
    page = section(province.commune, "gioi-thieu").specific
    page.title = page.draft_title = "Xã Trung Môn"
    page.save()
    improve(PartKind.SECTION, "gioi-thieu", title="Về chúng tôi", title_en="About us")
    assert states(province.commune) == {"section:gioi-thieu": "own"}
    part = next(part for part in services.standing(province.commune) if part.is_own)
    assert part.has_moved and "Về chúng tôi" in part.theirs_in_words and "Xã Trung Môn" in part.now_in_words
    services.take(province.commune)
    assert section(province.commune, "gioi-thieu").title == "Xã Trung Môn"
    services.give_up_own(province.commune, "section:gioi-thieu")
    assert section(province.commune, "gioi-thieu").title == "Về chúng tôi"
    assert states(province.commune) == {}


def test_a_section_that_the_unit_deleted_does_not_come_back_with_another_one(province):
    section(province.commune, "thong-bao").specific.delete()
    improve(PartKind.SECTION, "thien-tai", title="Phòng chống thiên tai")
    services.take(province.commune)
    slugs = set(home_of(province.commune).get_children().values_list("slug", flat=True))
    assert "thien-tai" in slugs and "thong-bao" not in slugs
    assert states(province.commune) == {"section:thong-bao": "own"}
    services.give_up_own(province.commune, "section:thong-bao")
    assert section(province.commune, "thong-bao").title == "Thông báo"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do something and what its commit sets off: kept pages become stale."""

    def do(function, *arguments, **options):
        with django_capture_on_commit_callbacks(execute=True):
            return function(*arguments, **options)

    return do


def test_an_own_foot_and_an_own_link_stand_on_the_site_until_they_are_given_up(province, visit, committed):
    own = {"title": "Xã Trung Môn xin cảm ơn bạn đọc.", "title_en": ""}
    link = {"title": "Hợp tác xã chè", "title_en": "", "url": "https://che.example/", "shown": True}
    visit(HOST)
    committed(services.keep_own, province.commune, {"footer:note": own, "link:che": link})
    text = visit(HOST).content.decode()
    assert own["title"] in text and "https://che.example/" in text
    assert "https://che.example/" not in visit("yenson.tuyenquang.localhost").content.decode()
    improve(PartKind.FOOTER, "note", title="Lời mới của tỉnh", title_en="")
    services.take(province.commune)
    assert states(province.commune) == {"footer:note": "own", "link:che": "own"}
    for part in ("footer:note", "link:che"):
        committed(services.give_up_own, province.commune, part)
    text = visit(HOST).content.decode()
    assert "Lời mới của tỉnh" in text and "https://che.example/" not in text
    assert services.give_up_own(province.commune, "footer:note") is None


def test_boxes_are_hidden_and_moved_but_never_what_is_sent_from_above(province, visit, committed):
    templates = lambda: [one.name for one in visit(HOST).templates]  # noqa: E731
    assert "procedures/boxes/procedures.html" in templates()
    committed(services.keep_own, province.commune, {"box:procedures.procedures": {"shown": False}})
    assert "home/unit_home_page.html" in templates()
    cache.clear()
    assert "procedures/boxes/procedures.html" not in templates()
    assert states(province.commune) == {"box:procedures.procedures": "own"}
    improve(PartKind.BOX, "procedures.procedures", shown=True)
    assert states(province.commune) == {"box:procedures.procedures": "own"}
    with pytest.raises(ValidationError, match="Không có khung nào"):
        improve(PartKind.BOX, "newsroom.news_from_above", shown=False)


def test_an_inherited_setting_is_taken_and_an_own_one_is_kept(province):
    UnitSettings.objects.filter(unit=province.other_commune).update(banner_colour="teal")
    improve(PartKind.SETTING, "banner_colour", title="green")
    # Nobody has taken a colour before, so each unit is asked.
    assert states(province.commune)["setting:banner_colour"] == "own"
    services.give_up_own(province.commune, "setting:banner_colour")
    assert UnitSettings.objects.get(unit=province.commune).banner_colour == "green"
    improve(PartKind.SETTING, "banner_colour", title="blue")
    services.take(province.commune)
    services.take(province.other_commune)
    colours = UnitSettings.objects.filter(unit__in=[province.commune, province.other_commune])
    assert set(colours.values_list("banner_colour", flat=True)) == {"blue", "teal"}


@pytest.mark.parametrize(
    ("kind", "key", "values", "words"),
    [
        (PartKind.SECTION, "Mục có dấu", {"title": "Mục"}, "Mã chuyên mục"),
        (PartKind.SECTION, "muc", {"title": ""}, "Hãy ghi tên"),
        (PartKind.LINK, "l", {"title": "Liên kết"}, "Hãy ghi địa chỉ"),
        (PartKind.SETTING, "email", {"title": "x"}, "Thiết đặt kế thừa được"),
        (PartKind.SETTING, "banner_colour", {"title": "vàng"}, "Giá trị phải là"),
    ],
)
def test_a_part_that_means_nothing_is_refused_with_a_sentence(province, kind, key, values, words):
    with pytest.raises(ValidationError, match=words):
        improve(kind, key, **values)
    assert blueprint().versions.count() == 1


# --- All units of a tier -------------------------------------------------------------------------


def test_the_job_gives_a_version_to_all_units_of_the_tier_and_to_no_other(province):
    version = improve(PartKind.SECTION, "thien-tai", title="Phòng chống thiên tai")
    assert services.units_behind(version).count() == 2
    assert services.carry_out(version.pk) == 2
    assert states(province.commune) == states(province.other_commune) == {}
    assert "Phòng chống thiên tai" not in menu(province.district)
    # Run again, it finds nothing to do.
    with CaptureQueriesContext(connection) as queries:
        assert services.carry_out(version.pk) == 0
    assert len(queries) < 10


def test_a_job_that_was_killed_is_taken_up_by_the_sweeper(province, monkeypatch):
    version = improve(PartKind.SECTION, "thien-tai", title="Phòng chống thiên tai")
    BlueprintVersion.objects.filter(pk=version.pk).update(asked_at=version.made_at)
    services.take(province.commune, version=version)
    assert services.unfinished() == [version.pk]
    sweep()
    assert states(province.other_commune) == {}
    assert services.unfinished() == []
    version.refresh_from_db()
    assert version.done_at is not None


def test_a_unit_that_cannot_take_it_does_not_stop_the_others(province, monkeypatch):
    version = improve(PartKind.SECTION, "thien-tai", title="Phòng chống thiên tai")
    real = services.take

    def broken(unit, *args, **kwargs):
        if unit == province.commune:
            raise ValidationError("hỏng")
        return real(unit, *args, **kwargs)

    monkeypatch.setattr(services, "take", broken)
    assert services.carry_out(version.pk) == 1
    assert states(province.other_commune) == {} and states(province.commune) != {}


def test_what_a_unit_has_of_its_own_costs_its_pages_no_query(province, visit, committed):
    visit(HOST)
    counts = []
    for links in (0, 20):
        own = {
            f"link:l{number}": {
                "title": f"Liên kết {number}",
                "title_en": "",
                "url": "https://a.example/",
                "shown": True,
            }
            for number in range(links)
        }
        committed(services.keep_own, province.commune, own)
        with CaptureQueriesContext(connection) as queries:
            visit(HOST)
        counts.append(len(queries))
    assert 1 < counts[0] == counts[1] <= 15
