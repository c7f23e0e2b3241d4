"""Invitations to work in a unit, sent by e-mail."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ..enums import Role
from .units import Unit

VALID_FOR = timedelta(days=7)


def _expiry() -> datetime:
    return timezone.now() + VALID_FOR


class Invitation(models.Model):
    """Lets one person join one unit in one role, once and for some days.

    Only a keyed hash of the secret in the link is kept: reading this table lets nobody in.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("đơn vị"))
    email = models.EmailField(_("thư điện tử"))
    full_name = models.CharField(_("họ và tên"), max_length=150)
    role = models.CharField(_("vai trò"), max_length=20, choices=Role)
    role_until = models.DateField(_("giữ vai trò đến trước ngày"), null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("người mời")
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("mời lúc"), auto_now_add=True)
    expires_at = models.DateTimeField(_("hết hạn lúc"), default=_expiry)
    accepted_at = models.DateTimeField(_("nhận lời lúc"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("rút lại lúc"), null=True, blank=True)

    class Meta:
        verbose_name = _("lời mời")
        verbose_name_plural = _("lời mời")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["unit", "-created_at"], name="units_invitation_by_unit")]

    def __str__(self) -> str:
        return f"{self.email} @ {self.unit_id}"

    @staticmethod
    def hash_of(secret: str) -> str:
        return salted_hmac("sites.units.invitation", secret, algorithm="sha256").hexdigest()

    def new_secret(self) -> str:
        """A fresh secret for the link; the one before no longer works."""
        secret = secrets.token_urlsafe(32)
        self.secret_hash = self.hash_of(secret)
        return secret

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and timezone.now() < self.expires_at
