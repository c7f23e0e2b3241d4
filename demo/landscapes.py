"""Draws the demo's landscapes, the same ones for the same seed."""

import math
from collections.abc import Callable

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from .canvas import HEIGHT, SCALE, WIDTH, Canvas, Points, encoded, mix, rgb
from .posters import steps


def hills(canvas: Canvas) -> None:
    canvas.glow(canvas.rng.uniform(0.2, 0.7), 0.38, 0.16, canvas.accent)
    canvas.ranges(6, 0.45, 0.86, 0.055)


def river(canvas: Canvas) -> None:
    """A river that winds from the hills to the foot of the picture."""
    canvas.glow(0.6, 0.36, 0.15, canvas.accent)
    canvas.ranges(4, 0.42, 0.6, 0.04)
    canvas.below(lambda x: 0.62, mix(canvas.near, canvas.accent, 0.25), canvas.near)
    water, light = mix(canvas.top, canvas.horizon, 0.45), mix(canvas.horizon, (255, 255, 255), 0.3)
    phase = canvas.rng.uniform(0, math.tau)

    def bank(depth: float, side: float) -> float:
        middle = 0.55 + 0.2 * math.sin(phase + depth * 5.2) * (0.25 + depth)
        return middle + side * (0.012 + 0.24 * depth**1.7)

    for share, colour in ((1.16, mix(canvas.near, canvas.accent, 0.5)), (1.0, water), (0.55, mix(water, light, 0.5))):
        depths = [i / 60 for i in range(61)]
        left = [(bank(d, -share), 0.62 + 0.4 * d) for d in depths]
        right = [(bank(d, share), 0.62 + 0.4 * d) for d in reversed(depths)]
        canvas.polygon(left + right, colour)
    for i in range(26):
        x, depth = canvas.rng.uniform(0, 1), 0.06 + 0.9 * (i / 26)
        if abs(x - bank(depth, 0)) > 0.06 + 0.34 * depth**1.5:
            canvas.tree(x, 0.62 + 0.38 * depth, 0.02 + 0.075 * depth, mix(canvas.near, (20, 60, 30), 0.4))


def terraces(canvas: Canvas) -> None:
    """Rice terraces: one curved step under the other, some still holding water."""
    canvas.glow(0.3, 0.2, 0.12, canvas.accent)
    canvas.ranges(3, 0.28, 0.4, 0.045)
    shape = canvas.ridge(0, 0.05, 1.1)
    steps = 17
    for i in range(steps):
        share = i / steps
        y = 0.4 + 0.62 * share**1.25
        wobble = canvas.ridge(0, 0.004 + 0.008 * share, 3)
        crest = lambda x, y=y, wobble=wobble, share=share: y + shape(x) * (1 - 0.35 * share) + wobble(x)  # noqa: E731
        ripe = canvas.rng.random()
        rice = mix(mix(canvas.near, canvas.accent, 0.15 + 0.6 * ripe), (255, 255, 235), 0.08)
        colour = mix(canvas.horizon, canvas.top, 0.35) if ripe < 0.2 else rice
        edge = 0.004 + 0.006 * share
        canvas.below(crest, mix(canvas.near, (25, 45, 20), 0.45), canvas.near)
        canvas.below(lambda x, crest=crest, edge=edge: crest(x) + edge, colour, mix(colour, canvas.near, 0.35))
    for x, y, size in ((0.16, 0.62, 0.05), (0.22, 0.64, 0.04), (0.8, 0.52, 0.035)):
        canvas.house(x, y, size, rgb("#8a6a47"), rgb("#5b4636"))


