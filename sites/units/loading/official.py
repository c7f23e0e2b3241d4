"""The official lists that ship with the project; where they come from is told in `data/README.md`."""

from datetime import date
from pathlib import Path

from .lists import UNKNOWN_START, LoadReport, Progress, load_file, no_progress
from .reform import Reform, load_reform

DATA_DIR = Path(__file__).parents[1] / "data"

LISTS = {
    "2025-06-30": (DATA_DIR / "units-2025-06-30.csv", UNKNOWN_START),
    "2025-07-01": (DATA_DIR / "units-2025-07-01.csv", date(2025, 7, 1)),
}
REFORM = Reform(
    day=date(2025, 7, 1),
    old_list_date=date(2025, 6, 30),
    old_list=LISTS["2025-06-30"][0],
    new_list=LISTS["2025-07-01"][0],
    succession=DATA_DIR / "succession-2025-07-01.csv",
    events=DATA_DIR / "events-2025-07-01.csv",
)
BOTH = "both"


def load_official(which: str, *, province: str = "", progress: Progress = no_progress) -> LoadReport:
    """Load one official list by its date, or `both` with what happened between them.

    One list alone is open-ended: the tiers it knows are the ones in force today. Raises what `load_file` and
    `load_reform` raise.
    """
    if which == BOTH:
        return load_reform(REFORM, province=province, progress=progress)
    path, valid_from = LISTS[which]
    return load_file(
        path,
        name=path.name,
        list_date=date.fromisoformat(which),
        valid_from=valid_from,
        province=province,
        progress=progress,
    )
