"""Addresses of subscriptions on every unit's host."""

from django.urls import path

from . import views

app_name = "subscriptions"

urlpatterns = [
    path("nhan-tin/", views.subscribe, name="subscribe"),
    path("nhan-tin/da-gui/", views.sent, name="sent"),
    path("nhan-tin/xac-nhan/<str:token>/", views.confirm, name="confirm"),
    path("nhan-tin/cua-toi/<str:token>/", views.own, name="own"),
]
