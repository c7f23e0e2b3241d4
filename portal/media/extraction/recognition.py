"""Reading the picture of a page, where Tesseract with Vietnamese is installed."""

import io
import shutil
import subprocess
from functools import cache
from typing import Any

LANGUAGE = "vie"
MAX_PAGES = 60
SECONDS_A_PAGE = 60
DOTS_PER_INCH = 300
# A poster at this density would fill the memory; it is read at a lower one.
MAX_PIXELS = 20_000_000


@cache
def is_available() -> bool:
    """Whether this machine can read Vietnamese from a picture."""
    program = shutil.which("tesseract")
    if program is None:
        return False
    try:
        known = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, text=True)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return LANGUAGE in known.stdout.split()


def recognise(page: Any) -> str:
    """The text on a page of a PDF; empty when nothing could be read."""
    width, height = page.get_size()
    scale = DOTS_PER_INCH / 72
    if width * height * scale * scale > MAX_PIXELS:
        scale = (MAX_PIXELS / (width * height)) ** 0.5
    picture = io.BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(picture, "png")
    try:
        done = subprocess.run(
            ["tesseract", "stdin", "stdout", "-l", LANGUAGE],
            input=picture.getvalue(),
            capture_output=True,
            timeout=SECONDS_A_PAGE,
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode(errors="replace") if done.returncode == 0 else ""
