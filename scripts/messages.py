"""The catalogues of messages: `python scripts/messages.py update|compile|check`.

Messages are written in Vietnamese in code and templates; English is the one catalogue. What Wagtail and the other
packages of the admin say is English, and what they lack in Vietnamese is in catalogues of ours, held against the
installed packages. Everything here is plain Python (Django turns templates into text that looks like code, Python's
own parser reads it), so that nobody needs GNU gettext.
"""

import ast
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

PROJECT = Path(__file__).resolve().parents[1]
LOCALE = PROJECT / "portal" / "locale"
CATALOGUE = LOCALE / "en" / "LC_MESSAGES" / "django.po"
ADMIN_LOCALE = PROJECT / "portal" / "locale_admin"
# For Python and templates, and for JavaScript.
DOMAINS = ("django", "djangojs")
# The packages whose words people read in the admin.
PACKAGES = (
    "django/conf",
    "django/contrib/auth",
    "django/contrib/contenttypes",
    "django/contrib/humanize",
    "django/contrib/postgres",
    "django/contrib/sessions",
    "wagtail",
    "wagtail_localize",
    "taggit",
    "django_filters",
    "django_otp",
    "axes",
)
# Parts of them that are not installed.
LEFT_OUT = {
    "wagtail/contrib/search_promotions",
    "wagtail/contrib/simple_translation",
    "wagtail/contrib/styleguide",
}
SOURCES = ("portal", "sites", "home", "search", "demo")
# Where a message stands in the arguments of each function: context, singular, plural.
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
Message = tuple[str, str, str]


def extracted() -> dict[Message, list[str]]:
    """Every message of the project (context, singular, plural) and the files it stands in."""
    found: dict[Message, set[str]] = {}
    for name, message in _all_messages():
        found.setdefault(message, set()).add(name)
    return {message: sorted(files) for message, files in found.items()}


def _all_messages() -> Iterator[tuple[str, Message]]:
    for folder in SOURCES:
        for path in sorted((PROJECT / folder).rglob("*")):
            name = path.relative_to(PROJECT).as_posix()
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield from ((name, message) for message in _in_code(path.read_text(encoding="utf-8")))
            elif path.suffix in (".html", ".txt") and "templates" in path.parts:
                yield from ((name, message) for message in _in_template(path))


def _in_code(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called not in FUNCTIONS:
            continue
        texts = [_text(argument) for argument in node.args]
        context, singular, plural = FUNCTIONS[called]
        if len(texts) <= max(singular, plural or 0) or texts[singular] is None:
            continue
        yield (
            (texts[context] or "") if context is not None else "",
            texts[singular] or "",
            (texts[plural] or "") if plural is not None else "",
        )


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _in_template(path: Path) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    # The result keeps calls such as `gettext(u'…')` between runs of X that stand for everything else.
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for match in re.finditer(r"\b(?:n|p|np)?gettext\((?=\s*u?['\"])|(?<![\w.])_\((?=\s*u?['\"])", text):
        yield from _in_code(_whole_call(text, match.start()))


def _whole_call(text: str, start: int) -> str:
    """The call that begins at `start`, up to the bracket that closes it."""
    for end in (place.end() for place in re.finditer(r"\)", text[start:])):
        call = text[start : start + end]
        try:
            ast.parse(call, mode="eval")
        except SyntaxError:
            continue
        return call
    return ""


def catalogue() -> polib.POFile:
    """The English catalogue, a new one if there is none yet."""
    return _read_or_new(CATALOGUE, "en", "nplurals=2; plural=(n != 1);")


def _read_or_new(path: Path, language: str, plurals: str) -> polib.POFile:
    if path.exists():
        return polib.pofile(str(path), wrapwidth=100)
    empty = polib.POFile(wrapwidth=100)
    empty.metadata = {
        "Project-Id-Version": "Liên Cấp",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plurals,
    }
    return empty


def _key(entry: polib.POEntry) -> Message:
    return (entry.msgctxt or "", entry.msgid, entry.msgid_plural or "")


def update() -> int:
    """Add new messages without a translation, drop those that nothing uses; returns how many wait for English."""
    po, wanted = catalogue(), extracted()
    known = {_key(entry): entry for entry in po}
    kept = []
    for message, names in sorted(wanted.items(), key=lambda item: (item[1][0], item[0])):
        context, singular, plural = message
        entry = known.get(message) or polib.POEntry(
            msgctxt=context or None,
            msgid=singular,
            msgid_plural=plural,
            msgstr_plural={0: "", 1: ""} if plural else {},
        )
        # Files without line numbers: a line that moved is no change of the catalogue.
        entry.occurrences = [(name, "") for name in names]
        kept.append(entry)
    po.clear()
    po.extend(kept)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    po.save(str(CATALOGUE))
    return len(po.untranslated_entries())


def compile_all() -> None:
    """Write each catalogue in the form that Django reads."""
    for path in (*LOCALE.rglob("*.po"), *ADMIN_LOCALE.rglob("*.po")):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def problems() -> list[str]:
    """What is wrong with the catalogue: messages that miss, that nothing uses, that differ in their parts."""
    po, wanted = catalogue(), extracted()
    known = {_key(entry): entry for entry in po}
    found = [
        f"not in the catalogue: {message[1]!r} ({names[0]})"
        for message, names in wanted.items()
        if message not in known
    ]
    found += [f"used by nothing: {message[1]!r}" for message in known if message not in wanted]
    for entry in po:
        translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if not all(translations) or "fuzzy" in entry.flags:
            found.append(f"not in English yet: {entry.msgid!r}")
            continue
        parts = _parts(entry.msgid) | _parts(entry.msgid_plural)
        # A singular may leave out its number.
        if _parts(translations[-1]) != parts or any(_parts(text) - parts for text in translations):
            found.append(f"other parts than the original: {entry.msgid!r}")
    return found


def _parts(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sdr]|(?<!%)%[sd]|{\w*}", text))


def admin_catalogue(domain: str) -> polib.POFile:
    """Our Vietnamese of what packages say in English."""
    return _read_or_new(ADMIN_LOCALE / "vi" / "LC_MESSAGES" / f"{domain}.po", "vi", "nplurals=1; plural=0;")


def package_messages(domain: str) -> tuple[dict[Message, list[str]], set[tuple[str, str]]]:
    """What the installed packages say: each message with where it stands; (context, message) of those in Vietnamese."""
    said: dict[Message, set[str]] = {}
    translated: set[tuple[str, str]] = set()
    for locale, place in _package_locales():
        # A package that ships no English catalogue names its messages in every other.
        names = ["en", *sorted(folder.name for folder in locale.iterdir() if folder.name != "vi")]
        files = (locale / name / "LC_MESSAGES" / f"{domain}.po" for name in names)
        if original := next((file for file in files if file.exists()), None):
            for entry in _entries(original):
                said.setdefault(_key(entry), set()).add(place)
        for entry in _entries(locale / "vi" / "LC_MESSAGES" / f"{domain}.po"):
            if entry.translated():
                translated.add(_key(entry)[:2])
    return {message: sorted(places) for message, places in said.items()}, translated


def _package_locales() -> Iterator[tuple[Path, str]]:
    for name in PACKAGES:
        top, _slash, rest = name.partition("/")
        spec = importlib.util.find_spec(top)
        if spec is None or spec.origin is None:
            continue
        site = Path(spec.origin).parents[1]
        for locale in sorted((site / top / rest).rglob("locale")):
            place = locale.parent.relative_to(site).as_posix()
            if locale.is_dir() and place not in LEFT_OUT and "tests" not in locale.parts:
                yield locale, place


def _entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete] if path.exists() else []


