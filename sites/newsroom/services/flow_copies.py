"""An own copy of another unit's article: its words, pictures and files, to be edited apart from the original."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from portal.media.models import PortalDocument, PortalImage
from sites.units.models import Unit

from ..models import ArticlePage, Genre, NewsIndexPage

_LINK = re.compile(r"<a\b[^>]*>")
_ID = re.compile(r'\bid="(\d+)"')


class Belongings:
    """Copies files into a unit's collection, each once."""

    def __init__(self, unit: Unit, by: Any) -> None:
        self.unit, self.by = unit, by
        self.made: dict[tuple[Any, int], Any] = {}

    def image(self, key: int | None) -> int | None:
        return self._copy(PortalImage, key)

    def document(self, key: int | None) -> int | None:
        return self._copy(PortalDocument, key)

    def _copy(self, model: Any, key: int | None) -> int | None:
        if key is None:
            return None
        if (model, key) not in self.made:
            original = model.objects.filter(pk=key).first()
            if original is None:
                return None
            self.made[model, key] = self._copied(original)
        return self.made[model, key].pk

    def _copied(self, original: Any) -> Any:
        values = {
            field.attname: getattr(original, field.attname)
            for field in original._meta.concrete_fields
            if not field.primary_key and field.name != "file"
        }
        own = type(original)(**values)
        own.collection, own.uploaded_by_user = self.unit.collection, self.by
        try:
            with original.file.open("rb") as content:
                own.file.save(os.path.basename(original.file.name), File(content), save=False)
        except FileNotFoundError as error:
            raise ValidationError(
                _("Tệp “%(title)s” của tin gốc không còn; hãy yêu cầu đơn vị sửa tin rồi gửi lại.")
                % {"title": original.title}
            ) from error
        own.save()
        return own

    def throw_away(self) -> None:
        """Remove the files again; the rows go with the transaction."""
        for own in self.made.values():
            own.file.storage.delete(own.file.name)


@contextmanager
def belongings(unit: Unit, by: Any) -> Iterator[Belongings]:
    """Copies of files that go again when what they were made for fails."""
    files = Belongings(unit, by)
    try:
        yield files
    except BaseException:
        files.throw_away()
        raise


def own_copy(
    article: ArticlePage,
    section: NewsIndexPage,
    *,
    unit: Unit,
    by: Any,
    files: Belongings,
    genre: Genre | None = None,
) -> ArticlePage:
    """A draft in a section of `unit`, crediting the unit of the article; nothing of it depends on the original.

    Who wrote it is kept by name, since the people belong to the other unit; related pages are the editors' to
    choose.
    """
    own = ArticlePage(
        title=article.title,
        summary=article.summary,
        seo_title=article.seo_title,
        search_description=article.search_description,
        author_name=article.byline[:100],
        source_credit=article.source_credit or str(article.unit)[:150],
        genre=genre or _genre(article, unit),
        lead_image_id=files.image(article.lead_image_id),
        body=_body(article, files),
        locale=section.locale,
        live=False,
        has_unpublished_changes=True,
        owner=by,
        credited_unit=article.unit,
        original=ArticlePage.objects.get(pk=article.pk).page_ptr,
    )
    section.add_child(instance=own)
    own.tags.set(article.tags.all())
    own.save_revision(user=by)
    return own


def _genre(article: ArticlePage, unit: Unit) -> Genre | None:
    """The unit's own genre of the same name; every unit starts with the same list."""
    name = article.genre.name if article.genre else ""
    return Genre.objects.filter(unit=unit, name=name, in_use=True).first()


def _body(article: ArticlePage, files: Belongings) -> Any:
    block = article.body.stream_block
    raw = block.get_prep_value(article.body)
    return block.to_python(_mapped(raw, {"image": files.image, "document": files.document}))


def _mapped(value: Any, by_name: dict[str, Callable[[int], int | None]]) -> Any:
    """Raw stream data in which each image and document is the unit's own, in blocks and in rich text."""
    if isinstance(value, list):
        return [_mapped(item, by_name) for item in value]
    if isinstance(value, dict):
        return {
            name: by_name[name](inner) if name in by_name and isinstance(inner, int) else _mapped(inner, by_name)
            for name, inner in value.items()
        }
    if isinstance(value, str) and 'linktype="document"' in value:
        return _LINK.sub(lambda match: _link(match.group(), by_name["document"]), value)
    return value


def _link(tag: str, document: Callable[[int], int | None]) -> str:
    if 'linktype="document"' not in tag:
        return tag
    return _ID.sub(lambda match: f'id="{document(int(match.group(1))) or match.group(1)}"', tag)
