"""Two imports at the same moment, on two real connections."""

import pytest

from influence.editorial.importing import Imported, RowRefused, import_calendar
from influence.editorial.models import Post, Slot
from influence.journal.queries import breaks
from tests import makers
from tests.editorial.importing.files import FIRST, SECOND, planned
from tests.editorial.test_races import split, together
from tests.makers import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_file_imported_twice_at_once_makes_one_calendar() -> None:
    home = makers.house()
    plans = [planned(home, FIRST, SECOND) for _ in range(3)]
    done, refused = split(together(*(lambda p=p: import_calendar(p, by=home.bruno, at=NOW) for p in plans)))  # type: ignore[misc]
    assert refused == []
    assert sorted(len(one.created) for one in done if isinstance(one, Imported)) == [0, 0, 2]
    assert (Post.objects.count(), Slot.objects.count()) == (2, 2)
    assert not list(breaks(home.organisation.pk))


def test_two_files_that_want_one_place_at_once_are_not_mixed() -> None:
    home = makers.house()
    other = FIRST.replace("10/06", "11/06")
    one, two = planned(home, FIRST, SECOND), planned(home, other, SECOND.replace("autre", "tout autre"))
    done, refused = split(
        together(
            lambda: import_calendar(one, by=home.bruno, at=NOW),
            lambda: import_calendar(two, by=home.odile, at=NOW),
        )
    )
    assert [type(refusal) for refusal in refused] == [RowRefused]
    assert [len(result.created) for result in done if isinstance(result, Imported)] == [2]
    assert (Post.objects.count(), Slot.objects.count()) == (2, 2)
