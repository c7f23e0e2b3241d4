"""A page as sent, compressed, with styles, scripts and fonts, before images, is light enough for a cheap phone."""

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders

from tests.factories.content import make_full_article
from tests.factories.units import make_article

LIMIT = 100_000
HOST = "trungmon.tuyenquang.localhost"


def sent(path: Path) -> int:
    """The bytes of a static file as sent; fonts are compressed already."""
    content = path.read_bytes()
    return len(content) if path.suffix == ".woff2" else len(gzip.compress(content, 6))


def weight(html: bytes) -> dict[str, int]:
    """What a browser fetches for the page, by kind. Every font the styles name is counted, used or not."""
    names = re.findall(r'(?:src|href)="/static/([^"]+\.(?:css|js))"', html.decode())
    files = [Path(finders.find(name)) for name in dict.fromkeys(names)]
    fonts = set()
    for file in files:
        found = re.findall(r'url\("?([^")]+\.woff2)', file.read_text(encoding="utf-8"))
        fonts |= {(file.parent / name).resolve() for name in found}
    assert fonts, "the styles name no font"
    return {
        "html": len(gzip.compress(html, 6)),
        "css": sum(sent(file) for file in files if file.suffix == ".css"),
        "js": sum(sent(file) for file in files if file.suffix == ".js"),
        "fonts": sum(sent(font) for font in fonts),
    }


def test_pages_as_sent_stay_below_a_hundred_kilobytes(province, visit):
    for number in range(12):
        make_article(province.commune, f"Tin số {number} của xã", summary="Tóm tắt một hai câu. " * 8)
    make_full_article(province.commune, "Khánh thành nhà văn hoá")
    for path in ("/", "/tin-tuc/", "/tin-tuc/khanh-thanh-nha-van-hoa/", "/danh-ba/"):
        response = visit(HOST, path)
        assert response.status_code == 200
        parts = weight(response.content)
        print(f"{path}: {sum(parts.values()):,} bytes as sent {parts}")
        assert sum(parts.values()) <= LIMIT
