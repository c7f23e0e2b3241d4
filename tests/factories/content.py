"""Images, files and articles that use every block; every function passes the owning unit explicitly."""

import io
import json
import uuid

from django.core.files.base import ContentFile
from PIL import Image as Picture

from portal.media.models import PortalDocument, PortalImage
from sites.newsroom.models import ArticlePage, ArticleRelatedLink
from sites.pages.models import StandardPage
from sites.units.models import Unit

from .units import home_of, make_article


def make_image(unit: Unit, title: str = "Cầu Nông Tiến", size: tuple[int, int] = (1280, 720)) -> PortalImage:
    """An image in the unit's collection."""
    file = io.BytesIO()
    Picture.new("RGB", size, "#6b8f71").save(file, "JPEG")
    return PortalImage.objects.create(
        title=title,
        description=f"Ảnh: {title}",
        credit="Ảnh thử nghiệm",
        file=ContentFile(file.getvalue(), name=f"{uuid.uuid4().hex}.jpg"),
        collection=unit.collection,
    )


def make_document(unit: Unit, title: str = "Kế hoạch") -> PortalDocument:
    """A small PDF in the unit's collection."""
    content = b"%PDF-1.4\n%%EOF\n"
    return PortalDocument.objects.create(
        title=title,
        file=ContentFile(content, name=f"{uuid.uuid4().hex}.pdf"),
        file_size=len(content),
        collection=unit.collection,
    )


def image_value(image: PortalImage, alt_text: str = "Toàn cảnh") -> dict:
    return {"image": image.pk, "alt_text": alt_text, "decorative": False}


def every_block(unit: Unit, *, link_to: int) -> str:
    """The JSON of a body with each kind of block, most of them twice, and links in three paragraphs."""
    figure = {"image": image_value(make_image(unit)), "caption": "Toàn cảnh", "credit": "Trung tâm Văn hoá"}
    file = make_document(unit)
    paragraph = (
        f'<p>Xem <a linktype="page" id="{link_to}">tin khác</a>, <a linktype="document" id="{file.pk}">tệp</a> '
        'và <a href="https://example.org/">trang khác</a>.</p><h2>Kết quả</h2><ul><li>Một</li></ul>'
    )
    table = {
        "data": [["Hạng mục", "Kinh phí"], ["Nhà văn hoá", "1 450"]],
        "cell": [],
        "mergeCells": [],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
        "table_header_choice": "both",
        "table_caption": "Kinh phí",
    }
    gallery = [
        {"type": "item", "id": str(uuid.uuid4()), "value": {**figure, "image": image_value(make_image(unit), alt)}}
        for alt in ("Bên trái", "Bên phải")
    ]
    video = {
        "title": "Lễ khánh thành",
        "url": "https://video.example.org/xem?v=1",
        "still": image_value(make_image(unit)),
    }
    attachment = {"document": make_document(unit, "Báo cáo").pk, "title": ""}
    blocks = [
        ("text", paragraph),
        ("figure", figure),
        ("text", paragraph),
        ("figure", {**figure, "image": image_value(make_image(unit))}),
        ("gallery", gallery),
        ("table", table),
        ("quotation", {"text": "Có sân chơi rồi.", "source": "một người dân"}),
        ("attachment", attachment),
        ("video", video),
        ("text", paragraph),
    ]
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks])


def make_full_article(unit: Unit, title: str, *, language: str = "vi", related: int | None = None) -> ArticlePage:
    """An article with everything an article can have."""
    other = make_article(unit, f"{title}: tin trước", language=language, lead_image=make_image(unit))
    article = make_article(
        unit,
        title,
        language=language,
        summary="Công trình phục vụ sinh hoạt của bốn thôn.",
        lead_image=make_image(unit),
        author_name="H.L.",
        source_credit="Trung tâm Văn hoá",
        body=every_block(unit, link_to=other.pk),
    )
    article.tags.add("nông thôn mới", "đầu tư công")
    if related:
        article.related_links.add(ArticleRelatedLink(page_id=related))
    article.save()
    return article


def make_notice(unit: Unit, title: str, *, language: str = "vi") -> StandardPage:
    """A page in the unit's section of notices."""
    section = home_of(unit, language).get_children().get(slug="thong-bao")
    notice = StandardPage(title=title, summary="Nội dung thông báo.", locale=section.locale)
    section.add_child(instance=notice)
    notice.save_revision().publish()
    return notice
