"""Two acts at once: the chain takes them one after the other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections, transaction

from influence.journal.actions import record
from influence.journal.models import Entry
from influence.journal.queries import breaks
from tests.makers import NOW, House


@pytest.mark.django_db(transaction=True)
def test_entries_written_at_once_make_one_chain(home: House) -> None:
    start = Barrier(4)

    def act(number: int) -> None:
        try:
            start.wait(timeout=10)
            for _ in range(5):
                with transaction.atomic():
                    record(
                        "codir.kept",
                        home.codir,
                        organisation_id=home.organisation.pk,
                        at=NOW,
                        by=None,
                        number=number,
                    )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(4)))
    assert list(Entry.objects.values_list("sequence", flat=True)) == list(range(1, 21))
    assert list(breaks(home.organisation.pk)) == []
