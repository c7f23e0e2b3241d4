"""What the views of the flow share. Every one of them is about the unit worked in."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from sites.units.enums import Action
from sites.units.models import Unit
from sites.units.permissions import active_unit, user_can

PER_PAGE = 30


def working_unit(request: HttpRequest) -> Unit:
    """The unit worked in; raises `PermissionDenied` with a sentence when none is chosen."""
    unit = active_unit(request)
    if unit is None:
        raise PermissionDenied(_("Hãy chọn đơn vị bạn đang làm việc trước khi mở luồng tin."))
    if not user_can(request.user, Action.VIEW, unit):
        raise PermissionDenied(_("Vai trò của bạn không cho phép xem luồng tin của đơn vị này."))
    return unit


def attempt(form: forms.BaseForm, action: Callable[[], Any]) -> Any:
    """The result of an action, or None with its sentences in the form."""
    try:
        return action()
    except ValidationError as error:
        errors = error.message_dict if hasattr(error, "error_dict") else {None: error.messages}
        for name, sentences in errors.items():
            form.add_error(name if name in form.fields else None, sentences)
        return None


def sentence_of(error: ValidationError) -> str:
    return " ".join(error.messages)
