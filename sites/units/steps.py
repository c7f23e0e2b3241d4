"""The steps that make a unit's web site; each app registers its own, so that nothing here imports upward."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Locale

from .models import Unit, UnitVersion


@dataclass
class Provisioning:
    """What the steps of one run know and hand on.

    `homes` maps a language code to the home page of the unit in that language, once its step has run.
    `changes` collects a line for each thing that was made, for the report; an empty list means that the unit
    was complete already.
    """

    unit: Unit
    version: UnitVersion
    locales: list[Locale]
    host: str
    homes: dict[str, Any] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)


Step = Callable[[Provisioning], None]
_steps: list[tuple[int, str, Step]] = []


def register_step(order: int) -> Callable[[Step], Step]:
    """Register a provisioning step.

    A step finds what is there and makes only what is missing; it runs inside the transaction of the whole
    run. Orders in use: 100 folder and home, 200 site and host, 300 collection, 400 groups, 500 settings,
    600 and up the sections of the content apps.
    """

    def register(step: Step) -> Step:
        name = f"{step.__module__}.{step.__qualname__}"
        if name not in {known for _order, known, _step in _steps}:
            _steps.append((order, name, step))
            _steps.sort(key=lambda entry: entry[:2])
        return step

    return register


def run_steps(context: Provisioning) -> None:
    for _order, _name, step in _steps:
        step(context)
