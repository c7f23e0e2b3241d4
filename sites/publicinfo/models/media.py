"""The library of a unit: albums, videos, sound, the loudspeaker's programmes, infographics."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from portal.core.video_links import why_not_video
from sites.units.models import one_address, today

from ..enums import MediaKind
from .items import PublicItem

SOUND, FILM, CAPTIONS = ("mp3", "m4a"), ("mp4", "webm"), ("vtt",)
# The text that stands for it, for who does not hear or see it.
NEEDS_TEXT = (MediaKind.VIDEO, MediaKind.AUDIO, MediaKind.LOUDSPEAKER, MediaKind.INFOGRAPHIC)


class MediaItem(PublicItem):
    """One thing of the library: a file of the unit, or a video elsewhere that is opened only by a click.

    Pictures of an album and of an infographic stand in the body, where each has its text alternative.
    """

    kind = models.CharField(_("loại"), max_length=12, choices=MediaKind)
    dated = models.DateField(_("ngày ghi, ngày phát"), default=today)
    file = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("tệp"),
        help_text=_("Âm thanh .mp3, .m4a; phim .mp4, .webm."),
    )
    link = models.URLField(_("video ở trang khác"), max_length=300, blank=True)
    captions = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("phụ đề (.vtt)"),
    )
    seconds = models.PositiveIntegerField(_("dài (giây)"), null=True, blank=True)
    transcript = models.TextField(
        _("lời, nội dung bằng chữ"),
        blank=True,
        max_length=50_000,
        help_text=_("Lời của âm thanh, phim, hoặc nội dung của đồ hoạ, cho người không nghe, không xem được."),
    )

    panels = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("dated")]),
        FieldPanel("title"),
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("file"), FieldPanel("link"), FieldRowPanel([FieldPanel("captions"), FieldPanel("seconds")])],
            heading=_("Âm thanh, phim"),
        ),
        FieldPanel("transcript"),
        FieldPanel("body", heading=_("Ảnh, đồ hoạ, nội dung khác")),
    ]
    search_fields = [*PublicItem.search_fields, index.SearchField("transcript"), index.FilterField("kind")]
    body_template = "publicinfo/media_body.html"

    class Meta:
        verbose_name = _("mục thư viện")
        verbose_name_plural = _("thư viện ảnh, phim, âm thanh")
        ordering = ["-dated", "-pk"]
        constraints = [one_address("publicinfo_one_media_address")]

    @property
    def extension(self) -> str:
        return self.file.file_extension.lower() if self.file else ""

    @property
    def is_film(self) -> bool:
        return self.extension in FILM

    def clean(self) -> None:
        super().clean()
        problems = {}
        if self.kind == MediaKind.VIDEO:
            if bool(self.file) == bool(self.link):
                problems["file"] = _("Hãy chọn một tệp phim, hoặc ghi địa chỉ video; chỉ một trong hai.")
            elif self.link and (reason := why_not_video(self.link)):
                problems["link"] = reason
            elif self.file and self.extension not in FILM:
                problems["file"] = _("Hãy chọn tệp phim .mp4 hoặc .webm.")
        elif self.link:
            problems["link"] = _("Chỉ video mới có địa chỉ ở trang khác.")
        if self.kind in (MediaKind.AUDIO, MediaKind.LOUDSPEAKER) and self.extension not in SOUND:
            problems["file"] = _("Hãy chọn tệp âm thanh .mp3 hoặc .m4a.")
        if self.captions and self.captions.file_extension.lower() not in CAPTIONS:
            problems["captions"] = _("Hãy chọn tệp phụ đề .vtt.")
        for name in ("file", "captions"):
            document = getattr(self, name)
            if document and document.collection.get_view_restrictions().exists():
                problems[name] = _("Tệp này ở bộ sưu tập không mở cho mọi người. Hãy chuyển tệp sang bộ sưu tập khác.")
        if problems:
            raise ValidationError(problems)
