"""Addresses of the desk."""

from django.urls import path

from . import people_views, views

app_name = "dialogue_cases"

urlpatterns = [
    path("", views.inbox, name="list"),
    path("cap-duoi/", views.below, name="below"),
    path("nguoi-gui/", people_views.people, name="people"),
    path("nguoi-gui/<slug:source>/trich-xuat/", people_views.export_records, name="export_records"),
    path("nguoi-gui/<slug:source>/xoa/", people_views.erase_records, name="erase_records"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/chuyen/", views.forward, name="forward"),
    path("<int:pk>/ghi-chu/", views.note, name="note"),
    path("<int:pk>/de-nghi-bo-sung/", views.ask_back, name="ask_back"),
    path("<int:pk>/chay-tiep/", views.resume, name="resume"),
    path("<int:pk>/gia-han/", views.prolong, name="prolong"),
    path("<int:pk>/tien-do/", views.give_notice, name="give_notice"),
    path("<int:pk>/tra-loi/", views.answer, name="answer"),
    path("<int:pk>/tra-lai/", views.send_back, name="send_back"),
    path("<int:pk>/khong-thu-ly/", views.decline, name="decline"),
    path("<int:pk>/cong-bo/", views.propose, name="propose"),
    path("<int:pk>/tep/<uuid:file_key>/", views.file, name="file"),
    path("<int:pk>/trich-xuat/", people_views.export, name="export"),
    path("<int:pk>/xoa/", people_views.erase, name="erase"),
]
