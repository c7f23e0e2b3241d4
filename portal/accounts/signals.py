"""What happens to accounts and others may want to know."""

from django.dispatch import Signal

# user, by, action ("set_up" or "reset"), request
second_factor_changed = Signal()
