"""Alerts on public pages and in the admin; what they are is in `models/alerts.py`, what is done in `services`."""
