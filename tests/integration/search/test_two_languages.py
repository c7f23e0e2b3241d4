"""A search in one language of two: the words of that language, and what there is in the other."""

from ...factories.units import make_article


def test_a_search_in_english_finds_the_other_number_and_tells_of_what_is_in_vietnamese(province, visit):
    make_article(province.commune, "Construction permits for homes", language="en")
    make_article(province.commune, "Permit bằng tiếng Việt")
    html = visit("trungmon.tuyenquang.localhost", "/en/tim-kiem/?q=permit").content.decode()
    assert "Construction" in html
    assert "?q=permit&amp;ngon-ngu=vi" in html
    assert "?q=permit&amp;ngon-ngu=en" not in html.split("search-facets")[0]
    only = visit("trungmon.tuyenquang.localhost", "/en/tim-kiem/?q=permit&ngon-ngu=vi").content.decode()
    assert "Construction" not in only
    assert "?q=permit&amp;ngon-ngu=en" in only
    # Nothing is offered where there is nothing in the other language.
    html = visit("trungmon.tuyenquang.localhost", "/en/tim-kiem/?q=construction").content.decode()
    assert "ngon-ngu=vi" not in html.split("search-facets")[0]
