"""What a machine has translated waits for a person, whatever the road to publication.

Which machine translates, if any does, is wagtail-localize's setting (`MACHINE_TRANSLATOR`); the drafts it writes are
texts of a translation like any other, until somebody opens and saves them.
"""

from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, StringTranslation


def unseen(thing: Model) -> int:
    """How many texts of a translated thing a machine wrote and no person has looked at since."""
    key, locale = getattr(thing, "translation_key", None), getattr(thing, "locale_id", None)
    if not key or not locale:
        return 0
    present = StringSegment.objects.filter(
        source__object_id=key, source__translations__target_locale=locale, source__translations__enabled=True
    )
    return StringTranslation.objects.filter(
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE,
        locale=locale,
        context__object_id=key,
        translation_of__in=present.values("string"),
    ).count()


def why_unseen(thing: Model) -> str | None:
    """Why a thing is not published while texts of a machine wait for a person; None when none does."""
    if number := unseen(thing):
        return _("Còn %(number)d câu do máy dịch chưa có người xem; hãy mở từng câu, sửa và lưu trước khi đăng.") % {
            "number": number
        }
    return None