def tea(canvas: Canvas) -> None:
    """Rows of tea that run over the hill towards the reader."""
    canvas.glow(0.72, 0.3, 0.13, canvas.accent)
    canvas.ranges(4, 0.36, 0.5, 0.045)
    hill = canvas.ridge(0.52, 0.035, 0.9)
    soil = mix(canvas.near, rgb("#6b4f35"), 0.55)
    canvas.below(hill, mix(soil, canvas.accent, 0.15), soil)
    leaf, bright = mix(canvas.near, (30, 95, 40), 0.6), mix(canvas.near, (130, 175, 70), 0.75)
    bend = canvas.rng.uniform(-0.22, 0.22)
    for i in range(-14, 30):
        top = 0.5 + (i - 7.5) * 0.032
        foot = 0.5 + (i - 7.5) * 0.16
        for offset, width, colour in (
            (0.0, 0.70, mix(leaf, (0, 0, 0), 0.25)),
            (-0.06, 0.56, leaf),
            (-0.12, 0.3, bright),
        ):
            left: Points = []
            right: Points = []
            for step in range(25):
                d = step / 24
                x = top + (foot - top) * d**1.5 + bend * math.sin(math.pi * d) * 0.6
                half = (0.016 + 0.064 * d**1.5) * width
                y = hill(min(max(x, 0), 1)) * (1 - d) + 1.03 * d + offset * (0.01 + 0.03 * d)
                left.append((x - half, y))
                right.append((x + half, y))
            canvas.polygon(left + right[::-1], colour)


def lake(canvas: Canvas) -> None:
    """Limestone islands and their reflection."""
    canvas.glow(0.42, 0.4, 0.15, canvas.accent)
    canvas.ranges(3, 0.44, 0.52, 0.035)
    shore = int(canvas.height * 0.6)
    for i in range(6):
        x, tall, wide = canvas.rng.uniform(0.02, 0.98), canvas.rng.uniform(0.14, 0.34), canvas.rng.uniform(0.05, 0.1)
        colour = mix(canvas.far, canvas.near, 0.35 + 0.6 * i / 5)
        lean = canvas.rng.uniform(-0.3, 0.3)
        outline = [
            (
                x + wide * (t - 0.5) * 2 + wide * lean * math.sin(math.pi * t) * 0.4,
                0.6 - tall * math.sin(math.pi * t) ** 0.55 * (1 + 0.08 * math.sin(19 * t + i)),
            )
            for t in (n / 40 for n in range(41))
        ]
        canvas.polygon(outline, colour)
    upper = canvas.image.crop((0, shore - (canvas.height - shore), canvas.width, shore))
    mirrored = ImageOps.flip(upper).resize((canvas.width, 300)).resize((canvas.width, canvas.height - shore))
    mirrored = mirrored.filter(ImageFilter.GaussianBlur(7 * SCALE))
    water = Image.blend(mirrored, canvas.gradient(canvas.horizon, canvas.top, mirrored.size), 0.38)
    canvas.image.paste(water, (0, shore))
    draw = ImageDraw.Draw(canvas.image)
    for _ in range(70):
        y = 0.61 + 0.38 * canvas.rng.random() ** 0.8
        x, length = canvas.rng.random(), canvas.rng.uniform(0.02, 0.09)
        draw.line(
            [x * canvas.width, y * canvas.height, (x + length) * canvas.width, y * canvas.height],
            fill=mix(canvas.horizon, (255, 255, 255), 0.4),
            width=SCALE,
        )
    for x, y, size in ((0.3, 0.78, 0.05), (0.66, 0.7, 0.03)):
        canvas.polygon(
            [(x - size, y), (x + size, y), (x + size * 0.75, y + size * 0.3), (x - size * 0.75, y + size * 0.3)],
            rgb("#4a3325"),
        )
        canvas.polygon(
            [
                (x - size * 0.35, y),
                (x + size * 0.4, y),
                (x + size * 0.3, y - size * 0.38),
                (x - size * 0.25, y - size * 0.38),
            ],
            canvas.accent,
        )


