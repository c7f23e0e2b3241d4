"""What the search knows: one entry for each public thing, language and part, and how common each word is."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from sites.units.models import Unit


class EntryQuerySet(models.QuerySet["Entry"]):
    def without_vectors(self) -> "EntryQuerySet":
        """For who reads entries and searches nothing: they are the most of a row."""
        return self.defer("vector", "title_vector")


class Entry(models.Model):
    """A public thing, in one language, as readers find it; a long text has several parts.

    A row exists only while anybody may read the thing, and is written in the transaction that changes the
    thing. All parts of a thing carry the same facts, so that any of them can be found, filtered and counted.
    """

    # Which thing: the name of its source, its key there and its language; all parts share it.
    thing = models.CharField(max_length=120, db_collation="C")
    part = models.PositiveSmallIntegerField(default=0)
    # How many parts the thing has; most have one, and are counted without looking for others of the same thing.
    parts = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=10)

    # Its own index is the beginning of one below.
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    # The unit and all above it on the day of writing: "this unit and below" is one indexed question.
    unit_path = ArrayField(models.BigIntegerField())
    tier = models.CharField(max_length=50)
    kind = models.CharField(max_length=40)
    issuer = models.CharField(max_length=210, blank=True)
    field = models.CharField(max_length=150, blank=True)
    status = models.CharField(max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    date = models.DateTimeField(null=True)
    # News loses worth with age; law and guidance do not.
    ages = models.BooleanField(default=False)
    visible_from = models.DateTimeField(null=True)
    visible_to = models.DateTimeField(null=True)

    # The number of a document as `43 2011 nd cp`, empty for what has none.
    number = models.CharField(max_length=120, blank=True, db_collation="C")
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    # The address of the part below the unit's host.
    path = models.CharField(max_length=1000)
    anchor = models.CharField(max_length=100, blank=True)
    # Where in the text what begins, in order: `[character, anchor of a heading or "", page of a file or 0]`.
    places = models.JSONField(default=list, blank=True)

    vector = SearchVectorField()
    # The tokens of the title (label A), so few that they stand in the row itself: looking through a thousand rows for
    # a title costs less than fetching one long vector in ten. PostgreSQL finds by them without reading vectors.
    title_vector = models.GeneratedField(
        expression=models.Func(F("vector"), template="ts_filter(%(expressions)s, '{a}')"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    length = models.PositiveIntegerField()

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("mục tìm kiếm")
        verbose_name_plural = _("mục tìm kiếm")
        constraints = [models.UniqueConstraint(fields=["thing", "part"], name="search_one_entry_a_part")]
        indexes = [
            GinIndex(fields=["vector"], name="search_entry_words"),
            GinIndex(fields=["title_vector"], name="search_entry_title_words"),
            GinIndex(fields=["unit_path"], name="search_entry_units"),
            models.Index(fields=["source", "object_id"], name="search_entry_object"),
            models.Index(fields=["-date"], name="search_entry_newest"),
            models.Index("unit", F("date").desc(nulls_last=True), name="search_entry_newest_of_unit"),
            # In the "C" collation an index also finds how a number begins.
            models.Index(fields=["number"], name="search_entry_number", condition=~models.Q(number="")),
            # Which pages show a file of the library is asked whenever its text arrives.
            models.Index(
                fields=["anchor"], name="search_entry_file", condition=models.Q(source="page") & ~models.Q(anchor="")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """How many entries hold a token, counted from time to time; rare tokens decide what is looked at."""

    token = models.CharField(max_length=90, primary_key=True, db_collation="C")
    entries = models.PositiveIntegerField()
    # The commonest way to write it with its marks, for "did you mean" and suggestions.
    written = models.CharField(max_length=90, blank=True)

    class Meta:
        verbose_name = _("từ")
        verbose_name_plural = _("từ")

    def __str__(self) -> str:
        return self.token


class Statistics(models.Model):
    """The size of the index when words were last counted; one row."""

    counted_at = models.DateTimeField(auto_now=True)
    entries = models.PositiveIntegerField(default=0)
    average_length = models.FloatField(default=1.0)

    class Meta:
        verbose_name = _("số liệu chỉ mục")
        verbose_name_plural = _("số liệu chỉ mục")

    def __str__(self) -> str:
        return f"{self.entries} ({self.counted_at:%d/%m/%Y %H:%M})"
