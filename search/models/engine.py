"""What the engine was told and has yet to be told."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """An entry that was written or removed and that the engine has not been told of yet; see `search.outbox`."""

    key = models.CharField(max_length=130, db_collation="C")
    made_at = models.DateTimeField(auto_now_add=True)
    # Why the engine refuses this entry; it is set aside until the thing changes again.
    refused = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("thay đổi chờ chỉ mục")
        verbose_name_plural = _("thay đổi chờ chỉ mục")
        indexes = [models.Index(fields=["refused", "id"], name="search_change_waiting")]

    def __str__(self) -> str:
        return self.key


class EngineIndex(models.Model):
    """An index on the engine: being built, searched, or kept to go back to. All are told of every change."""

    class State(models.TextChoices):
        BUILDING = "building", _("đang dựng")
        LIVE = "live", _("đang dùng")
        PREVIOUS = "previous", _("bản trước")

    name = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=State)
    # The last entry that was copied: where an interrupted build goes on.
    copied_to = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("chỉ mục của máy tìm kiếm")
        verbose_name_plural = _("chỉ mục của máy tìm kiếm")
        constraints = [
            # Asked at the end of the transaction, so that two can change places.
            models.UniqueConstraint(
                fields=["state"], name="search_one_index_a_state", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.name
