"""Addresses of attachments and registers, on every unit's host."""

from django.urls import path, register_converter

from ..views.registers import register
from . import views


class Mark:
    """The beginning of a checksum."""

    regex = "[0-9a-f]{12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Mark, "mark")

urlpatterns = [
    path("van-ban/<slug:slug>/tep/<mark:mark>/<str:name>", views.attachment, name="documents_attachment"),
    path("so-van-ban/<slug:segment>/", register, name="documents_register"),
]
