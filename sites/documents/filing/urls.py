"""Addresses of the files in the admin."""

from django.urls import path

from . import views

app_name = "documents_files"

urlpatterns = [
    path("", views.FileIndexView.as_view(), name="list"),
    path("ket-qua/", views.FileIndexView.as_view(results_only=True), name="results"),
    path("<int:pk>/", views.download, name="download"),
    path("<int:pk>/trich-lai/", views.read_again, name="again"),
]
