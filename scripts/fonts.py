"""Makes the web fonts in portal/static/fonts from the type face's package: `python scripts/fonts.py`.

Each weight is cut down to what Vietnamese and English text needs (and common punctuation, arrows and signs)
and stored as WOFF2. The result is committed, so this runs only when the package or the set of characters
changes.
"""

import shutil
from importlib.resources import files
from pathlib import Path

from fontTools import subset

TARGET = Path(__file__).resolve().parents[1] / "portal" / "static" / "fonts"
WEIGHTS = {"Regular": "400", "Italic": "400-italic", "SemiBold": "600", "Bold": "700"}
# Basic Latin; Latin-1; ă đ ĩ ũ ơ ư and the horn and breve capitals; combining marks, for text that arrives
# decomposed; the Vietnamese block; dashes, quotes, bullet and ellipsis; đồng and euro; arrows.
CHARACTERS = (
    "U+0020-007E,U+00A0-00FF,U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,"
    "U+0300-0303,U+0306,U+0309,U+031B,U+0323,U+1EA0-1EF9,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2032-2033,"
    "U+2039-203A,U+20AB-20AC,U+2116,U+2190-2193,U+2212,U+2248,U+2264-2265"
)
# Kerning and mark placement matter to the eye; small capitals, ligature sets and old figures are not used.
FEATURES = "kern,mark,mkmk,ccmp,locl,liga,tnum"


def build(name: str, weight: str) -> int:
    """Write one weight and return its size in bytes."""
    source = files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{name}.ttf"
    target = TARGET / f"be-vietnam-pro-{weight}.woff2"
    options = [
        str(source),
        f"--unicodes={CHARACTERS}",
        f"--layout-features={FEATURES}",
        "--flavor=woff2",
        "--no-hinting",
        "--desubroutinize",
        f"--output-file={target}",
    ]
    subset.main(options)
    return target.stat().st_size


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, weight in WEIGHTS.items():
        print(f"{weight}: {build(name, weight)} bytes")
    shutil.copyfile(str(files("fontpkg_be_vietnam_pro") / "LICENSE"), TARGET / "OFL.txt")


if __name__ == "__main__":
    main()
