from django.db import models
from django.db.models import F, Q


class Source(models.TextChoices):
    """Where a figure comes from; never mixed in one series (R-1.6)."""

    API = "api"
    IMPORT = "import"
    DECLARED = "declared"


class Snapshot(models.Model):
    """A post's counters as the network gave them at an instant. Null = not known, never zero."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    publication = models.ForeignKey(
        "publishing.Publication", on_delete=models.CASCADE, related_name="snapshots"
    )
    taken_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source, default=Source.API)
    reactions = models.PositiveIntegerField(null=True)
    reactions_by_type = models.JSONField(default=dict)
    comments = models.PositiveIntegerField(null=True)
    reshares = models.PositiveIntegerField(null=True)
    impressions = models.PositiveIntegerField(null=True)
    reach = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "source", "taken_at"], name="snapshot_once"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="snapshot_source_known"),
        ]


class Watch(models.Model):
    """When a publication is read next (`moments`); null once it is read no more. `problem` is the reason of the last
    failure, empty after a reading that went well: while there is one, nothing is asked before `next_at`."""

    publication = models.OneToOneField(
        "publishing.Publication", on_delete=models.CASCADE, primary_key=True, related_name="watch"
    )
    next_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="watch_by_time"),
        ]


class Notice(models.Model):
    """The network told us that something was done to a page's post: which post, what kind of act and when, never by
    whom, never in which words. Kept for two days, so that the same notice is known when it comes again."""

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="+")
    notification_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    post_urn = models.CharField(max_length=120)
    happened_at = models.DateTimeField()
    received_at = models.DateTimeField()
    is_handled = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "notification_id"], name="notice_once")]
        indexes = [
            models.Index(fields=["received_at"], name="notice_by_age"),
            models.Index(fields=["id"], condition=Q(is_handled=False), name="notice_to_handle"),
        ]


class Subscription(models.Model):
    """The network was asked to tell us about a page's posts. `problem`: why it would not, empty where it does."""

    account = models.OneToOneField(
        "accounts.Account", on_delete=models.CASCADE, primary_key=True, related_name="subscription"
    )
    asked_at = models.DateTimeField()
    problem = models.CharField(max_length=40, blank=True)


class FollowerCount(models.Model):
    """How many followed a profile or a page on a day of the network's calendar (UTC), as read once on that day. Null:
    asked, and not told."""

    account = models.ForeignKey("accounts.Account", on_delete=models.CASCADE, related_name="follower_counts")
    day = models.DateField()
    followers = models.PositiveIntegerField(null=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.API)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "day", "source"], name="follower_count_once"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="follower_source_known"),
        ]
        indexes = [models.Index(fields=["day"], name="follower_count_by_day")]


class Kind(models.TextChoices):
    """`any` is only for DailyCount: the distinct persons of both kinds, which the two counts cannot give back."""

    REACTION = "reaction"
    COMMENT = "comment"
    ANY = "any"


class RawEngagement(models.Model):
    """Who engaged, as a pseudonym, for at most 48 hours (LinkedIn's limit, domain.md §3.2): just long enough to be
    counted into DailyCount. Only enrolled employees get a row; of the public nothing personal is ever kept."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    publication = models.ForeignKey("publishing.Publication", on_delete=models.CASCADE, related_name="+")
    department = models.ForeignKey("people.Department", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    # HMAC of the network's own event id or (member, post): makes a second reading of the same event a no-op.
    event_key = models.CharField(max_length=64)
    pseudonym = models.CharField(max_length=64)
    happened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    # It stands in its day's DailyCount.
    is_counted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "kind", "event_key"], name="raw_once"),
            models.CheckConstraint(condition=Q(kind__in=["reaction", "comment"]), name="raw_kind_known"),
        ]
        indexes = [models.Index(fields=["happened_at"], name="raw_by_age")]


class DailyCount(models.Model):
    """Employees' engagement with leaders' own posts on one day of the organisation's zone: how many acts, by how many
    distinct persons of that day. `leader` null = any leader. Persons of several days are never summed into "distinct persons"."""

    organisation = models.ForeignKey("people.Organisation", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    leader = models.ForeignKey("people.Leader", on_delete=models.CASCADE, null=True, related_name="+")
    department = models.ForeignKey("people.Department", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    acts = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "day", "leader", "department", "kind"],
                nulls_distinct=False,
                name="daily_count_once",
            ),
            models.CheckConstraint(condition=Q(persons__lte=F("acts")), name="daily_count_persons_act"),
        ]
        indexes = [models.Index(fields=["organisation", "day"], name="daily_count_by_day")]


class InternalCount(models.Model):
    """How many acts on a publication came from enrolled employees, all departments together: no person, no department.
    Added to in the transaction that first stores a RawEngagement row, so each act counts once."""

    publication = models.ForeignKey(
        "publishing.Publication", on_delete=models.CASCADE, related_name="internal_counts"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    acts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "kind"], name="internal_count_once")]