def update_admin() -> int:
    """Add what packages say and nobody has in Vietnamese, drop what they no longer say; returns how many wait."""
    waiting = 0
    for domain in DOMAINS:
        po = admin_catalogue(domain)
        said, translated = package_messages(domain)
        known = {_key(entry): entry for entry in po}
        wanted = [message for message in said if message in known or message[:2] not in translated]
        po.clear()
        for message in sorted(wanted, key=lambda message: said[message][0]):
            context, singular, plural = message
            entry = known.get(message) or polib.POEntry(
                msgctxt=context or None,
                msgid=singular,
                msgid_plural=plural,
                msgstr_plural={0: ""} if plural else {},
            )
            entry.occurrences = [(place, "") for place in said[message]]
            po.append(entry)
        path = ADMIN_LOCALE / "vi" / "LC_MESSAGES" / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        po.save(str(path))
        waiting += len(po.untranslated_entries())
    return waiting


def admin_problems() -> list[str]:
    """What the admin would show in English, or in words whose parts were lost, and what no package says any more."""
    found = []
    for domain in DOMAINS:
        said, translated = package_messages(domain)
        known = {_key(entry): entry for entry in admin_catalogue(domain)}
        found += [
            f"not in Vietnamese: {message[1]!r} ({places[0]})"
            for message, places in said.items()
            if message not in known and message[:2] not in translated
        ]
        for message, entry in known.items():
            text = entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr
            if message not in said:
                found.append(f"no package says any more: {message[1]!r}")
            elif not text or "fuzzy" in entry.flags:
                found.append(f"not in Vietnamese yet: {message[1]!r}")
            elif _parts(text) != _parts(entry.msgid) | _parts(entry.msgid_plural) or _tags(text) != _tags(entry.msgid):
                found.append(f"other parts than the original: {message[1]!r}")
    return found


def _tags(text: str) -> list[str]:
    return sorted(re.findall(r"</?[a-z][^>]*>", text))


if __name__ == "__main__":
    action = sys.argv[1] if len(sys.argv) > 1 else ""
    if action == "update":
        waiting, of_packages = update(), update_admin()
        compile_all()
        print(f"{waiting} messages wait for English in {CATALOGUE.relative_to(PROJECT)}.")
        print(f"{of_packages} messages of packages wait for Vietnamese in {ADMIN_LOCALE.relative_to(PROJECT)}.")
    elif action == "compile":
        compile_all()
    elif action == "check":
        wrong = problems() + admin_problems()
        sys.exit("\n".join(wrong) if wrong else 0)
    else:
        sys.exit("usage: messages.py update|compile|check")
