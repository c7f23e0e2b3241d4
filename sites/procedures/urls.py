"""Addresses of procedures, on every unit's host."""

from django.urls import path

from .views import browse, procedure

app_name = "procedures"

urlpatterns = [
    path("thu-tuc/", browse.browse, name="browse"),
    path("thu-tuc/<slug:slug>/", procedure.one, name="one"),
    path("thu-tuc/<slug:slug>/ban-in/", procedure.printed, name="print"),
    path("thu-tuc/<slug:slug>/noi-nop/", procedure.choose_unit, name="where"),
    path("thu-tuc/<slug:slug>/thay-doi/", procedure.changes, name="changes"),
    path("thu-tuc/<slug:slug>/phien-ban/<int:number>/", procedure.version, name="version"),
    path("thu-tuc/<slug:slug>/mau/<mark:mark>/<str:name>", procedure.form, name="form"),
]
