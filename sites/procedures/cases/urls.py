"""Addresses of cases in the admin."""

from django.urls import path

from . import admin_views as views

app_name = "procedures_cases"

urlpatterns = [
    path("", views.deliveries, name="list"),
    path("mau.xlsx", views.example, name="example"),
    path("khoa/", views.token_list, name="tokens"),
    path("khoa/<int:pk>/thu-hoi/", views.revoke, name="revoke"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/nhap/", views.take, name="take"),
    path("<int:pk>/bo/", views.drop, name="drop"),
    path("<int:pk>/tiep-tuc/", views.go_on, name="go_on"),
]
