"""Which old unit goes on as a new one, and which new one is born.

Neither a code nor a name decides it alone: after July 2025 every new commune of Tuyên Quang carries an old
code, most of them with the full name of one of their parts, and yet they are new units made by resolution.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ..enums import Share
from .rows import Key, UnitRow, folded_name


@dataclass(frozen=True)
class Succession:
    """One pair of a succession: the old unit, the new one, how much went, and whether it is the default."""

    old: Key
    new: Key
    share: str
    is_default: bool


def continuing(old: Mapping[Key, UnitRow], new: Mapping[Key, UnitRow], pairs: list[Succession]) -> dict[Key, Key]:
    """New key → old key of the units that go on.

    A unit goes on when it is the whole and only origin of one of the same tier (it may be renamed, retyped or
    get a new parent by that), and a province also when it keeps both its code and its name while it absorbs
    others. The province that keeps only one of the two does not: new Lào Cai has the code of Yên Bái.
    """
    origins: dict[Key, list[Succession]] = defaultdict(list)
    for pair in pairs:
        origins[pair.new].append(pair)
    going_on = {}
    for key, row in new.items():
        for pair in origins[key]:
            if pair.share != Share.WHOLE or pair.old[0] != key[0] or pair.old not in old:
                continue
            alone = len(origins[key]) == 1
            absorbs = key[0] == "province" and pair.old == key and folded_name(old[pair.old]) == folded_name(row)
            if alone or absorbs:
                going_on[key] = pair.old
    return going_on
