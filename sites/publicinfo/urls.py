"""Addresses of public information, on every unit's host."""

from django.urls import path

from . import media, views

app_name = "publicinfo"

urlpatterns = [
    path("cong-khai/", views.hub, name="hub"),
    path("cong-khai/ranh-gioi/", views.boundary, name="boundary"),
    path("cong-khai/ranh-gioi/ranh-gioi.geojson", views.boundary_shapes, name="boundary_geojson"),
    path("cong-khai/thu-vien/truyen-thanh.xml", media.podcast, name="podcast"),
    path("cong-khai/thu-vien/<slug:slug>/tep.<slug:ending>", media.content, name="media"),
    path("cong-khai/thu-vien/<slug:slug>/phu-de.vtt", media.captions, name="captions"),
    path("cong-khai/<slug:code>/", views.listing, name="list"),
    path("cong-khai/<slug:code>/<slug:slug>/", views.one, name="one"),
    path("cong-khai/<slug:code>/<slug:slug>/so-lieu.csv", views.table, name="csv"),
    path("cong-khai/<slug:code>/<slug:slug>/ban-do.geojson", views.shapes, name="geojson"),
    path("cong-khai/thong-bao/<slug:slug>/danh-sach/<int:pk>/", views.names, name="names"),
]
