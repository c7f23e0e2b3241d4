"""Amounts of money in templates."""

from django import template

from ..models import royalties

register = template.Library()


@register.filter
def dong(amount: int) -> str:
    """`1250000` as `1.250.000 đ`."""
    return royalties.dong(amount)
