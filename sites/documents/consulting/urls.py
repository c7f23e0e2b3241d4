"""Addresses in the admin of what was said about drafts."""

from django.urls import path

from . import admin_views

app_name = "documents_consultations"

urlpatterns = [
    path("<int:pk>/", admin_views.comments, name="comments"),
    path("<int:pk>/nhap/", admin_views.enter, name="enter"),
    path("<int:pk>/ket-thuc/", admin_views.close, name="close"),
    path("<int:pk>/cong-bo/", admin_views.results, name="results"),
    path("y-kien/<int:pk>/", admin_views.comment, name="comment"),
    path("y-kien/<int:pk>/dang/", admin_views.show, name="show"),
    path("y-kien/<int:pk>/khong-dang/", admin_views.refuse, name="refuse"),
    path("y-kien/<int:pk>/tra-loi/", admin_views.answer, name="answer"),
]
