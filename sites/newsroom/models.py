"""News: the section that lists it and the article."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from portal.core import serving, text
from portal.core.blocks import BodyBlock
from portal.core.fields import StreamField
from portal.core.models import BasePage
from portal.core.paging import PagedListing
from portal.media import bodies, renditions

PRINT_SEGMENT = "ban-in"
RELATED_SHOWN = 4


class NewsIndexPage(PagedListing, BasePage):
    """The news of a unit, newest first, or one category of it."""

    template = "newsroom/news_index_page.html"
    parent_page_types = ["home.UnitHomePage", "newsroom.NewsIndexPage"]
    subpage_types = ["newsroom.NewsIndexPage", "newsroom.ArticlePage"]

    class Meta:
        verbose_name = _("chuyên mục tin")
        verbose_name_plural = _("chuyên mục tin")

    def listing(self, request: HttpRequest) -> PageQuerySet:
        return ArticlePage.newest_under(self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["pages"].object_list = list(context["pages"].object_list)
        renditions.fetch([article.lead_image for article in context["pages"]], "card")
        # A category shows its sisters, so that readers can go across.
        parent = self.get_parent()
        context["news_home"] = parent if parent.specific_class is NewsIndexPage else self
        context["categories"] = serving.public(NewsIndexPage.objects.child_of(context["news_home"]), self)
        return context


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
    search_kind = "news"
    search_ages = True
    template = "newsroom/article_page.html"
    parent_page_types = ["newsroom.NewsIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("tin bài")
        verbose_name_plural = _("tin bài")

    @classmethod
    def newest_under(cls, page: Page) -> PageQuerySet:
        """The articles below a page that everybody may read, newest first, with their pictures."""
        articles = serving.public(cls.objects.all(), page).select_related("lead_image")
        return articles.defer_streamfields().order_by("-published_at", "-pk")

    @classmethod
    def reading(cls) -> models.QuerySet:
        tags = ArticleTag.objects.filter(content_object=OuterRef("pk"))
        related = ArticleRelatedLink.objects.filter(article=OuterRef("pk")).order_by("sort_order")
        return (
            super()
            .reading()
            .select_related("lead_image")
            .annotate(
                tag_names=ArraySubquery(tags.values("tag__name")), related_ids=ArraySubquery(related.values("page_id"))
            )
        )

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if path_components == [PRINT_SEGMENT] and self.live:
            return RouteResult(self, kwargs={"print_view": True})
        return super().route(request, path_components)

    def get_template(self, request: HttpRequest, *args: Any, print_view: bool = False, **kwargs: Any) -> str:
        return "newsroom/article_print.html" if print_view else self.template

    def get_context(self, request: HttpRequest, *args: Any, print_view: bool = False, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        related = [] if print_view else self.related()
        context |= {
            "body": bodies.prepare(self.body, request, [self.lead_image], for_print=print_view),
            "related": related,
            "tag_names": self.tag_list(),
            "print_url": f"{self.get_url(request) or ''}{PRINT_SEGMENT}/",
            "noindex": print_view,
        }
        return context

    def tag_list(self) -> list[str]:
        """The names of the tags in Vietnamese order; a page read with `reading()` has them already."""
        known = self.__dict__.get("tag_names")
        return sorted([tag.name for tag in self.tags.all()] if known is None else known, key=text.sort_key)

    def related(self) -> list[Page]:
        """The pages the editors chose, else the newest other articles of the same section."""
        chosen = self.__dict__.get("related_ids")
        if chosen is None:
            chosen = [link.page_id for link in self.related_links.all()]
        if chosen:
            pages = serving.public(Page.objects.filter(pk__in=chosen)).in_bulk()
            return [pages[key] for key in chosen if key in pages]
        return list(ArticlePage.newest_under(self.get_parent()).exclude(pk=self.pk)[:RELATED_SHOWN])


class ArticleRelatedLink(Orderable):
    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_links")
    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("trang"))

    panels = [PageChooserPanel("page")]
