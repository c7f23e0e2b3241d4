"""The phases of the demo, from an empty database to a province that can be looked at.

Each phase looks at what is there and makes what is missing, so that the next start takes seconds.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO

from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db.models.signals import post_save
from modelsearch import index
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Page, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from portal.core.page_tree import pages_added
from search import contents as search_contents
from search import procedures as search_procedures
from search import signal_handlers as search_signals
from search.services import count_words, refresh_in_batches
from search.sources import sources
from sites.procedures.services import procedures_changed
from sites.units import hosts
from sites.units.contents import contents_changed
from sites.units.loading import load_file
from sites.units.loading.official import LISTS, load_official
from sites.units.progress import progress_bar
from sites.units.services import provision_units, sync_sites, sync_tiers
from sites.units.services.provisioning import units_in_force

from .accounts import accounts, make_accounts, password, unit_named
from .cases import CaseBook
from .consultations import Table
from .dialogue import Talk
from .documents import Archive
from .facts import Country
from .foreign import Abroad
from .gazette import write_gazette
from .models import DemoItem
from .newsroom import Newsroom
from .organisation import Showcase
from .pages import INDEXES, Writer
from .pictures import Studio
from .procedures import Catalogue
from .registers import write_registers
from .static_files import StaticFiles
from .tasks import rebuild_references
from .texts import CONTENT

PROVINCE = "08"
ENGLISH = [("province", "Tuyên Quang"), ("district", "Yên Sơn"), ("commune", "Tân Trào")]
TINY = [*ENGLISH, ("department", "Nội vụ"), ("foreign-affairs", "Tuyên Quang")]

Say = Callable[[str], None]
Phase = Callable[[str], object]


def prepare(list_date: str, *, tiny: bool, phase: Phase) -> Country:
    """Bring the database to the state that the demo shows; returns the units.

    `phase(name)` is a context manager that tells the person at the terminal what goes on.
    """
    with phase("tables"):
        call_command("migrate", interactive=False, verbosity=0)
    with Studio() as studio, StaticFiles() as static:
        with phase("units"):
            load_units(list_date)
        with quiet_indexes():
            with phase("sites"):
                provision(tiny=tiny)
                sync_sites()
            country = Country.read(date.fromisoformat(list_date))
            with phase("accounts"):
                make_accounts(country)
            with phase("content"):
                write(country, studio)
            with phase("documents"):
                write_documents(country)
            with phase("procedures"):
                catalogue = Catalogue(country)
                catalogue.write()
                catalogue.attach_forms()
            with phase("cases"):
                write_cases(country)
            with phase("dialogue"):
                Talk(country).write()
            with phase("organisation"):
                write_organisation(country, studio)
            with phase("newsroom"):
                write_newsroom(country, studio)
        with phase("indexes"):
            fill_indexes()
        with phase("static files"):
            static.finish()
    # Pages kept before code or content changed must not be served.
    cache.clear()
    return country


def once(key: str) -> Iterator[None]:
    """Yields if the phase was never finished, and remembers it."""
    if not DemoItem.objects.filter(key=key).exists():
        yield
        DemoItem.objects.create(key=key)


def load_units(list_date: str) -> None:
    """The official list alone, so that its tiers are in force today, with the departments and the foreign-affairs site.

    Raises `CommandError` when the database shows another list: the two contradict each other.
    """
    other = DemoItem.objects.filter(key__startswith="units:").exclude(key=f"units:{list_date}").first()
    if other is not None:
        raise CommandError(
            f"This database holds the demo of {other.key.removeprefix('units:')}: name another one in DATABASE_URL, "
            "or leave it out and each demo brings a PostgreSQL of its own."
        )
    for _ in once(f"units:{list_date}"):
        sync_tiers()
        load_official(list_date, province=PROVINCE)
        path = CONTENT / "departments.csv"
        load_file(path, name=path.name, list_date=date.fromisoformat(list_date), valid_from=LISTS[list_date][1])


def provision(*, tiny: bool) -> None:
    """A site for every unit, with English for a few."""
    remove_the_site_nobody_asked_for()
    for _ in once("sites:tiny" if tiny else "sites"):
        versions = units_in_force(province=PROVINCE)
        named = {(version.tier.code, version.name): version for version in versions}
        if tiny:
            versions = [named[key] for key in TINY if key in named]
        languages = {named[key].unit_id: ("vi", "en") for key in ENGLISH if key in named}
        with progress_bar("  sites", total=len(versions)) as progress:
            report = provision_units(versions, languages=languages, progress=progress)
        if report.failed:
            version, reason = report.failed[0]
            raise RuntimeError(f"{version.full_name}: {reason}")


def remove_the_site_nobody_asked_for() -> None:
    """Wagtail's own migrations make a site and a welcome page; no site is the default here."""
    for site in Site.objects.filter(unit__isnull=True):
        welcome = site.root_page
        site.delete()
        if welcome.specific_class is Page and welcome.depth == 2:
            welcome.delete()


