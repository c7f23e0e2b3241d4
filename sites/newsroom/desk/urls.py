"""Addresses of the desk in the admin."""

from django.urls import path

from . import views

app_name = "newsroom_desk"
urlpatterns = [
    path("", views.board, name="board"),
    path("de-tai/moi/", views.new, name="new"),
    path("de-tai/<int:pk>/", views.story, name="story"),
    path("de-tai/<int:pk>/sua/", views.edit, name="edit"),
    path("de-tai/<int:pk>/giao/", views.assign, name="assign"),
    path("de-tai/<int:pk>/nhan/", views.take, name="take"),
    path("de-tai/<int:pk>/viet/", views.write, name="write"),
    path("de-tai/<int:pk>/gan-bai/", views.attach, name="attach"),
    path("de-tai/<int:pk>/bo/", views.drop, name="drop"),
    path("de-tai/<int:pk>/lay-lai/", views.resume, name="resume"),
]
