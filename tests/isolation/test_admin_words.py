"""Every screen of the admin that a role of a unit reaches speaks Vietnamese, or English to who prefers it.

The addresses are those of the leak scanner, so that a new screen is read without anybody adding it here. What scripts
draw is read in a browser (`tests/browser/test_admin_in_vietnamese.py`).
"""

import re
from collections.abc import Iterator

import pytest

from sites.units.enums import Role
from tests.foreign_words import foreign_words, texts_in_json, texts_of

from .scanner.addresses import Pattern, address, admin_patterns
from .scanner.arguments import arguments_for
from .scanner.probe import undone

pytestmark = pytest.mark.django_db


def screens(scanner, patterns) -> Iterator[tuple[Pattern, str]]:
    for pattern in patterns:
        for arguments in arguments_for(pattern, scanner.world.own)[:14]:
            if path := address(pattern, arguments):
                yield pattern, path


def test_x(scanner):
    import time, collections
    t = time.time()
    seen = collections.Counter()
    bad = collections.defaultdict(set)
    visitor = scanner.visitors[Role.UNIT_ADMIN]
    with visitor.seated():
        for pattern, path in screens(scanner, admin_patterns()):
            if pattern.name in ("wagtailadmin_logout", "wagtailadmin_error_test"):
                continue
            with undone():
                response = visitor.get(path)
            kind = response.get("Content-Type", "")
            seen[(response.status_code, kind)] += 1
            if response.status_code != 200 or response.streaming:
                continue
            body = response.content.decode("utf-8", "replace")
            texts = texts_of(body) if kind.startswith("text/html") else texts_in_json(body) if "json" in kind else []
            for text in texts:
                text = re.sub(r"zq[a-z]{10}|qanhqiem", "", text)
                if words := foreign_words(text):
                    bad[(text[:200], tuple(words))].add(pattern.name)
    import json
    with open("/tmp/admin-words-found.txt", "w") as f:
        for (text, words), names in sorted(bad.items(), key=lambda i: -len(i[1])):
            print(len(names), sorted(names)[:3], repr(text), words, file=f)
        print(seen, time.time() - t, file=f)
