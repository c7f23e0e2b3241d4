"""Addresses of documents, on every unit's host."""

from django.urls import path

from . import feeds
from .views import document, listing

app_name = "documents"

urlpatterns = [
    path("van-ban/", listing.listing, name="listing"),
    path("van-ban/rss.xml", feeds.rss, name="rss"),
    path("van-ban/atom.xml", feeds.atom, name="atom"),
    path("van-ban/tai-ve.<str:kind>", document.export, name="export"),
    path("van-ban/<slug:slug>/", document.document, name="document"),
    path("van-ban/<slug:slug>/ban-in/", document.printed, name="print"),
]
