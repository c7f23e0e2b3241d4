"""What is asked at every request is made again by one process, while the others answer with what was kept before."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.middleware.csrf import get_token
from django.utils import timezone

from portal.core import page_cache, root_paths
from sites.units import hosts
from tests.factories.units import home_of

from .page_cache_fixtures import HOST, OTHER_HOST, kept  # noqa: F401


def expire_everything() -> None:
    assert page_cache.expire_now([page_cache.EVERYTHING])


def test_one_makes_it_and_the_others_get_the_old_one():
    assert page_cache.remember("fact", lambda: "old", 60) == "old"
    expire_everything()
    others = []

    def make() -> str:
        # What another process is told while this one is at work.
        others.append(page_cache.remember("fact", lambda: "made twice", 60))
        return "new"

    assert page_cache.remember("fact", make, 60) == "new"
    assert others == ["old"]
    assert page_cache.remember("fact", lambda: "made again", 60) == "new"


def test_what_a_process_has_at_hand_it_does_not_unpack_again_and_drops_once_another_has_changed_it():
    first = page_cache.remember("fact", lambda: {"said": "old"}, 60)
    assert page_cache.remember("fact", lambda: {"said": "made again"}, 60) is first
    cache.delete("fact")
    assert page_cache.remember("fact", lambda: {"said": "made again"}, 60) is first
    # As another process says it, which knows nothing of what is at hand here.
    cache.set("version:everything", "changed elsewhere", None)
    assert page_cache.remember("fact", lambda: {"said": "new"}, 60) == {"said": "new"}


def test_an_old_fact_is_not_taken_to_hand_as_the_new_one():
    page_cache.remember("fact", lambda: "old", 60)
    expire_everything()
    cache.add("fact:being-made", 1, 60)
    assert page_cache.remember("fact", lambda: "new", 60) == "old"
    cache.delete("fact:being-made")
    assert page_cache.remember("fact", lambda: "new", 60) == "new"


def test_what_is_at_hand_has_a_bound(monkeypatch):
    monkeypatch.setattr("portal.core.page_cache.MOST_AT_HAND", 3)
    monkeypatch.setattr("portal.core.page_cache._at_hand", {})
    for number in range(10):
        assert page_cache.remember(f"fact-{number}", lambda number=number: number, 60) == number
    assert len(page_cache._at_hand) <= 3


def test_who_fails_to_make_it_does_not_keep_the_others_waiting():
    page_cache.remember("fact", lambda: "old", 60)
    expire_everything()
    with pytest.raises(ZeroDivisionError):
        page_cache.remember("fact", lambda: 1 / 0, 60)
    assert page_cache.remember("fact", lambda: "new", 60) == "new"


def test_where_nothing_was_kept_everybody_makes_it():
    cache.add("fact:being-made", 1, 60)
    assert page_cache.remember("fact", lambda: "new", 60) == "new"


def test_a_page_made_of_an_old_fact_is_not_kept(province, visit, kept):
    visit(HOST)
    expire_everything()
    # Another process is finding out about the host.
    cache.add(f"host:{HOST}:being-made", 1, 60)
    assert visit(HOST).status_code == 200
    cache.delete(f"host:{HOST}:being-made")
    assert not kept()
    assert kept()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_site_of_a_page_is_found_cold_in_one_query_in_any_language(province, language, django_assert_num_queries):
    page = home_of(province.commune, language).get_children().first()
    expire_everything()
    with django_assert_num_queries(1):
        found = root_paths.site_root_for(page.path)
    assert (found.site_id, found.root_url) == (province.commune.site_id, f"http://{HOST}:8000")
    with django_assert_num_queries(0):
        assert root_paths.site_root_for(page.path) == found


# --- A part of a page ------------------------------------------------------------------------------------
@pytest.fixture
def part(province, rf):
    """Ask for a part as a reader of a site does; it tells how often it had to be made."""
    made = []

    def ask(host: str = HOST, name: str = "head", render=None, **cookies: str) -> tuple[str, int]:
        request = rf.get("/tim-kiem/", headers={"host": host})
        request.COOKIES = cookies
        resolved = hosts.resolve(host)
        request.unit_host = resolved
        request.page_cache_scope = page_cache.Scope(host, (page_cache.site(resolved.site_id),))
        made_before = len(made)

        def make() -> str:
            made.append(name)
            return render(request) if render else f"made {len(made)}"

        return page_cache.part(request, name, make), len(made) - made_before

    page_cache._begin_request()
    return ask


def test_a_part_is_made_once_for_all_readers_of_a_site_and_again_after_a_change(province, part):
    first, _made = part()
    assert part() == (first, 0)
    assert part(name="foot")[1] == 1
    assert part(host=OTHER_HOST)[1] == 1
    assert page_cache.expire_now([page_cache.site(province.commune.site_id)])
    assert part()[1] == 1
    assert part(host=OTHER_HOST)[1] == 0
    expire_everything()
    assert part(host=OTHER_HOST)[1] == 1


@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"])
def test_a_reader_who_is_known_or_in_a_form_neither_gets_nor_leaves_a_part(part, cookie):
    assert part(**{cookie: "mine"})[1] == 1
    first, made = part()
    assert made == 1
    assert part(**{cookie: "mine"}) != (first, 0)
    assert part() == (first, 0)


def test_a_part_with_a_token_of_one_reader_is_not_kept(part):
    def with_token(request) -> str:
        return get_token(request)

    assert part(render=with_token)[1] == 1
    assert part()[1] == 1


def test_a_part_made_of_an_old_fact_is_not_kept(part):
    def of_an_old_fact(request) -> str:
        cache.add("fact:being-made", 1, 60)
        assert page_cache.remember("fact", lambda: "new", 60) == "old"
        return "old"

    page_cache.remember("fact", lambda: "old", 60)
    expire_everything()
    part(name="elsewhere")
    assert part(render=of_an_old_fact) == ("old", 1)
    page_cache._begin_request()
    assert part()[1] == 1
    assert part()[1] == 0


def test_a_part_goes_at_the_moment_up_to_which_it_is_right(part):
    def until(moment):
        def render(request) -> str:
            page_cache.right_until(request, moment)
            return "right for a while"

        return render

    assert part(render=until(timezone.now() - timedelta(seconds=1)))[1] == 1
    assert part(render=until(timezone.now() + timedelta(hours=1)))[1] == 1
    assert part()[1] == 0
