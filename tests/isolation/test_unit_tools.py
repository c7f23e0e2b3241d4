"""Settings, menu, tags, bulk actions and translations of the unit."""

import json

from django.urls import reverse
from taggit.models import Tag
from wagtail.images import get_image_model
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from sites.newsroom.models import ArticleRelatedLink
from sites.units.enums import Role
from sites.units.models import UnitSettings
from tests.factories.units import home_of, make_article, make_person

from .conftest import SECRET, document_of, image_of, refused, shown

SETTINGS = {"site_title": "Trang xã", "banner_colour": "blue"}


def test_an_administrator_changes_the_own_settings_alone(neighbours, desk):
    client = desk(neighbours.admin)
    shown(client, "units_settings")
    mine = image_of(neighbours.own, "Biểu trưng")
    client.post(reverse("units_settings"), SETTINGS | {"emblem": mine.pk, "unit": neighbours.other.pk})
    own = UnitSettings.objects.get(unit=neighbours.own)
    assert (own.site_title, own.emblem) == ("Trang xã", mine)
    assert UnitSettings.objects.get(unit=neighbours.other).site_title == ""
    response = client.post(reverse("units_settings"), SETTINGS | {"emblem": neighbours.theirs["image"].pk})
    assert response.status_code == 200
    assert SECRET not in response.content.decode()
    own.refresh_from_db()
    assert own.emblem == mine
    refused(desk(neighbours.publisher), "units_settings", post=SETTINGS)


def test_an_administrator_arranges_the_own_menu_alone(neighbours, desk):
    client, home = desk(neighbours.admin), home_of(neighbours.own)
    shown(client, "units_menu")
    children = list(home.get_children())

    def post(home, pages):
        prefix = f"menu-{home.pk}"
        data = {"home": home.pk, f"{prefix}-TOTAL_FORMS": len(pages), f"{prefix}-INITIAL_FORMS": len(pages)}
        for number, page in enumerate(pages):
            data |= {f"{prefix}-{number}-page": page.pk, f"{prefix}-{number}-position": number}
            if number != 0:
                data[f"{prefix}-{number}-shown"] = "on"
        return client.post(reverse("units_menu"), data)

    assert post(home, children[::-1]).status_code == 302
    after = list(Page.objects.get(pk=home.pk).get_children())
    assert [page.pk for page in after] == [page.pk for page in children[::-1]]
    assert [page.show_in_menus for page in after] == [False] + [True] * (len(after) - 1)
    theirs = home_of(neighbours.other)
    before = list(theirs.get_children().values_list("pk", "path", "show_in_menus"))
    assert post(theirs, list(theirs.get_children())).status_code == 404
    assert post(home, [*after[:-1], theirs.get_children().first()]).status_code == 404
    assert list(theirs.get_children().values_list("pk", "path", "show_in_menus")) == before


def test_tags_are_completed_from_the_own_things(neighbours, desk):
    image_of(neighbours.own, "Hình", "lễ hội")
    article = make_article(neighbours.own, "Bài")
    article.tags.add("lễ tân")
    article.save()
    client = desk(neighbours.contributor)
    assert json.loads(shown(client, "wagtailadmin_tag_autocomplete", query="?term=lễ")) == ["lễ hội", "lễ tân"]
    assert Tag.objects.filter(name__startswith=SECRET).exists()
    for name, args in (("tag_autocomplete", ()), ("tag_model_autocomplete", ("taggit", "tag"))):
        assert client.get(reverse(f"wagtailadmin_{name}", args=args), {"term": SECRET}).json() == []
    refused(client, "wagtailadmin_tag_model_autocomplete", "accounts", "user", query="?term=x")


def bulk(kind: str, action: str, query: str) -> str:
    app, model = {"page": ("wagtailcore", "page"), "image": ("media", "portalimage")}[kind]
    return reverse("wagtail_bulk_action", args=[app, model, action]) + query


