"""News: the section that lists it and the article."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
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

from .. import feeds
from ..forms import ArticlePageForm, AuthorsPanel
from .authors import ArticleAuthor, why_not_shared
from .flow import Travelling, with_credit
from .genres import Genre

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

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        if self.live and path_components in ([feeds.RSS], [feeds.ATOM]):
            return RouteResult(self, kwargs={"feed": path_components[0]})
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, feed: str = "", **kwargs: Any) -> HttpResponse:
        if not feed:
            return super().serve(request, *args, **kwargs)
        articles = ArticlePage.with_names(self.listing(request))[: feeds.SHOWN]
        url = serving.local_url(self, serving.home(request))
        return feeds.respond(request, feed, feeds.channel(request, self.title, self.summary, url, articles))

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["feeds"] = [feeds.link(self.title, self.get_url(request) or "")]
        context["pages"].object_list = list(context["pages"].object_list)
        renditions.fetch([article.lead_image for article in context["pages"]], "card")
        # A category shows its sisters, so that readers can go across.
        parent = self.get_parent()
        context["news_home"] = parent if parent.specific_class is NewsIndexPage else self
        context["categories"] = serving.public(NewsIndexPage.objects.child_of(context["news_home"]), self)
        return context


class ArticleTag(TaggedItemBase):
    content_object = ParentalKey("newsroom.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items")


class ArticlePage(Travelling, BasePage):
    """A news item. Its source is always named (NĐ 43/2011 art. 5.3)."""

    lead_image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("ảnh chính"),
    )
    genre = models.ForeignKey(
        Genre,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="articles",
        verbose_name=_("thể loại"),
        help_text=_("Nhuận bút tính theo đơn giá của thể loại vào ngày đăng lần đầu."),
    )
    author_name = models.CharField(
        _("tên hiện dưới bài"),
        max_length=100,
        blank=True,
        help_text=_("Để trống để hiện bút danh hoặc họ tên của các tác giả."),
    )
    source_credit = models.CharField(_("nguồn tin"), max_length=150, blank=True)
    # Never empty while the article is on line: readers' lists are sorted by it.
    published_at = models.DateTimeField(
        _("thời điểm đăng"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("Để trống thì lấy lúc bài lên trang lần đầu."),
    )
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
        FieldPanel("genre"),
        AuthorsPanel("authors", label=_("tác giả"), heading=_("Tác giả và phần đóng góp")),
        InlinePanel("related_links", label=_("Tin liên quan")),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("summary"), index.SearchField("body")]
    base_form_class = ArticlePageForm
    search_kind = "news"
    search_ages = True
    template = "newsroom/article_page.html"
    parent_page_types = ["newsroom.NewsIndexPage"]
    subpage_types = []

    class Meta:
        verbose_name = _("tin bài")
        verbose_name_plural = _("tin bài")
        indexes = [models.Index(fields=["unit", "-published_at"], name="newsroom_article_of_unit")]

    @classmethod
    def newest_under(cls, page: Page) -> PageQuerySet:
        """The articles below a page that everybody may read, newest first, with their pictures."""
        articles = serving.public(cls.objects.all(), page).select_related("lead_image")
        return articles.defer_streamfields().order_by("-published_at", "-pk")

    @classmethod
    def with_names(cls, articles: models.QuerySet) -> models.QuerySet:
        """The articles with the names of their tags and authors, in the same query."""
        tags = ArticleTag.objects.filter(content_object=OuterRef("pk")).order_by("pk")
        authors = ArticleAuthor.objects.filter(article=OuterRef("pk")).order_by("sort_order", "pk")
        byline = Coalesce(NullIf("pen_name", Value("")), "person__full_name", Value(""))
        return articles.annotate(
            tag_names=ArraySubquery(tags.values("tag__name")),
            tag_slugs=ArraySubquery(tags.values("tag__slug")),
            author_names=ArraySubquery(authors.annotate(byline_text=byline).values("byline_text")),
        )

    @classmethod
    def reading(cls) -> models.QuerySet:
        related = ArticleRelatedLink.objects.filter(article=OuterRef("pk")).order_by("sort_order")
        articles = with_credit(cls.with_names(super().reading())).select_related("lead_image")
        return articles.annotate(related_ids=ArraySubquery(related.values("page_id")))

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
            "tag_links": self.tag_links(),
            "print_url": f"{self.get_url(request) or ''}{PRINT_SEGMENT}/",
            "noindex": print_view,
        }
        return context

    def clean(self) -> None:
        super().clean()
        shares = [(author.person_id, author.pen_name, author.share) for author in self.authors.all()]
        if sentence := why_not_shared(shares):
            raise ValidationError(sentence)

    @property
    def byline(self) -> str:
        """Who signs the article: the name the editors gave it, else its authors in their order."""
        names = self.__dict__.get("author_names")
        if names is None:
            names = [] if self.author_name else [author.byline for author in self.authors.all()]
        return self.author_name or ", ".join(filter(None, names))

    def tag_list(self) -> list[str]:
        """The names of the tags in Vietnamese order; a page read with `reading()` has them already."""
        known = self.__dict__.get("tag_names")
        return sorted([tag.name for tag in self.tags.all()] if known is None else known, key=text.sort_key)

    def tag_links(self) -> list[tuple[str, str]]:
        """The names of the tags in Vietnamese order, each with the address of the news under it."""
        if "tag_slugs" in self.__dict__:
            tags = zip(self.tag_names, self.tag_slugs, strict=True)
        else:
            tags = ((tag.name, tag.slug) for tag in self.tags.all())
        links = [(name, reverse("newsroom:tag", args=[slug])) for name, slug in tags]
        return sorted(links, key=lambda link: text.sort_key(link[0]))

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
