"""Two people, the same bytes, the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from threading import Barrier, Event, local

import pytest
from django.db import connection, transaction

from influence.library import actions, checking, queries
from influence.library.models import MediaFile
from influence.library.refusals import InUse
from tests import makers
from tests.library.test_keeping import stored
from tests.makers import House
from tests.networks import files

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(transactional_db: None) -> House:
    return makers.house()


def at_once(*acts: Callable[[], object]) -> list[object]:
    def done(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(done, acts))


def kept(house: House) -> MediaFile:
    return actions.keep(
        BytesIO(files.png()), name="mur.png", organisation=house.organisation, by=house.bruno, at=makers.NOW
    )


def test_the_same_bytes_at_once_are_one_file(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody has looked before anybody writes."""
    everybody, held, mine = Barrier(4), queries.held, local()

    def looked(*args: object) -> object:
        found = held(*args)  # type: ignore[arg-type]
        if not hasattr(mine, "looked"):
            mine.looked = True
            everybody.wait(10)
        return found

    monkeypatch.setattr(queries, "held", looked)
    found = at_once(*[lambda: kept(house)] * 4)
    assert len({file.pk for file in found}) == 1  # type: ignore[attr-defined]
    assert MediaFile.objects.count() == 1
    assert len(stored(folder)) == 1
    assert list(checking.faults()) == []


def test_a_file_that_is_being_written_into_a_post_is_not_given_up(house: House) -> None:
    file, is_held, is_written = kept(house), Event(), Event()
    written: list[str] = []

    def write() -> None:
        with transaction.atomic():
            queries.held(house.organisation.pk, [file.sha256])
            is_held.set()
            is_written.wait(0.5)
            written.append(file.sha256)

    def give_up() -> str:
        is_held.wait(10)
        try:
            actions.discard(file, used=lambda one: one.sha256 in written, by=house.bruno, at=makers.NOW)
        except InUse:
            return "in use"
        return "gone"

    assert at_once(write, give_up)[1] == "in use"
    assert MediaFile.objects.exists()