def orchard(canvas: Canvas) -> None:
    """Orange trees in rows on a slope."""
    canvas.glow(0.25, 0.25, 0.13, canvas.accent)
    canvas.ranges(3, 0.34, 0.46, 0.045)
    slope = canvas.ridge(0.5, 0.03, 0.8)
    canvas.below(slope, mix(canvas.near, (150, 170, 80), 0.6), canvas.near)
    for row in range(6):
        depth = row / 5
        size = 0.05 + 0.12 * depth
        count = 13 - row
        for i in range(count + 1):
            x = (i + 0.5 * (row % 2)) / count + canvas.rng.uniform(-0.01, 0.01)
            y = slope(min(x, 1)) + 0.06 + 0.4 * depth**1.2
            canvas.disc(x, y + size * 0.05, size * 0.42, mix(canvas.near, (20, 30, 15), 0.45))
            canvas.tree(x, y, size, mix(canvas.near, (30, 100, 45), 0.65))
            for _ in range(9):
                canvas.disc(
                    x + canvas.rng.uniform(-0.24, 0.24) * size,
                    y - size * canvas.rng.uniform(0.6, 1.25),
                    size * 0.06,
                    rgb("#f08a24"),
                )


def village(canvas: Canvas) -> None:
    """Stilt houses among trees at the foot of the hills."""
    canvas.glow(0.68, 0.3, 0.14, canvas.accent)
    canvas.ranges(5, 0.34, 0.62, 0.055)
    canvas.below(
        canvas.ridge(0.72, 0.015, 1), mix(canvas.near, canvas.accent, 0.45), mix(canvas.near, canvas.accent, 0.15)
    )
    for row in range(3):
        depth = row / 2
        for i in range(5):
            x = (i + 0.5) / 5 + canvas.rng.uniform(-0.06, 0.06)
            y = 0.73 + 0.1 * depth + canvas.rng.uniform(-0.01, 0.02)
            size = 0.055 + 0.035 * depth
            canvas.tree(x - size * 1.1, y + 0.005, size * 1.7, mix(canvas.near, (25, 80, 45), 0.5))
            canvas.house(
                x, y, size, mix(rgb("#9b7650"), canvas.near, 0.2), mix(rgb("#6e4b37"), canvas.near, 0.15 * row)
            )
    for i in range(9):
        crest = canvas.ridge(0.87 + 0.016 * i, 0.006, 2.2)
        canvas.below(
            crest, mix(canvas.near, canvas.accent, 0.2 + 0.07 * (i % 3)), mix(canvas.near, canvas.accent, 0.15)
        )


def town(canvas: Canvas) -> None:
    """A town on a river with a bridge."""
    canvas.glow(0.5, 0.42, 0.16, canvas.accent)
    canvas.ranges(4, 0.42, 0.58, 0.045)
    for row in range(2):
        x = -0.01
        while x < 1:
            wide, tall = canvas.rng.uniform(0.02, 0.045), canvas.rng.uniform(0.05, 0.15) * (1 - 0.25 * row)
            wall = mix(
                mix(canvas.horizon, (250, 245, 235), 0.5),
                canvas.far,
                0.35 + canvas.rng.uniform(-0.15, 0.25) - 0.2 * row,
            )
            foot, roof = 0.7 + 0.02 * row, mix(rgb("#a8503b"), canvas.near, canvas.rng.uniform(0, 0.5))
            canvas.polygon([(x, foot), (x + wide, foot), (x + wide, foot - tall), (x, foot - tall)], wall)
            canvas.polygon(
                [
                    (x - 0.003, foot - tall),
                    (x + wide + 0.003, foot - tall),
                    (x + wide * 0.72, foot - tall - 0.022),
                    (x + wide * 0.28, foot - tall - 0.022),
                ],
                roof,
            )
            for level in range(int(tall / 0.03)):
                for column in range(2):
                    wx, wy = x + wide * (0.2 + 0.38 * column), foot - tall + 0.012 + 0.03 * level
                    canvas.polygon(
                        [(wx, wy), (wx + wide * 0.2, wy), (wx + wide * 0.2, wy + 0.014), (wx, wy + 0.014)],
                        mix(canvas.top, canvas.accent, 0.7 if canvas.rng.random() > 0.6 else 0.1),
                    )
            x += wide + canvas.rng.uniform(0, 0.008)
    for i in range(34):
        canvas.tree(i / 33, 0.745, canvas.rng.uniform(0.03, 0.055), mix(canvas.near, (30, 90, 50), 0.5))
    canvas.below(lambda x: 0.745, mix(canvas.horizon, canvas.top, 0.4), mix(canvas.top, canvas.near, 0.25))
    deck = lambda x: 0.79 - 0.035 * math.sin(math.pi * x)  # noqa: E731
    for i in range(1, 8):
        x = i / 8
        canvas.polygon(
            [(x - 0.008, deck(x)), (x + 0.008, deck(x)), (x + 0.011, 0.9), (x - 0.011, 0.9)],
            mix(canvas.far, (235, 232, 225), 0.5),
        )
    points = [n / 60 for n in range(61)]
    canvas.polygon(
        [(x, deck(x)) for x in points] + [(x, deck(x) + 0.022) for x in reversed(points)],
        mix(canvas.far, (245, 240, 232), 0.65),
    )
    canvas.polygon(
        [(x, deck(x) - 0.013) for x in points] + [(x, deck(x) - 0.009) for x in reversed(points)], rgb("#b0413a")
    )


