"""Addresses of the demo's mailbox."""

from django.urls import path

from . import views

app_name = "mailbox"

urlpatterns = [
    path("", views.letter_list, name="list"),
    path("<str:key>/", views.letter_detail, name="detail"),
]