def write(country: Country, studio: Studio) -> None:
    """All texts and pictures, unit by unit."""
    languages = {unit.unit_id for tier, name in ENGLISH if (unit := unit_named(country, tier, name))}
    working = frozenset({account.unit_id for account, _role in accounts(country) if account.unit_id} | languages)
    writer = Writer(country, studio, working=working)
    with progress_bar("  content", total=len(country.versions)) as progress:
        for version in country.versions:
            writer.write(version)
            progress(1)
    for _ in once("foreign"):
        Abroad(writer).write()
        DemoItem.objects.filter(key=INDEXES).delete()


def write_documents(country: Country) -> None:
    """The official documents of every unit with files; then the drafts, the gazette and the registers beside them."""
    archive = Archive(country)
    with progress_bar("  documents", total=len(country.authorities)) as progress:
        for version in country.authorities:
            archive.write(version)
            progress(1)
    Table(country).write()
    write_gazette(country)
    write_registers(country)


def write_newsroom(country: Country, studio: Studio) -> None:
    """The last weeks of the newsrooms, once."""
    for _ in once("newsroom"):
        Newsroom(country, studio).write()
        DemoItem.objects.filter(key=INDEXES).delete()


def write_organisation(country: Country, studio: Studio) -> None:
    """What every unit shows of itself, once."""
    for _ in once("organisation"):
        Showcase(country, studio).write()
        DemoItem.objects.filter(key=INDEXES).delete()


def write_cases(country: Country) -> None:
    """How far the cases of every unit are, with the figures."""
    book = CaseBook(country)
    with progress_bar("  cases", total=len(country.versions)) as progress:
        for version in country.versions:
            book.write(version)
            progress(1)


def fill_indexes() -> None:
    """What `quiet_indexes` kept from being written page by page: references, the admin's search, readers' search."""
    for _ in once(INDEXES):
        # Told only by "where is this used" in the admin, and a third of all the work: the worker does it meanwhile.
        rebuild_references.enqueue()
        call_command("update_index", verbosity=0, stdout=StringIO())
        for source in sources():
            refresh_in_batches(source, list(source.public().values_list("pk", flat=True)))
        count_words()


@contextmanager
def quiet_indexes() -> Iterator[None]:
    """Saving a page neither updates the reference index nor the entries of search nor queues jobs that would.

    For as long as the block runs, in this process alone; `fill_indexes` makes up for it.
    """
    listeners = [
        *((post_save, post_save_signal_handler, model) for model in index.get_indexed_models()),
        (post_save, search_signals.page_saved, None),
        (post_save, search_signals.site_opened, Site),
        (pages_added, search_signals.pages_were_added, None),
        (procedures_changed, search_procedures.refresh_procedures, None),
        (contents_changed, search_contents.refresh_contents, None),
    ]
    for signal, listener, sender in listeners:
        signal.disconnect(listener, sender=sender)
    try:
        with disable_reference_index_auto_update():
            yield
    finally:
        for signal, listener, sender in listeners:
            signal.connect(listener, sender=sender)


def welcome(country: Country) -> str:
    """The addresses and accounts, as the person at the terminal reads them."""
    shown = [("Province", country.province)]
    for label, tier, name in (("District", "district", "Yên Sơn"), ("Commune", "commune", "Tân Trào")):
        of_tier = [version for version in country.versions if version.tier.code == tier]
        version = unit_named(country, tier, name) or (of_tier[0] if of_tier else None)
        if version is not None:
            shown.append((label, version))
    roots = {label: hosts.root_url(country.hosts[version.unit_id]) for label, version in shown}
    admin = hosts.root_url(settings.ADMIN_HOST)
    rows = [
        *((label, f"{address}/") for label, address in roots.items()),
        ("Directory", f"{roots['Province']}/danh-ba/"),
        ("Admin", f"{admin}/admin/"),
        ("Kept mail", f"{admin}/thu/"),
    ]
    lines = ["", "Addresses", *(f"  {label:<12} {address}" for label, address in rows)]
    lines += ["", f"Accounts (password of all: {password()})"]
    lines += [f"  {account.username:<18} {account.role}, {account.where}" for account, _role in accounts(country)]
    return "\n".join([*lines, ""])