def test_bulk_actions_take_the_own_things_and_never_name_others(neighbours, desk):
    mine = make_article(neighbours.own, "Của tôi", live=False)
    image = image_of(neighbours.own, "Hình tôi")
    theirs = neighbours.theirs
    client = desk(neighbours.publisher)
    for kind, own, other in (("page", mine, theirs["draft"]), ("image", image, theirs["image"])):
        both = f"?id={own.pk}&id={other.pk}"
        text = client.get(bulk(kind, "delete", both)).content.decode()
        assert own.title in text
        assert SECRET not in text
        everything = client.get(bulk(kind, "delete", "?id=all" + ("&childOf=1" if kind == "page" else "")))
        assert SECRET not in everything.content.decode()
        alone = client.get(bulk(kind, "delete", f"?id={other.pk}"))
        assert alone.status_code == 404
        assert client.get(bulk(kind, "delete", "?id=x")).status_code == 404
        client.post(bulk(kind, "delete", both))
    assert not Page.objects.filter(pk=mine.pk).exists()
    assert Page.objects.filter(pk=theirs["draft"].pk).exists()
    images = get_image_model().objects
    assert not images.filter(pk=image.pk).exists()
    client.post(bulk("image", "delete", "?id=all"))
    assert images.filter(pk=theirs["image"].pk).exists()


def test_bulk_move_does_not_leave_the_unit(neighbours, desk):
    mine = make_article(neighbours.own, "Của tôi")
    news = home_of(neighbours.other).get_children().get(slug="tin-tuc")
    client = desk(neighbours.publisher)
    client.post(bulk("page", "move", f"?id={mine.pk}"), {"chooser": news.pk})
    assert Page.objects.get(pk=mine.pk).path == mine.path


def translate(client, page, *languages):
    locales = [locale.pk for locale in Locale.objects.filter(language_code__in=languages)]
    return client.post(reverse("wagtail_localize:submit_page_translation", args=[page.pk]), {"locales": locales})


def test_an_editor_translates_own_pages_into_the_languages_of_the_unit(neighbours, desk):
    client = desk(neighbours.editor)
    mine = make_article(neighbours.own, "Tin cần dịch")
    Page.objects.filter(pk=mine.pk).update(owner=neighbours.editor)
    assert translate(client, mine, "en").status_code == 302
    target = mine.get_translation(Locale.objects.get(language_code="en"))
    assert not target.live
    translation = Translation.objects.get(source__object_id=mine.translation_key)
    assert client.get(reverse("wagtail_localize:download_pofile", args=[translation.pk])).status_code == 200
    assert "Tin cần dịch" in shown(client, "wagtail_localize:translations_report")
    # The other commune has one language, and none of the province's others may be chosen for it.
    theirs = make_article(neighbours.other, "Tin của họ")
    assert translate(desk(neighbours.other_editor), theirs, "en").status_code == 200
    assert not TranslationSource.objects.filter(object_id=theirs.translation_key).exists()


def test_translating_is_offered_where_the_unit_has_another_language(neighbours, desk):
    mine, theirs = make_article(neighbours.own, "Tin cần dịch"), make_article(neighbours.other, "Một thứ tiếng")
    for person, page, offered in ((neighbours.editor, mine, True), (neighbours.other_editor, theirs, False)):
        text = desk(person).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert (reverse("wagtail_localize:submit_page_translation", args=[page.pk]) in text) is offered


