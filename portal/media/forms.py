"""The upload forms of the libraries, with errors in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

# Wagtail's Vietnamese catalogue lacks these.
IMAGE_ERRORS = {
    "invalid_image": _("Tệp này không phải là ảnh hoặc ảnh đã hỏng. Hãy chọn lại tệp."),
    "invalid_image_extension": _("Không nhận loại ảnh này. Hãy dùng ảnh AVIF, GIF, JPG, PNG hoặc WEBP."),
    "invalid_image_known_format": _(
        "Nội dung tệp không phải là ảnh .%(extension)s như tên tệp cho biết (nhận ra: %(image_format)s). "
        "Hãy lưu lại ảnh đúng định dạng."
    ),
    "file_too_large": _("Ảnh quá lớn (%(file_size)s). Dung lượng tối đa là %(max_filesize)s."),
    "file_too_many_pixels": _("Ảnh có quá nhiều điểm ảnh (%(num_pixels)s). Tối đa là %(max_pixels_count)s."),
    "required": _("Hãy chọn một tệp ảnh."),
    "empty": _("Tệp rỗng. Hãy chọn lại tệp."),
}
DOCUMENT_ERRORS = {
    "file_too_large": _("Tệp quá lớn (%(file_size)s). Dung lượng tối đa là %(max_filesize)s."),
    "required": _("Hãy chọn một tệp."),
    "empty": _("Tệp rỗng. Hãy chọn lại tệp."),
}


LIMIT = _("Dung lượng tối đa: %(limit)s.")
TOO_LARGE = _("Tệp quá lớn. Dung lượng tối đa là %(limit)s.")


def _speak_vietnamese(field: Any, errors: dict[str, Any]) -> None:
    limit = {"limit": field.max_upload_size_text}
    field.error_messages.update(errors | {"file_too_large_unknown_size": TOO_LARGE % limit})
    field.help_text = LIMIT % limit


class PortalImageForm(BaseImageForm):
    """Wagtail's form for images, which checks that the content is the kind of image the name says."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            _speak_vietnamese(self.fields["file"], IMAGE_ERRORS)


class PortalDocumentForm(BaseDocumentForm):
    """Wagtail's form for documents; the document itself checks its content (`PortalDocument.clean`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            _speak_vietnamese(self.fields["file"], DOCUMENT_ERRORS)
