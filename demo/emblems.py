"""Draws the demo's emblems, the same ones for the same seed."""

import math
from random import Random

from PIL import Image, ImageDraw

from .canvas import Colour, encoded, mix, rgb


def emblem(seed: str, colour: Colour) -> bytes:
    """A round PNG of 256×256: a ring of cloth pattern, and hills, river and sun within it. Not a real emblem."""
    rng = Random(seed)
    size = 768
    middle = size / 2
    image = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    gold, cream = rgb("#f2c14e"), rgb("#fbf3df")

    def circle(radius: float, fill: Colour) -> None:
        draw.ellipse([middle - radius, middle - radius, middle + radius, middle + radius], fill=fill)

    circle(380, gold)
    circle(366, colour)
    teeth = rng.choice((24, 28, 32, 36))
    for i in range(teeth):
        angle = math.tau * i / teeth
        at = lambda radius, turn: (middle + radius * math.sin(turn), middle - radius * math.cos(turn))  # noqa: B023, E731
        step = math.tau / teeth * 0.42
        draw.polygon([at(356, angle), at(330, angle + step), at(304, angle), at(330, angle - step)], fill=gold)
    circle(292, cream)
    inner = Image.new("RGB", (size, size), rng.choice([rgb(c) for c in ("#cfe5ee", "#fbe3b6", "#d9ead3", "#f6d5c3")]))
    pen = ImageDraw.Draw(inner)
    sun_x, sun = middle + rng.uniform(-110, 110), rng.uniform(58, 84)
    rays = rng.choice((10, 12, 14))
    for i in range(rays * 2):
        turn, radius = math.pi * i / rays, sun * (1.75 if i % 2 == 0 else 1.1)
        after, beyond = math.pi * (i + 1) / rays, sun * (1.75 if i % 2 else 1.1)
        pen.polygon(
            [
                (sun_x, 300),
                (sun_x + radius * math.sin(turn), 300 - radius * math.cos(turn)),
                (sun_x + beyond * math.sin(after), 300 - beyond * math.cos(after)),
            ],
            fill=gold,
        )
    pen.ellipse([sun_x - sun, 300 - sun, sun_x + sun, 300 + sun], fill=rgb("#e2572b"))
    for layer, shade in enumerate((0.45, 0.15)):
        phase, waves = rng.uniform(0, math.tau), rng.uniform(0.8, 1.7)
        line = [
            (x, 400 + 70 * layer + 60 * math.sin(math.tau * waves * x / size + phase)) for x in range(0, size + 1, 8)
        ]
        pen.polygon([*line, (size, size), (0, size)], fill=mix(mix(colour, rgb("#2f6b45"), 0.6), cream, shade))
    for wave in range(3):
        line = [(x, 540 + 42 * wave + 12 * math.sin(math.tau * 3 * x / size + wave)) for x in range(0, size + 1, 8)]
        pen.line(line, fill=cream, width=14)
    mask = Image.new("L", (size, size), 0)
    ImageDraw.Draw(mask).ellipse([middle - 276, middle - 276, middle + 276, middle + 276], fill=255)
    image.paste(inner, mask=mask)
    return encoded(image.resize((256, 256), Image.Resampling.LANCZOS), "PNG", optimize=True)
