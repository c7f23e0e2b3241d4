"""Addresses of the dialogue on every unit's host."""

from django.urls import include, path

from .public import filing_views, listing, poll_views

POLLS = "tham-do"
FOLLOW = "hoi-dap/theo-doi/<str:code>/<str:secret>/"
dialogue = [
    path("hoi-dap/", listing.own_list, name="list"),
    path("hoi-dap/tat-ca/", listing.all_list, name="all"),
    path("hoi-dap/tra-loi/<slug:slug>/", listing.published, name="published"),
    path("hoi-dap/so-lieu/", listing.figures, name="figures"),
    path("hoi-dap/so-lieu.csv", listing.as_csv, name="csv"),
    path("hoi-dap/gui/<slug:kind>/", filing_views.send, name="send"),
    path("hoi-dap/theo-doi/", filing_views.lookup, name="lookup"),
    path(FOLLOW, filing_views.follow, name="follow"),
    path(f"{FOLLOW}bo-sung/", filing_views.add, name="add"),
    path(f"{FOLLOW}rut/", filing_views.withdraw, name="withdraw"),
    path(f"{FOLLOW}danh-gia/", filing_views.rate, name="rate"),
    path(f"{FOLLOW}go-bo/", filing_views.removal, name="removal"),
    path(f"{FOLLOW}tep/<uuid:key>/", filing_views.file, name="file"),
]
polls = [
    path("", poll_views.own_list, name="list"),
    path("<slug:slug>/", poll_views.one, name="one"),
    path("<slug:slug>/tra-loi/", poll_views.answer, name="answer"),
    path("<slug:slug>/ket-qua.xlsx", poll_views.table, name="table"),
]
urlpatterns = [
    path("", include((dialogue, "dialogue"))),
    path(f"{POLLS}/", include((polls, "polls"))),
]
