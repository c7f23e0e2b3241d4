"""Letters to who sent a case: they carry its code and link, and nothing that anybody has written.

What is written stays behind the link, so that neither a stranger's mailbox nor the form itself, with somebody else's
address in it, can be used to pass words on.
"""

from typing import Any

from django.dispatch import receiver
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from portal.core import bounces, outbox
from portal.core.models import OutgoingMail

from ..models import Case
from . import links

ABOUT = "dialogue:"


def about(case: Case) -> str:
    """How the outbox calls the letters of the case, so that they are found and erased with it."""
    return f"{ABOUT}{case.code}"


def tell(case: Case, what: str, **context: Any) -> None:
    """Write to the sender what has happened: `what` is the name of a template in `dialogue/mail/`.

    Who gave no address, or one that is refused, gets none. Runs in the transaction of the caller.
    """
    if not case.email or case.mail_refused:
        return
    with translation.override(case.language):
        context |= {"case": case, "unit": case.unit.full_name, "link": links.follow_url(case)}
        body = render_to_string(f"dialogue/mail/{what}.txt", context)
        subject = _("Vụ việc %(code)s: %(unit)s") % {"code": case.code, "unit": context["unit"]}
    outbox.post(case.email, subject, body, about=about(case))


@receiver(bounces.address_failed)
def note_failed_address(address: str, **kwargs: Any) -> None:
    """No letter arrives there, or none is wanted: no more is sent of cases of this address, and the unit sees it."""
    letters = OutgoingMail.objects.filter(to__iexact=address, about__startswith=ABOUT).values_list("about", flat=True)
    codes = {name.removeprefix(ABOUT) for name in letters}
    Case.objects.filter(code__in=codes, email__iexact=address, mail_refused=False).update(mail_refused=True)
