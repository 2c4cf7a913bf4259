from datetime import UTC, datetime

from influence.outbox.models import Message
from influence.reporting.actions import monthly
from tests.makers import House, published

JULY = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)


def test_a_second_run_mails_nothing(home: House) -> None:
    published(home)
    assert monthly(now=JULY) == 5
    assert monthly(now=JULY) == 0
    assert Message.objects.filter(kind="report").count() == 5