def office(canvas: Canvas) -> None:
    """A public building with a flag, trees and a yard."""
    canvas.ranges(4, 0.4, 0.56, 0.05)
    yard = mix(canvas.horizon, rgb("#cfc4ad"), 0.6)
    canvas.below(lambda x: 0.74, yard, mix(yard, canvas.near, 0.2))
    wall, roof, glass = rgb("#f3e3b9"), rgb("#a5452f"), mix(canvas.top, (60, 90, 110), 0.4)
    for left, right, top in ((0.2, 0.8, 0.5), (0.4, 0.6, 0.42)):
        canvas.polygon([(left, 0.76), (right, 0.76), (right, top), (left, top)], wall)
        canvas.polygon(
            [(left - 0.015, top), (right + 0.015, top), (right - 0.03, top - 0.055), (left + 0.03, top - 0.055)], roof
        )
    for level in (0.55, 0.65):
        for i in range(14):
            x = 0.225 + i * 0.0405
            if not 0.39 < x < 0.6:
                canvas.polygon([(x, level), (x + 0.024, level), (x + 0.024, level + 0.06), (x, level + 0.06)], glass)
    for i in range(5):
        x = 0.42 + i * 0.035
        canvas.polygon([(x, 0.76), (x + 0.016, 0.76), (x + 0.016, 0.47), (x, 0.47)], mix(wall, (255, 255, 255), 0.6))
    for i in range(3):
        canvas.polygon(
            [
                (0.38 - 0.01 * i, 0.76 + 0.012 * i),
                (0.62 + 0.01 * i, 0.76 + 0.012 * i),
                (0.62 + 0.01 * i, 0.772 + 0.012 * i),
                (0.38 - 0.01 * i, 0.772 + 0.012 * i),
            ],
            mix(wall, (120, 110, 100), 0.2 + 0.12 * i),
        )
    canvas.polygon([(0.498, 0.37), (0.502, 0.37), (0.502, 0.16), (0.498, 0.16)], rgb("#7a7a7a"))
    canvas.polygon([(0.502, 0.165), (0.56, 0.172), (0.56, 0.242), (0.502, 0.235)], rgb("#d22630"))
    for x, size in ((0.06, 0.19), (0.15, 0.15), (0.86, 0.16), (0.95, 0.2)):
        canvas.tree(x, 0.78, size, mix(canvas.near, (30, 95, 50), 0.6))


