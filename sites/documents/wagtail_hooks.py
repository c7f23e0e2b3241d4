"""What documents add to the admin; registers, imports and consultations register theirs in modules of their own."""

from django.urls import path
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.snippets.models import register_snippet

from .filing.viewsets import RegisterViewSet
from .views import entry
from .viewsets import DocumentTypeViewSet, FieldViewSet, OfficialDocumentViewSet

register_snippet(OfficialDocumentViewSet)
register_snippet(RegisterViewSet)


@hooks.register("register_admin_viewset")
def register_lists() -> list[ViewSet]:
    return [
        FieldViewSet("documents_fields", url_prefix="van-ban/linh-vuc"),
        DocumentTypeViewSet("documents_types", url_prefix="van-ban/loai"),
    ]


@hooks.register("register_admin_urls")
def entry_urls() -> list:
    return [
        path("van-ban/doc-ky-hieu/", entry.read_symbol, name="documents_read_symbol"),
        path("van-ban/doc-tep/", entry.read_file, name="documents_read_file"),
    ]
