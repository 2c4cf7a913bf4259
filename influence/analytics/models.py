from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from influence.analytics.metrics import Metric


class FileState(models.TextChoices):
    """`waiting` and `reading` are a worker's; `checked` asks a person; what is `imported` counts, what is `undone` does
    not any more."""

    WAITING = "waiting", _("en attente de lecture")
    READING = "reading", _("en cours de lecture")
    UNREADABLE = "unreadable", _("illisible")
    CHECKED = "checked", _("à confirmer")
    IMPORTED = "imported", _("importé")
    UNDONE = "undone", _("import annulé")


class Whose(models.TextChoices):
    """What kind of account the file's figures are of, as far as it says."""

    UNKNOWN = "", _("inconnu")
    MEMBER = "member", _("statistiques d'un profil")
    PAGE = "page", _("statistiques d'une page")
    POST = "post", _("statistiques d'une seule publication")


class AnalyticsFile(models.Model):
    """One export file of the network. Its figures are kept beside it as soon as it is read and count once it is imported;
    its bytes go when it is imported, or after a day (`actions.forget_uploads`).

    `first` and `last` are days without a zone, both included, as the network counts them."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, null=True, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    whose = models.CharField(max_length=6, choices=Whose, default=Whose.UNKNOWN, blank=True)
    state = models.CharField(max_length=10, choices=FileState, default=FileState.WAITING)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    # "" lets the file say; else influence.analytics.reading.cells.Order.
    day_order = models.CharField(max_length=5, blank=True)
    # What was found, as influence.analytics.reading.child tells it, or its fault.
    summary = models.JSONField(default=dict)
    rows_read = models.PositiveIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    reading_until = models.DateTimeField(null=True)
    uploaded_by = models.ForeignKey("people.User", on_delete=models.CASCADE, related_name="+")
    uploaded_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "digest"], name="analytics_file_once"),
            models.CheckConstraint(
                condition=Q(state__in=FileState.values), name="analytics_file_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="imported")
                | Q(account__isnull=False, imported_at__isnull=False, content=b""),
                name="analytics_imported_is_of_an_account",
            ),
            models.CheckConstraint(
                condition=~Q(state="reading") | Q(reading_until__isnull=False),
                name="analytics_reading_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["uploaded_at"], name="analytics_file_by_age"),
            models.Index(
                fields=["state"], condition=Q(state__in=["waiting", "reading"]), name="analytics_file_to_read"
            ),
        ]


class ImportedFigure(models.Model):
    """One number of a file: of a day (`first` = `last`) or of a period. Source `import`, always, and never in one series
    with what the network's API gave (R-1.6). `below`: the file says « < 1 % », and `value` is that bound."""

    file = models.ForeignKey(AnalyticsFile, on_delete=models.CASCADE, related_name="figures")
    metric = models.CharField(max_length=20, choices=[(m.value, m.value) for m in Metric])
    part = models.CharField(max_length=10, blank=True)
    label = models.CharField(max_length=200, blank=True)
    first = models.DateField()
    last = models.DateField()
    # A count, or a part of one (audiences).
    value = models.DecimalField(max_digits=20, decimal_places=6)
    below = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "metric", "part", "label", "first", "last"], name="imported_figure_once"
            ),
            models.CheckConstraint(
                condition=Q(first__lte=models.F("last")), name="imported_figure_period_in_order"
            ),
        ]


class ImportedPost(models.Model):
    """What a file says of a post that went out through us, up to the file's last day. Other posts are counted, not kept.

    `by_address`: the file names the post that we know; else its number was made in the same seconds."""

    file = models.ForeignKey(AnalyticsFile, on_delete=models.CASCADE, related_name="posts")
    publication = models.ForeignKey("publishing.Publication", on_delete=models.CASCADE, related_name="+")
    by_address = models.BooleanField()
    # Metric → count.
    values = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "publication"], name="imported_post_once")]


class ColumnMeaning(models.Model):
    """What a person said that a column is, for all later files of their organisation. Names as reading.names.key makes
    them; the meaning is one of metrics.MEANINGS."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    sheet = models.CharField(max_length=80)
    header = models.CharField(max_length=120)
    meaning = models.CharField(max_length=30)
    said_by = models.ForeignKey("people.User", on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "sheet", "header"], name="column_meaning_once")
        ]