def lanterns(canvas: Canvas) -> None:
    """A festival night: star lanterns over a town on the river."""
    town(canvas)
    night = canvas.gradient(rgb("#16204d"), rgb("#6d5a86"))
    canvas.image = ImageChops.multiply(canvas.image, night)
    colours = [rgb(c) for c in ("#ff5a4d", "#ffc845", "#6fd3c7", "#ff8fb0", "#ffe9a8", "#9ad06b")]
    for i in range(16):
        x, y = canvas.rng.uniform(0.03, 0.97), canvas.rng.uniform(0.08, 0.55)
        size, colour = canvas.rng.uniform(0.03, 0.07), colours[i % len(colours)]
        canvas.glow(x, y, size * 1.6, colour, 0.6)
        turn = canvas.rng.uniform(0, 1)
        ratio = HEIGHT / WIDTH
        star = [
            (
                x + ratio * size * (1 if n % 2 == 0 else 0.42) * math.sin(math.pi * n / 5 + turn),
                y - size * (1 if n % 2 == 0 else 0.42) * math.cos(math.pi * n / 5 + turn),
            )
            for n in range(10)
        ]
        canvas.polygon(star, mix(colour, (255, 255, 255), 0.35))
        draw = ImageDraw.Draw(canvas.image)
        r, cx, cy = size * canvas.height * 1.12, x * canvas.width, y * canvas.height
        draw.ellipse([cx - r, cy - r, cx + r, cy + r], outline=mix(colour, (255, 255, 255), 0.15), width=3 * SCALE)


def brocade(canvas: Canvas) -> None:
    """Bands of diamonds and zigzags, as on woven cloth."""
    ground = [rgb(c) for c in ("#1f2a44", "#7d1d2b", "#143d3a", "#3a2147", "#2a2118")]
    threads = [rgb(c) for c in ("#e9c46a", "#e76f51", "#f4f1de", "#2a9d8f", "#d1495b", "#8ab17d")]
    first = canvas.rng.randrange(len(ground))
    y, band = 0.0, 0
    while y < 1:
        tall = canvas.rng.choice((0.05, 0.09, 0.14, 0.18))
        back = ground[(first + band) % len(ground)]
        canvas.polygon([(0, y), (1, y), (1, y + tall), (0, y + tall)], back)
        one, two, three = canvas.rng.sample(threads, 3)
        cell = tall * HEIGHT / WIDTH * canvas.rng.choice((1, 1, 2))
        for i in range(int(1 / cell) + 2):
            cx, cy, half = (i + 0.5) * cell, y + tall / 2, cell / 2
            if tall > 0.06:
                for share, colour in ((0.95, one), (0.68, back), (0.5, two), (0.24, three)):
                    canvas.polygon(
                        [
                            (cx - half * share, cy),
                            (cx, cy - tall / 2 * share),
                            (cx + half * share, cy),
                            (cx, cy + tall / 2 * share),
                        ],
                        colour,
                    )
            else:
                canvas.polygon([(cx - half, y + tall), (cx, y), (cx + half, y + tall)], one)
                canvas.polygon([(cx - half * 0.5, y + tall), (cx, y + tall / 2), (cx + half * 0.5, y + tall)], two)
        for edge in (y, y + tall - 0.006):
            canvas.polygon([(0, edge), (1, edge), (1, edge + 0.006), (0, edge + 0.006)], three)
        y, band = y + tall, band + 1
    canvas.image = Image.blend(canvas.image, canvas.gradient((255, 250, 240), (30, 20, 20)), 0.1)


SCENES: dict[str, Callable[[Canvas], None]] = {
    function.__name__: function
    for function in (hills, river, terraces, tea, lake, orchard, village, town, office, lanterns, brocade, steps)
}


def landscape(scene: str, palette: str, seed: str) -> bytes:
    """A JPEG of 1600×900; `scene` is a key of SCENES, `palette` one of PALETTES."""
    canvas = Canvas(f"{scene}:{palette}:{seed}", palette)
    SCENES[scene](canvas)
    return encoded(canvas.finish(), "JPEG", quality=82, optimize=True, progressive=True)
