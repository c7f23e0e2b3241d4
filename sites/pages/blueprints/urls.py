"""Addresses of blueprints in the admin."""

from django.urls import path

from . import views

app_name = "pages_blueprint"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("nhan/", views.take, name="take"),
    path("ve-theo-mau/", views.give_up, name="give_up"),
    path("khung/", views.boxes, name="boxes"),
    path("lien-ket/", views.link, name="add_link"),
    path("lien-ket/<slug:link_key>/", views.link, name="link"),
    path("chan-trang/", views.footer, name="footer"),
    path("cac-cap/<int:pk>/phien-ban/", views.versions, name="versions"),
    path("cac-cap/<int:pk>/ap-dung/", views.give_to_all, name="give_to_all"),
]
