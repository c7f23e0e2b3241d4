"""How long the official lists of the whole country take, with the reform between them; two minutes are promised."""

import time

from ._database import empty_database

LONGEST_SECONDS = 120


def main() -> int:
    with empty_database():
        from sites.units.loading.official import BOTH, load_official
        from sites.units.models import Unit, UnitVersion
        from sites.units.services import sync_tiers

        sync_tiers()
        spent = []
        for turn in ("first", "second"):
            began = time.monotonic()
            load_official(BOTH)
            spent.append(time.monotonic() - began)
            print(
                f"{turn} time: {spent[-1]:.1f} s, {Unit.objects.count()} units, {UnitVersion.objects.count()} versions"
            )
    return int(max(spent) > LONGEST_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
