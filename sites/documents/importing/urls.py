"""Addresses of imports in the admin."""

from django.urls import path

from . import views

app_name = "documents_imports"

urlpatterns = [
    path("", views.imports, name="list"),
    path("bang-mau/", views.template, name="template"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/cot/", views.columns, name="columns"),
    path("<int:pk>/nhap/", views.write, name="write"),
    path("<int:pk>/lam-lai/", views.again, name="again"),
    path("<int:pk>/tiep-tuc/", views.go_on, name="go_on"),
    path("<int:pk>/dung/", views.stop, name="stop"),
    path("<int:pk>/tien-do/", views.progress, name="progress"),
]
