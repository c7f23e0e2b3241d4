"""Addresses of consultations and of the gazette on every unit's host."""

from django.urls import include, path

from . import gazette_views, views

consultations = [
    path("", views.own_list, name="list"),
    path("tat-ca/", views.open_list, name="all"),
    path("<slug:slug>/", views.one, name="one"),
    path("<slug:slug>/gui/", views.comment, name="comment"),
    path("<slug:slug>/da-nhan/", views.thanks, name="thanks"),
    path("<slug:slug>/tiep-thu-giai-trinh.xlsx", views.table, name="table"),
]
gazette = [
    path("", gazette_views.issues, name="list"),
    path("nam-<int:year>/", gazette_views.issues, name="year"),
    path("<slug:slug>/", gazette_views.issue, name="issue"),
]
urlpatterns = [
    path("gop-y-du-thao/", include((consultations, "consultations"))),
    path("cong-bao/", include((gazette, "gazette"))),
]
