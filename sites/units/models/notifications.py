"""What people are told: on their dashboard and by mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .units import Unit


class Notification(models.Model):
    """One thing told to one person about something of a unit. The words are made when it is read, in the reader's
    language, from the kind and what is kept here.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications", verbose_name=_("người nhận")
    )
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("đơn vị")
    )
    kind = models.CharField(_("loại"), max_length=40)
    data = models.JSONField(_("chi tiết"), default=dict, blank=True)
    url = models.CharField(_("địa chỉ"), max_length=500, blank=True)
    at = models.DateTimeField(_("thời điểm"), auto_now_add=True)
    read_at = models.DateTimeField(_("đọc lúc"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("gửi thư lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("thông báo cho người dùng")
        verbose_name_plural = _("thông báo cho người dùng")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="units_notification_of_person"),
            models.Index(fields=["at"], condition=models.Q(mailed_at=None), name="units_notification_unsent"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The sentence, in the language of the moment."""
        # The kinds are registered by what tells of them, which needs these models.
        from ..notifications import text_of

        return text_of(self.kind, self.data)
