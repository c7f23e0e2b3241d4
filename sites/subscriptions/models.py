"""Who wants letters of a unit, about what and how often; nothing else is known of them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.documents.models import Field
from sites.units.models import Unit

from .enums import Frequency


class Subscription(models.Model):
    """One address that wants to know what is new in one unit.

    It is a wish until whoever reads the mail of the address has confirmed it (`confirmed_at`), and gone as soon as
    they leave. `told_until` is the day up to which they have been told: what came before it was in a letter.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("đơn vị"))
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # In small letters, so that an address is one however it is typed.
    email = models.EmailField(_("thư điện tử"))
    language = models.CharField(max_length=10, default="vi", editable=False)
    topics = ArrayField(models.CharField(max_length=20), verbose_name=_("muốn nhận"))
    fields = models.ManyToManyField(Field, blank=True, related_name="+", verbose_name=_("lĩnh vực văn bản"))
    everywhere = models.BooleanField(_("văn bản của mọi đơn vị"), default=False)
    frequency = models.CharField(_("nhận thư"), max_length=6, choices=Frequency, default=Frequency.WEEKLY)
    asked_at = models.DateTimeField(_("đăng ký lúc"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("xác nhận lúc"), null=True, editable=False)
    told_until = models.DateField(null=True, editable=False)
    # Since when the address has taken no letters.
    suspended_at = models.DateTimeField(_("tạm ngừng từ"), null=True, editable=False)
    # Of the form that it came by and of the network it came from; forgotten once they keep nobody from anything.
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    sender_key = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("đăng ký nhận tin")
        verbose_name_plural = _("đăng ký nhận tin")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["email"], name="subscriptions_of_address"),
            models.Index(fields=["sender_key", "asked_at"], name="subscriptions_of_sender"),
            models.Index(fields=["asked_at"], name="subscriptions_by_moment"),
            models.Index(
                fields=["told_until"],
                condition=Q(confirmed_at__isnull=False, suspended_at=None),
                name="subscriptions_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "email"], condition=Q(confirmed_at__isnull=False), name="subscriptions_one_of_address"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, told_until=None)
                | Q(confirmed_at__isnull=False, told_until__isnull=False),
                name="subscriptions_told_once_confirmed",
            ),
        ]

    def __str__(self) -> str:
        # Never the address: this names it in logs.
        return str(self.uuid)

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class Told(models.Model):
    """That somebody has been told at once of a thing, so that no process tells it again."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="told")
    topic = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tin đã báo")
        verbose_name_plural = _("tin đã báo")
        indexes = [models.Index(fields=["at"], name="subscriptions_told_by_age")]
        constraints = [models.UniqueConstraint(fields=["subscription", "topic", "key"], name="subscriptions_told_once")]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"
