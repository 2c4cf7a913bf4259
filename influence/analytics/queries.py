"""What the imported files say. Of several that speak of the same day, the newest import counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F, QuerySet

from influence.accounts.models import Account
from influence.analytics.metrics import Metric
from influence.analytics.models import AnalyticsFile, FileState, ImportedFigure, ImportedPost
from influence.analytics.reading.names import key

_SAME = ("metric", "part", "label", "first", "last")
AUDIENCES = (Metric.AUDIENCE, Metric.CONTENT_AUDIENCE)
MOST_AUDIENCES = 60


def files(organisation_id: int) -> QuerySet[AnalyticsFile]:
    """The newest first. Without the bytes, which no page needs."""
    return (
        AnalyticsFile.objects.filter(organisation_id=organisation_id)
        .select_related("account__leader", "uploaded_by", "organisation")
        .defer("content")
        .order_by("-uploaded_at", "-pk")
    )


def shown(account: Account) -> QuerySet[ImportedFigure]:
    return (
        ImportedFigure.objects.filter(file__account=account, file__state=FileState.IMPORTED)
        .order_by(*_SAME, "-file__imported_at", "-file_id")
        .distinct(*_SAME)
    )


@dataclass(frozen=True)
class Overlap:
    """What is known already of a file's days. `changed`: days of which at least one figure is another one."""

    known: int
    changed: int
    days: int


def overlap(file: AnalyticsFile, *, account: Account) -> Overlap:
    new = {tuple(row[:5]): row[5:] for row in file.figures.values_list(*_SAME, "value", "below")}
    old = {
        tuple(row[:5]): row[5:] for row in shown(account).values_list(*_SAME, "value", "below") if tuple(row[:5]) in new
    }  # fmt: skip
    known = {(first, last) for *_rest, first, last in old}
    changed = {place[3:] for place, said in old.items() if said != new[place]}
    return Overlap(known=len(known), changed=len(changed), days=len({place[3:] for place in new}))


@dataclass(frozen=True)
class Counts:
    """What importing a file would bring."""

    figures: int
    days: int
    posts: int
    by_address: int
    others: int


def counts(file: AnalyticsFile) -> Counts:
    ours = list(file.posts.values_list("by_address", flat=True))
    return Counts(
        figures=file.figures.count(),
        days=file.figures.filter(first=F("last")).values("first").distinct().count(),
        posts=len(ours),
        by_address=sum(ours),
        others=max(0, file.summary.get("posts", 0) - len(ours)),
    )


def guess(file: AnalyticsFile, accounts: Iterable[Account]) -> Account | None:
    """Whose file this is: the account that the person named, that its posts are of, that its name names, or the only one
    of its kind."""
    among = {account.pk: account for account in accounts}
    if file.account_id in among:
        return among[file.account_id]
    of_posts = Counter(file.posts.filter(by_address=True).values_list("publication__account", flat=True))
    for pk, _count in of_posts.most_common(1):
        return among.get(pk)
    fitting = [
        one for one in among.values() if not file.whose or (one.kind == "page") == (file.whose == "page")
    ]
    named = [one for one in fitting if any(name in f" {key(file.name)} " for name in names_of(one))]
    found = named or fitting
    return found[0] if len(found) == 1 else None


def names_of(account: Account) -> list[str]:
    said = (account.author_name, account.leader.name if account.kind == "member" else "")
    names = [key(name) for name in said if name]
    # « AggregateAnalytics_Claire-Martin_2026-05-01… », « Martin_Claire ».
    return [f" {n} " for name in names for n in (name, " ".join(reversed(name.split(" "))))]


def counting_posts(publications: Iterable[int]) -> QuerySet[ImportedPost]:
    """What imported files say of these posts, the newest import first."""
    return (
        ImportedPost.objects.filter(publication__in=list(publications), file__state=FileState.IMPORTED)
        .select_related("file")
        .order_by("-file__imported_at", "-file_id")
    )


