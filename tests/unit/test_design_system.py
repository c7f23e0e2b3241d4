"""What the design system promises in numbers."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from sites.units.enums import BannerColour

TOKENS = Path(finders.find("css/tokens.css")).read_text(encoding="utf-8")


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def token(name: str, block: str = TOKENS) -> str:
    return re.search(rf"--{name}:\s*(#[0-9a-f]{{6}})", block).group(1)


@pytest.mark.parametrize("banner", BannerColour.values)
def test_white_text_on_a_banner_has_a_contrast_of_seven(banner):
    block = re.search(rf'data-banner="{banner}"\]\s*{{([^}}]*)}}', TOKENS).group(1)
    for name in ("banner", "banner-deep"):
        assert contrast("#ffffff", token(name, block)) >= 7, f"{banner}: {name}"
    # The name of the site stands in the banner's colour on white, links on its pale shade.
    assert contrast(token("link"), token("banner-pale", block)) >= 4.5


@pytest.mark.parametrize("ink", ["ink", "ink-soft", "link", "link-hover", "red"])
@pytest.mark.parametrize("paper", ["paper", "paper-soft"])
def test_text_has_a_contrast_of_at_least_four_and_a_half(ink, paper):
    assert contrast(token(ink), token(paper)) >= 4.5


def test_nothing_in_the_styles_comes_from_elsewhere():
    for name in ("tokens", "base", "layout", "components", "print"):
        css = Path(finders.find(f"css/{name}.css")).read_text(encoding="utf-8")
        assert not re.search(r"url\(\s*[\"']?(https?:)?//|@import", css), name
