"""Addresses of the newsroom on every unit's host, beside its pages."""

from django.urls import path, re_path

from .alerts.showing import fragment
from .feeds import ATOM, RSS
from .views import flow
from .views import reading as views

app_name = "newsroom"

urlpatterns = [
    path("canh-bao/", fragment, name="alerts"),
    path(RSS, views.site_feed, {"file_name": RSS}, name="rss"),
    path(ATOM, views.site_feed, {"file_name": ATOM}, name="atom"),
    path("tu-cap-tren/", flow.from_above, name="from_above"),
    path("tu-cap-tren/<int:pk>/<slug:slug>/", flow.received_item, name="received_item"),
    path("tu-cap-duoi/", flow.from_below, name="from_below"),
    path("tu-khoa/<str:slug>/", views.tag, name="tag"),
    re_path(r"^tu-khoa/(?P<slug>[^/]+)/(?P<file_name>rss\.xml|atom\.xml)$", views.tag_feed, name="tag_feed"),
    re_path(r"^(?P<section>(?:[\w\-]+/)+)(?P<file_name>rss\.xml|atom\.xml)$", views.section_feed, name="section_feed"),
]
