"""Draws the demo's infographic: words in a picture, whose text equivalent stands beside it."""

from importlib.resources import files

from PIL import ImageDraw, ImageFont

from .canvas import SCALE, Canvas, mix
from .texts import content

WHITE = (255, 255, 255)


def steps(canvas: Canvas) -> None:
    """The steps that `organisation.toml` tells, one below the other, in the type face of the sites."""
    plan = next(one for one in content("organisation.toml")["media"] if one["kind"] == "infographic")
    ink, ground = mix(canvas.near, (0, 0, 0), 0.35), mix(canvas.horizon, WHITE, 0.6)
    draw = ImageDraw.Draw(canvas.image)
    draw.rectangle([0, 0, canvas.width, canvas.height], fill=ground)
    draw.rectangle([0, 0, canvas.width, canvas.height * 0.17], fill=ink)
    left = canvas.width * 0.06
    draw.text((left, canvas.height * 0.085), plan["title"], fill=WHITE, font=_font("Bold", 78), anchor="lm")
    lines = plan["transcript"].splitlines()
    for number, line in enumerate(lines):
        y = canvas.height * (0.26 + 0.155 * number)
        radius = canvas.height * 0.052
        draw.ellipse([left, y - radius, left + 2 * radius, y + radius], fill=ink)
        mark, _dot, words = line.partition(". ")
        draw.text((left + radius, y), mark, fill=WHITE, font=_font("Bold", 54), anchor="mm")
        draw.text((left + 3 * radius, y), words, fill=ink, font=_font("Medium", 46), anchor="lm")


def _font(style: str, size: int) -> ImageFont.FreeTypeFont:
    path = files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{style}.ttf"
    return ImageFont.truetype(str(path), size * SCALE)
