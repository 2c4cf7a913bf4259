"""Files on their way: chosen, read by a worker, imported."""

from datetime import date, datetime, timedelta

from influence.accounts.models import Account
from influence.analytics import queries
from influence.analytics.actions import confirm, keep_upload
from influence.analytics.collecting import read_next
from influence.analytics.metrics import Metric
from influence.analytics.models import AnalyticsFile
from influence.people.models import User
from influence.publishing.models import Publication
from tests import makers
from tests.analytics import files
from tests.makers import NOW, House

# The file's last day is the day before.
JUNE = NOW + timedelta(hours=2)


def chosen(
    home: House, content: bytes, *, name: str = "export.xlsx", by: User | None = None, at: datetime = JUNE
) -> AnalyticsFile:
    return keep_upload(content, name=name, organisation=home.organisation, by=by or home.bruno, at=at)


def read(
    home: House, content: bytes, *, name: str = "export.xlsx", by: User | None = None, at: datetime = JUNE
) -> AnalyticsFile:
    file = chosen(home, content, name=name, by=by, at=at)
    assert read_next(now=at)
    file.refresh_from_db()
    return file


def imported(
    home: House,
    content: bytes,
    *,
    account: Account | None = None,
    at: datetime = JUNE,
    name: str = "export.xlsx",
) -> AnalyticsFile:
    file = read(home, content, name=name, at=at)
    confirm(file, account=account or home.account, by=home.bruno, at=at)
    file.refresh_from_db()
    return file


def shown(account: Account, metric: Metric, first: date, last: date | None = None) -> int | None:
    found = [
        f
        for f in queries.shown(account)
        if (f.metric, f.part, f.first, f.last) == (metric, "", first, last or first)
    ]
    return int(found[0].value) if found else None


def page_of(home: House, *, name: str = "Hôpitaux Saint-Luc") -> Account:
    return Account.objects.create(
        organisation=home.organisation, leader=home.leader, kind="page", through=home.account, author_name=name,
        author_urn="urn:li:organization:42", state="connected",
    )  # fmt: skip


def post_of(home: House, *, day: date = date(2026, 5, 14)) -> Publication:
    return makers.published(home, at=datetime(day.year, day.month, day.day, 6, 30, tzinfo=NOW.tzinfo))


def address(publication: Publication) -> str:
    return files.SHARE.format(publication.urn.rpartition(":")[2])
