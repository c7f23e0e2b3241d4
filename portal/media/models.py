"""Images and documents; a unit owns them through its collection."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet
from wagtail.search import index

from portal.core.fields import SortKeyField
from portal.core.sorting import NamesInOrder

from .contents import check_document
from .extraction import State

# What lists are sorted and narrowed by while searching: the order of titles, the collections of a unit.
LIST_FIELDS = [
    index.FilterField("title_key"),
    index.RelatedFields("collection", [index.FilterField("path")]),
]


class PortalImageQuerySet(NamesInOrder, ImageQuerySet):
    """Images, in Vietnamese order when sorted by title."""


class PortalDocumentQuerySet(NamesInOrder, DocumentQuerySet):
    """Documents, in Vietnamese order when sorted by title."""


class PortalImage(AbstractImage):
    """An image with what the law and readers ask of it; `description` is the text alternative."""

    caption = models.CharField(_("chú thích"), max_length=300, blank=True)
    credit = models.CharField(_("nguồn ảnh"), max_length=150, blank=True)
    title_key = SortKeyField(source="title")

    objects = PortalImageQuerySet.as_manager()

    search_fields = [*AbstractImage.search_fields, *LIST_FIELDS]
    admin_form_fields = (
        "file",
        "title",
        "description",
        "caption",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        permissions = [("choose_portalimage", "Can choose image")]
        verbose_name = _("hình ảnh")
        verbose_name_plural = _("hình ảnh")


class PortalRendition(AbstractRendition):
    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="media_one_rendition_a_filter"
            )
        ]


class PortalDocument(AbstractDocument):
    """A file to download; `file_hash` (SHA-1) is Wagtail's."""

    title_key = SortKeyField(source="title")

    objects = PortalDocumentQuerySet.as_manager()

    search_fields = [*AbstractDocument.search_fields, *LIST_FIELDS]
    admin_form_fields = ("title", "file", "collection", "tags")

    def clean(self) -> None:
        # Only what is being uploaded: what is stored has been looked at when it came.
        if self.file and not self.file._committed:
            try:
                check_document(self.file)
            except ValidationError as error:
                raise ValidationError({"file": error}) from error
        super().clean()

    class Meta(AbstractDocument.Meta):
        permissions = [("choose_portaldocument", "Can choose document")]
        verbose_name = _("tệp tài liệu")
        verbose_name_plural = _("tệp tài liệu")


class DocumentText(models.Model):
    """The text of a document's file, apart from it so that lists of documents stay light; `texts` keeps it."""

    document = models.OneToOneField(
        PortalDocument, primary_key=True, on_delete=models.CASCADE, related_name="extracted"
    )
    # The file that the text was taken from, or will be: another one is read anew.
    file_name = models.CharField(max_length=255)
    text = models.TextField(_("nội dung chữ"), blank=True)
    state = models.CharField(max_length=12, default=State.WAITING, db_index=True)
    reason = models.CharField(max_length=20, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("nội dung chữ của tệp tài liệu")
        verbose_name_plural = _("nội dung chữ của tệp tài liệu")

    def __str__(self) -> str:
        return self.text[:80]
