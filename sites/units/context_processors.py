"""What every template may rely on."""

from django.http import HttpRequest


def unit(request: HttpRequest) -> dict:
    """The unit whose site is asked for, or None on the admin's host."""
    return {"unit": getattr(request, "unit", None)}
