"""A list of units from a file: units, versions and sites in one go."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ..loading import LoadReport, load_file
from ..loading.lists import Progress, no_progress, versions_on
from ..loading.table import read_table
from ..models import UnitVersion, today
from .provisioning import ProvisionReport, provision_units


@dataclass
class ImportReport:
    """What became of a file: the units loaded and the sites made for them."""

    loaded: LoadReport
    provisioned: ProvisionReport


def import_units(
    source: Path | bytes,
    *,
    name: str,
    on: date | None = None,
    skip_bad: bool = False,
    progress: Progress = no_progress,
) -> ImportReport:
    """Load a list of units in the format of `data/README.md` and make a site for each unit in force today.

    `host` and `languages` may be given a row; without them the host rule and Vietnamese alone hold. Raises
    `BadRows`, with nothing kept, when a row is bad and `skip_bad` is not given. Each site is one transaction
    after that, and running the import again completes what is missing.
    """
    day = on or today()
    loaded = load_file(source, name=name, list_date=day, skip_bad=skip_bad, progress=progress)
    table = read_table(source, name=name, required=("code", "tier"), optional=("host", "languages"))
    skipped = {row.line for row in loaded.skipped}
    known = versions_on(day)
    versions: list[UnitVersion] = []
    hosts: dict[int, str] = {}
    languages: dict[int, list[str]] = {}
    for line, cells in table.rows:
        version = known.get((cells["tier"], cells["code"]))
        if line in skipped or version is None or not version.is_valid_on():
            continue
        versions.append(version)
        if cells["host"]:
            hosts[version.unit_id] = cells["host"].lower()
        if cells["languages"]:
            languages[version.unit_id] = cells["languages"].split()
    provisioned = provision_units(versions, hosts=hosts, languages=languages, progress=progress)
    return ImportReport(loaded, provisioned)
