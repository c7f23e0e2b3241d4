"""Photographs the three tiers of the running demo: `python scripts/screenshots.py [port] [folder]`.

Writes the README's pictures of the three tiers to `docs/images`. With a folder it writes whole pages of every kind
at two widths there, to look at. Needs the packages of `make setup` and a Chromium (`CHROMIUM` names another one).
"""

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
DOMAIN = "tuyenquang.localhost"
SHOTS = {
    "province": (DOMAIN, "/"),
    "district": (f"yenson.{DOMAIN}", "/"),
    "commune": (f"tantrao.{DOMAIN}", "/"),
    "department": (f"soyte.{DOMAIN}", "/"),
    "news": (f"yenson.{DOMAIN}", "/tin-tuc/"),
    "section": (f"tantrao.{DOMAIN}", "/gioi-thieu/"),
    "introduction": (f"tantrao.{DOMAIN}", "/gioi-thieu/tong-quan/"),
    "directory": (DOMAIN, "/danh-ba/?q=yen+son"),
    "map": (DOMAIN, "/danh-ba/ban-do/"),
    "search": (DOMAIN, "/tim-kiem/?q=dat+dai"),
    "english": (DOMAIN, "/en/"),
    "not-found": (DOMAIN, "/khong-co/"),
    "unknown-host": (f"khongco.{DOMAIN}", "/"),
    "mail": ("quantri.localhost", "/thu/"),
}
README = ("province", "district", "commune")
README_WIDTH = 800
WIDTHS = {"wide": (1280, 860), "narrow": (390, 844)}


def main() -> int:
    port = sys.argv[1] if len(sys.argv) > 1 else "8000"
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        if target is None:
            for_the_readme(browser, port)
        else:
            target.mkdir(parents=True, exist_ok=True)
            whole_pages(browser, port, target)
        browser.close()
    return 0


def for_the_readme(browser: Browser, port: str) -> None:
    page = new_page(browser, "wide")
    for name in README:
        host, path = SHOTS[name]
        picture = shoot(page, f"http://{host}:{port}{path}", whole=False)
        picture.thumbnail((README_WIDTH, README_WIDTH))
        keep(picture, PROJECT / "docs" / "images" / f"{name}-wide.webp")


def whole_pages(browser: Browser, port: str, target: Path) -> None:
    for width in WIDTHS:
        page = new_page(browser, width)
        for name, (host, path) in SHOTS.items():
            keep(shoot(page, f"http://{host}:{port}{path}", whole=True), target / f"{name}-{width}.webp")
        page.goto(f"http://{DOMAIN}:{port}/tin-tuc/")
        first = page.locator("main h2 a, main h3 a").first.get_attribute("href") or "/"
        keep(shoot(page, f"http://{DOMAIN}:{port}{first}", whole=True), target / f"article-{width}.webp")


def new_page(browser: Browser, width: str) -> Page:
    across, down = WIDTHS[width]
    return browser.new_page(viewport={"width": across, "height": down})


def shoot(page: Page, address: str, *, whole: bool) -> Image.Image:
    page.goto(address, wait_until="load")
    return Image.open(io.BytesIO(page.screenshot(full_page=whole)))


def keep(picture: Image.Image, file: Path) -> None:
    picture.save(file, "WEBP", quality=80, method=6)
    print(f"{file.name}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