def test_a_neighbours_translations_do_not_exist(neighbours, desk):
    page = neighbours.theirs["draft"]
    source, _created = TranslationSource.get_or_create_from_instance(page)
    vietnamese = Locale.objects.get(language_code="vi")
    translation = Translation.objects.create(source=source, target_locale=vietnamese)
    client = desk(neighbours.admin)
    refused(client, "wagtail_localize:submit_page_translation", page.pk)
    refused(client, "wagtail_localize:submit_page_translation", page.pk, post={})
    refused(client, "wagtail_localize:update_translations", source.pk)
    refused(client, "wagtail_localize:update_translations", source.pk, post={"publish_translations": "on"})
    refused(client, "wagtail_localize:convert_to_alias", page.pk, post={})
    for name in ("download_pofile", "preview_translation"):
        refused(client, f"wagtail_localize:{name}", translation.pk)
    for name in ("upload_pofile", "machine_translate", "stop_translation"):
        refused(client, f"wagtail_localize:{name}", translation.pk, post={})
    shown(client, "wagtail_localize:translations_report")
    shown(client, "wagtail_localize:translations_report_results", query="?source_locale=vi")
    translation.refresh_from_db()
    assert translation.enabled


def test_translating_leaves_what_is_linked_at_another_unit_alone(neighbours, desk):
    mine = make_article(neighbours.own, "Tin có liên kết")
    linked = neighbours.theirs["published"]
    ArticleRelatedLink.objects.create(article=mine, page=linked)
    mine.save_revision()
    client = desk(neighbours.publisher)
    assert translate(client, mine, "en").status_code == 302
    assert not TranslationSource.objects.filter(object_id=linked.translation_key).exists()
    assert Page.objects.filter(translation_key=linked.translation_key).count() == 1


def test_publishing_translations_asks_for_the_right_to_publish(neighbours, desk):
    editor, publisher = desk(neighbours.editor), desk(neighbours.publisher)
    mine = make_article(neighbours.own, "Tin cần dịch")
    translate(editor, mine, "en")
    source = TranslationSource.objects.get(object_id=mine.translation_key)
    url = reverse("wagtail_localize:update_translations", args=[source.pk])
    english = Locale.objects.get(language_code="en")
    assert editor.post(url, {"publish_translations": "on"}).status_code == 403
    assert not mine.get_translation(english).live
    assert editor.get(url).status_code == 200
    # What somebody else wrote goes through the workflow first.
    assert publisher.post(url, {"publish_translations": "on"}).status_code == 403


def test_the_menu_of_the_admin_shows_what_the_role_may_use(neighbours, desk):
    links = {
        "units_people:list": {"admin"},
        "units_settings": {"admin"},
        "units_menu": {"admin"},
        "wagtailredirects:index": {"admin"},
        "wagtailadmin_workflows:index": {"admin", "publisher", "editor", "contributor"},
        "wagtailusers_users:index": set(),
        "wagtailusers_groups:index": set(),
        "wagtailsites:index": set(),
        "wagtaillocales:index": set(),
        "wagtailadmin_workflows:task_index": set(),
    }
    for role in ("contributor", "editor", "publisher", "admin"):
        text = shown(desk(getattr(neighbours, role)), "wagtailadmin_home")
        for name, roles in links.items():
            assert (f'"{reverse(name)}"' in text) is (role in roles), (role, name)


def test_documents_are_listed_from_the_own_collection(neighbours, desk):
    document_of(neighbours.own, "Tệp tôi")
    assert "Tệp tôi" in shown(desk(neighbours.editor), "wagtaildocs:index")


def test_a_person_of_two_units_works_in_the_chosen_one(neighbours, desk):
    person = make_person("hai-don-vi", unit=neighbours.own, role=Role.UNIT_ADMIN)
    person.roles.create(unit=neighbours.other, role=Role.EDITOR)
    client = desk(person)
    session = client.session
    session["active_unit"] = neighbours.own.pk
    session.save()
    shown(client, "wagtailadmin_reports:workflow")
    shown(client, "wagtailadmin_choose_page")
    refused(client, "wagtailadmin_choose_page_child", home_of(neighbours.other).pk)
    session["active_unit"] = neighbours.other.pk
    session.save()
    assert f"{SECRET} chờ duyệt" in client.get(reverse("wagtailadmin_reports:workflow")).content.decode()
    refused(client, "units_people:list")
