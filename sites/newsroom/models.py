"""News: the section that lists it and the article."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable
from wagtail.search import index

from portal.core.blocks import BodyBlock
from portal.core.fields import StreamField
from portal.core.models import BasePage


class NewsIndexPage(BasePage):
    """The news of a unit, newest first, or one category of it."""

    template = "newsroom/news_index_page.html"
    parent_page_types = ["home.UnitHomePage", "newsroom.NewsIndexPage"]
    subpage_types = ["newsroom.NewsIndexPage", "newsroom.ArticlePage"]

    class Meta:
        verbose_name = _("chuyên mục tin")
        verbose_name_plural = _("chuyên mục tin")


class ArticleTag(TaggedItemBase):
    content_object = ParentalKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items")


class ArticlePage(BasePage):
    """A news item. Its source is always named (NĐ 43/2011 art. 5.3)."""

    lead_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("ảnh chính"),
    )
    author_name = models.CharField(_("tác giả hoặc bút danh"), max_length=100, blank=True)
    source_credit = models.CharField(_("nguồn tin"), max_length=150, blank=True)
    published_at = models.DateTimeField(_("thời điểm đăng"), default=timezone.now, db_index=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("nội dung"))
    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("từ khoá"))

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("lead_image"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("author_name"), FieldPanel("source_credit"), FieldPanel("published_at"), FieldPanel("tags")],
            heading=_("Thông tin đăng"),
        ),
        InlinePanel("related_links", label=_("Tin liên quan")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    template = "newsroom/article_page.html"
    parent_page_types = ["newsroom.NewsIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("tin bài")
        verbose_name_plural = _("tin bài")


class ArticleRelatedLink(Orderable):
    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_links")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("trang"))

    panels = [PageChooserPanel("page")]
