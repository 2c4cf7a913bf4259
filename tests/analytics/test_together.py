"""Two people, two workers, at the same moment, on real connections."""

import pytest

from influence.analytics.actions import confirm, keep_upload, undo
from influence.analytics.collecting import claimed
from influence.analytics.models import AnalyticsFile, FileState
from influence.analytics.refusals import MovedOn
from influence.engagement.models import Snapshot
from influence.journal.models import Entry
from influence.journal.queries import breaks
from influence.people.models import User
from tests import makers
from tests.analytics import files
from tests.analytics.stories import JUNE, address, chosen, imported, post_of, read
from tests.editorial.test_races import split, together

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_file_confirmed_by_two_people_is_imported_once() -> None:
    home = makers.house()
    file = read(home, files.member_in_french())
    people = (home.bruno, home.odile, home.claire)

    def confirmed(who: User) -> bool:
        try:
            confirm(file, account=home.account, by=who, at=JUNE)
        except MovedOn:
            return False
        return True

    done = together(*(lambda who=who: confirmed(who) for who in people))  # type: ignore[misc]
    assert sorted(done) == [False, False, True]  # type: ignore[type-var]
    assert Entry.objects.filter(verb="analytics.imported").count() == 1
    assert not list(breaks(home.organisation.pk))


def test_the_same_bytes_chosen_by_two_people_are_one_file() -> None:
    home, content = makers.house(), files.member_in_french()
    people = (home.bruno, home.odile)
    together(
        *(
            lambda who=who: keep_upload(content, name="x", organisation=home.organisation, by=who, at=JUNE)
            for who in people
        )  # type: ignore[misc]
    )
    assert AnalyticsFile.objects.get().state == FileState.WAITING


def test_one_file_is_read_by_one_worker() -> None:
    home = makers.house()
    chosen(home, files.member_in_french())
    done, _refused = split(together(*(lambda: claimed(now=JUNE) for _ in range(4))))
    assert sum(one is not None for one in done) == 1


def test_an_import_that_is_undone_beside_another_leaves_one_reading() -> None:
    """Both make the imported readings of the same post anew."""
    home = makers.house()
    ours = post_of(home)
    first = imported(home, files.one_post(address(ours)))
    second = read(home, files.one_post(address(ours), Reactions="50"))
    _done, refused = split(
        together(
            lambda: undo(first, by=home.bruno, at=JUNE),
            lambda: confirm(second, account=home.account, by=home.odile, at=JUNE),
        )
    )
    assert refused == []
    assert Snapshot.objects.get().reactions == 50
