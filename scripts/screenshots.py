"""Photographs the three tiers of the running demo: `python scripts/screenshots.py [port] [folder]`.

Writes WebP files to `docs/images`: province, district, commune and department, directory and an article, at two
widths. Needs the packages of `make setup` and a Chromium (`CHROMIUM` names another one).
"""

import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

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
    "mail": ("quantri.localhost", "/thu/"),
}
WIDTHS = {"wide": (1280, 860), "narrow": (390, 844)}


def main() -> int:
    port = sys.argv[1] if len(sys.argv) > 1 else "8000"
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else PROJECT / "docs" / "images"
    whole = target != PROJECT / "docs" / "images"
    target.mkdir(parents=True, exist_ok=True)
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for width, (across, down) in WIDTHS.items():
            page = browser.new_page(viewport={"width": across, "height": down})
            for name, (host, path) in SHOTS.items():
                shoot(page, f"http://{host}:{port}{path}", target / f"{name}-{width}.webp", whole=whole)
            page.goto(f"http://{DOMAIN}:{port}/tin-tuc/")
            first = page.locator("main article a, main h2 a, main h3 a, main li a").first.get_attribute("href") or "/"
            shoot(page, f"http://{DOMAIN}:{port}{first}", target / f"article-{width}.webp", whole=whole)
        browser.close()
    return 0


def shoot(page: Page, address: str, file: Path, *, whole: bool) -> None:
    page.goto(address, wait_until="load")
    picture = Image.open(io.BytesIO(page.screenshot(full_page=whole)))
    if file.suffix == ".webp":
        picture.save(file, "WEBP", quality=80, method=6)
    print(f"{file.name}: {file.stat().st_size // 1000} kB")


if __name__ == "__main__":
    sys.exit(main())