@dataclass
class Month:
    """The days of a month that files speak of. Sums of what may be summed; None where no file says it."""

    first: date
    sums: dict[str, int] = field(default_factory=dict)
    followers: int | None = None
    followers_on: date | None = None
    days: set[date] = field(default_factory=set)
    sources: dict[int, str] = field(default_factory=dict)

    @property
    def length(self) -> int:
        return ((self.first + timedelta(days=32)).replace(day=1) - self.first).days


SUMMED = (
    Metric.IMPRESSIONS, Metric.ENGAGEMENTS, Metric.REACTIONS, Metric.COMMENTS, Metric.RESHARES, Metric.CLICKS,
    Metric.NEW_FOLLOWERS, Metric.PAGE_VIEWS,
)  # fmt: skip


def months(account: Account) -> list[Month]:
    """The newest first. Daily figures only; reach, unique impressions and visitors are never summed (R-1.2)."""
    found: dict[date, Month] = {}
    daily = ImportedFigure.objects.filter(
        pk__in=shown(account).values("pk"), first=F("last"), part="", metric__in=[*SUMMED, Metric.FOLLOWERS]
    ).order_by("first")
    for metric, day, value, file_id, name in daily.values_list(
        "metric", "first", "value", "file_id", "file__name"
    ):
        month = found.setdefault(day.replace(day=1), Month(day.replace(day=1)))
        month.sources[file_id] = name
        if metric == Metric.FOLLOWERS:
            month.followers, month.followers_on = int(value), day
        else:
            month.days.add(day)
            month.sums[metric] = month.sums.get(metric, 0) + int(value)
    return [found[first] for first in sorted(found, reverse=True)]


@dataclass(frozen=True)
class PeriodFigures:
    """Of a whole period, as one file says it."""

    first: date
    last: date
    file: str
    values: dict[str, int]


def periods(account: Account) -> list[PeriodFigures]:
    found: dict[tuple[date, date, str], dict[str, int]] = defaultdict(dict)
    whole = (
        ImportedFigure.objects.filter(pk__in=shown(account).values("pk"), part="")
        .exclude(first=F("last"))
        .exclude(metric__in=AUDIENCES)
        .order_by("-last", "first")
    )
    for metric, first, last, value, name in whole.values_list(
        "metric", "first", "last", "value", "file__name"
    ):
        found[first, last, name][metric] = int(value)
    return [PeriodFigures(first, last, name, values) for (first, last, name), values in found.items()]


@dataclass(frozen=True)
class PostFigures:
    publication: int
    published_at: datetime | None
    text: str
    values: dict[str, int]
    file: AnalyticsFile
    by_address: bool


def posts(account: Account) -> list[PostFigures]:
    """Of each post that went out through us what the newest file that names it says."""
    newest = (
        ImportedPost.objects.filter(publication__account=account, file__state=FileState.IMPORTED)
        .select_related("file", "publication__version")
        .defer("file__content")
        .order_by("publication", "-file__last", "-file__imported_at", "-file_id")
        .distinct("publication")
    )
    found = [
        PostFigures(
            publication=post.publication_id, published_at=post.publication.published_at,
            text=post.publication.version.text, values=post.values, file=post.file, by_address=post.by_address,
        )
        for post in newest
    ]  # fmt: skip
    return sorted(found, key=lambda post: (post.published_at is None, post.published_at), reverse=True)


@dataclass(frozen=True)
class Audience:
    label: str
    value: Decimal
    below: bool


def audiences(account: Account) -> dict[str, list[Audience]]:
    """By metric, of the last period that a file tells, the largest parts first."""
    found: dict[str, list[Audience]] = {}
    for metric in AUDIENCES:
        parts = ImportedFigure.objects.filter(
            file__account=account, file__state=FileState.IMPORTED, metric=metric
        )
        latest = parts.order_by("-last", "-file__imported_at", "-file_id").first()
        if latest:
            # Of one file: a part that it does not name is none of its audience.
            rows = parts.filter(file=latest.file_id, first=latest.first, last=latest.last)
            rows = rows.order_by("-value", "label")[:MOST_AUDIENCES]
            found[metric] = [Audience(row.label, row.value, row.below) for row in rows]
    return found
