"""What the demo's pictures are drawn with: colours and a canvas.

No photograph is used: a made-up photograph would lie, and a real one has an author.
"""

import math
from collections.abc import Callable
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

Colour = tuple[int, int, int]
Points = list[tuple[float, float]]

WIDTH, HEIGHT = 1600, 900
# Drawn larger and made smaller: that is what smooths the edges.
SCALE = 2

# sky top, sky at the horizon, far hills, near hills, accent
PALETTES: dict[str, tuple[str, str, str, str, str]] = {
    "morning": ("#7fb0cf", "#fbe9cf", "#9fb9bd", "#2f5d50", "#f6c56b"),
    "noon": ("#4f93c6", "#d9edf3", "#8fb7b5", "#2c6b3f", "#f3d36b"),
    "harvest": ("#86b1c9", "#fdf0d2", "#b7bd93", "#6b7a34", "#e8b53f"),
    "dusk": ("#3f4a79", "#f3b08c", "#8d7f9c", "#3a3f57", "#f28c5b"),
    "mist": ("#a9bcc4", "#eef0ea", "#b8c7c4", "#4a6b64", "#f2dfa8"),
    "night": ("#5f7fb0", "#f0b48a", "#7f86ad", "#39507a", "#ffcf6b"),
}


def rgb(text: str) -> Colour:
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """`share` 0 is the first colour, 1 the second."""
    return tuple(round(a + (b - a) * share) for a, b in zip(first, second, strict=True))  # type: ignore[return-value]


class Canvas:
    """A picture in the making: sky first, then one thing before the other."""

    def __init__(self, seed: str, palette: str) -> None:
        self.rng = Random(seed)
        self.width, self.height = WIDTH * SCALE, HEIGHT * SCALE
        self.top, self.horizon, self.far, self.near, self.accent = map(rgb, PALETTES[palette])
        self.image = self.gradient(self.top, self.horizon)

    def gradient(self, upper: Colour, lower: Colour, size: tuple[int, int] | None = None) -> Image.Image:
        ramp = ImageOps.colorize(Image.linear_gradient("L"), upper, lower)
        return ramp.resize(size or (self.width, self.height), Image.Resampling.BICUBIC)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.9) -> None:
        """A sun, a moon, a light: bright in the middle and fading."""
        small = Image.new("L", (self.width // 16, self.height // 16), 0)
        r = radius * self.height / 16
        left, upper = x * self.width / 16 - r, y * self.height / 16 - r
        ImageDraw.Draw(small).ellipse([left, upper, left + 2 * r, upper + 2 * r], fill=round(255 * strength))
        mask = small.filter(ImageFilter.GaussianBlur(r * 0.45)).resize(self.image.size, Image.Resampling.BICUBIC)
        self.image.paste(Image.new("RGB", self.image.size, colour), mask=mask)

    def disc(self, x: float, y: float, radius: float, colour: Colour) -> None:
        r = radius * self.height
        cx, cy = x * self.width, y * self.height
        ImageDraw.Draw(self.image).ellipse([cx - r, cy - r, cx + r, cy + r], fill=colour)

    def ridge(self, base: float, swing: float, waves: float = 2.0) -> Callable[[float], float]:
        """The crest of a range of hills: a sum of waves, as a function from 0…1 to 0…1."""
        parts = [
            (swing / (n**1.15), waves * n * self.rng.uniform(0.7, 1.3), self.rng.uniform(0, math.tau))
            for n in range(1, 6)
        ]
        return lambda x: base + sum(a * math.sin(math.tau * f * x + p) for a, f, p in parts)

    def below(self, crest: Callable[[float], float], upper: Colour, lower: Colour, floor: float = 1.0) -> None:
        """Fill what is under a crest; the lower colour is the mist at its foot."""
        steps = 220
        line = [(self.width * i / steps, self.height * crest(i / steps)) for i in range(steps + 1)]
        start = max(0, int(min(y for _x, y in line)))
        end = int(self.height * floor)
        size = (self.width, max(end - start, 1))
        mask = Image.new("L", size, 0)
        shifted = [(x, y - start) for x, y in line]
        ImageDraw.Draw(mask).polygon([*shifted, (self.width, size[1]), (0, size[1])], fill=255)
        self.image.paste(self.gradient(upper, lower, size), (0, start), mask)

    def polygon(self, points: Points, colour: Colour) -> None:
        ImageDraw.Draw(self.image).polygon([(x * self.width, y * self.height) for x, y in points], fill=colour)

    def ranges(self, count: int, first: float, last: float, swing: float) -> None:
        """Ranges of hills from far to near, each with mist at its foot."""
        for i in range(count):
            share = i / max(count - 1, 1)
            crest = self.ridge(first + (last - first) * share, swing * (0.6 + share * 0.6), 1.4 + 0.8 * share)
            colour = mix(self.far, self.near, share**1.2)
            self.below(crest, colour, mix(colour, self.horizon, 0.55 * (1 - share * 0.7)))

    def tree(self, x: float, y: float, size: float, colour: Colour) -> None:
        """A round crown on a short trunk."""
        trunk = mix(colour, (40, 30, 20), 0.5)
        self.polygon(
            [
                (x - size * 0.04, y),
                (x + size * 0.04, y),
                (x + size * 0.03, y - size * 0.8),
                (x - size * 0.03, y - size * 0.8),
            ],
            trunk,
        )
        for _ in range(5):
            self.disc(
                x + self.rng.uniform(-0.22, 0.22) * size,
                y - size * self.rng.uniform(0.75, 1.15),
                size * 0.32,
                mix(colour, self.accent, self.rng.uniform(0, 0.12)),
            )

    def house(self, x: float, y: float, size: float, wall: Colour, roof: Colour) -> None:
        """A stilt house: posts, a low wall, a wide roof."""
        for post in (-0.42, -0.15, 0.15, 0.42):
            self.polygon(
                [
                    (x + size * (post - 0.02), y),
                    (x + size * (post + 0.02), y),
                    (x + size * (post + 0.02), y - size * 0.5),
                    (x + size * (post - 0.02), y - size * 0.5),
                ],
                mix(wall, (0, 0, 0), 0.3),
            )
        self.polygon(
            [
                (x - size * 0.48, y - size * 0.4),
                (x + size * 0.48, y - size * 0.4),
                (x + size * 0.48, y - size * 0.85),
                (x - size * 0.48, y - size * 0.85),
            ],
            wall,
        )
        for window in (-0.28, 0.05, 0.3):
            self.polygon(
                [
                    (x + size * window, y - size * 0.5),
                    (x + size * (window + 0.1), y - size * 0.5),
                    (x + size * (window + 0.1), y - size * 0.74),
                    (x + size * window, y - size * 0.74),
                ],
                self.accent,
            )
        self.polygon(
            [
                (x - size * 0.66, y - size * 0.8),
                (x + size * 0.66, y - size * 0.8),
                (x + size * 0.4, y - size * 1.45),
                (x - size * 0.4, y - size * 1.45),
            ],
            roof,
        )

    def finish(self) -> Image.Image:
        """The picture in its final size, with a little grain so that skies show no bands."""
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        grain = Image.effect_noise((WIDTH // 2, HEIGHT // 2), 9).resize((WIDTH, HEIGHT))
        return Image.blend(small, ImageChops.overlay(small, Image.merge("RGB", [grain] * 3)), 0.35)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """The file of a picture."""
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
