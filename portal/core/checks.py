"""The project's conventions as system checks, so that a rule is kept by the machine."""

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from wagtail.models import Page

from .models import BasePage


@register()
def page_types_follow_the_conventions(**kwargs: Any) -> list[CheckMessage]:
    """Each page type is a BasePage and says what may stand above and below it."""
    problems: list[CheckMessage] = []
    for model in apps.get_models():
        if not issubclass(model, Page) or model is Page:
            continue
        if not issubclass(model, BasePage):
            problems.append(Error("Page types are made from BasePage.", obj=model, id="core.E001"))
        for rule in ("parent_page_types", "subpage_types"):
            if rule not in vars(model):
                problems.append(Error(f"Say {rule}; the default allows everything.", obj=model, id="core.E002"))
    return problems
