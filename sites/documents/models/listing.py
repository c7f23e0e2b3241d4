"""What the public listings read instead of the documents: narrow rows, and how many there are of which kind.

All three tables are written by the database itself (a trigger on the documents, `migrations/x_listing.py`), so that
no way of saving, in bulk or one by one, can leave them behind. Saving a draft touches none of them.
"""

from django.db import models

from .indexes import LISTING_INDEXES

# Instead of a key that a document does not have.
NONE = 0


class ListedDocument(models.Model):
    """A published document as lists see it.

    Keys are plain numbers, `NONE` where there is none, so that every filter is an equality of one small column.
    """

    document = models.OneToOneField(
        "documents.OfficialDocument", primary_key=True, on_delete=models.DO_NOTHING, related_name="listed"
    )
    issued_on = models.DateField()
    unit = models.IntegerField()
    issuer = models.IntegerField()
    type = models.IntegerField()
    field = models.IntegerField()
    tier = models.IntegerField()
    # The place of the effect among `enums.Effect`, from 1.
    effect = models.SmallIntegerField()

    class Meta:
        default_permissions = ()
        indexes = LISTING_INDEXES

    def __str__(self) -> str:
        return f"{self.issued_on}-{self.document_id}"


class ListingCount(models.Model):
    """How many listed documents of a kind have each value of a facet; see `services.counts`.

    `given` says of which kind (`type=3 year=2024`); a row without a facet counts all of them.
    """

    facet = models.CharField(max_length=8)
    given = models.CharField(max_length=80)
    value = models.IntegerField()
    number = models.BigIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["facet", "given", "value"], include=["number"], name="documents_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.facet} ({self.given}) {self.value}: {self.number}"


class ListingChange(models.Model):
    """A document that came into the lists (1) or left them (-1) and is not in the counts yet.

    Only ever appended to, so that nobody who publishes waits for anybody else.
    """

    step = models.SmallIntegerField()
    unit = models.IntegerField()
    issuer = models.IntegerField()
    type = models.IntegerField()
    field = models.IntegerField()
    year = models.IntegerField()
    effect = models.IntegerField()
    tier = models.IntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.step:+}"
