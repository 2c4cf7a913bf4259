from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from influence.journal.actions import GENESIS, record
from influence.journal.models import Entry
from influence.journal.queries import Break, breaks, head, story
from tests.makers import NOW, House


def written(home: House, *, many: int = 3) -> list[Entry]:
    return [
        record("leader.amended", home.leader, organisation_id=home.organisation.pk, at=NOW + timedelta(minutes=n),
               by=home.odile.pk, fields=["zone"], number=n)
        for n in range(many)
    ]  # fmt: skip


def found(home: House) -> list[Break]:
    return list(breaks(home.organisation.pk))


def forge(sql: str, values: list[Any]) -> None:
    """What somebody with all rights over the database could do, the trigger taken away."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")


def test_entries_follow_one_another(home: House) -> None:
    first, second, third = written(home)
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert first.previous_hash == GENESIS
    assert [second.previous_hash, third.previous_hash] == [first.hash, second.hash]
    assert found(home) == []
    assert head(home.organisation.pk) == (3, third.hash)


def test_each_organisation_has_its_own_chain(home: House, abroad: House) -> None:
    written(home)
    (alone,) = written(abroad, many=1)
    assert (alone.sequence, alone.previous_hash) == (1, GENESIS)
    forge("UPDATE journal_entry SET verb = 'x' WHERE organisation_id = %s", [home.organisation.pk])
    assert found(abroad) == []


def test_an_empty_journal_holds(home: House) -> None:
    assert found(home) == []
    assert head(home.organisation.pk) == (0, GENESIS)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_the_transaction_of_its_act(home: House) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        written(home, many=1)
    assert Entry.objects.count() == 0


def test_what_is_undone_leaves_no_entry(home: House) -> None:
    written(home, many=1)
    with transaction.atomic():
        written(home, many=1)
        transaction.set_rollback(True)
    (second,) = written(home, many=1)
    assert second.sequence == 2
    assert found(home) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_entry SET verb = 'post.approved'",
        "DELETE FROM journal_entry",
        "DELETE FROM journal_entry WHERE sequence = 3",
    ],
)
def test_the_database_refuses_to_change_or_delete(home: House, sql: str) -> None:
    written(home)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert Entry.objects.count() == 3
    assert found(home) == []


def test_the_database_refuses_to_empty_the_journal(home: House) -> None:
    """The tests switch this trigger off for themselves (conftest.py); here it is on, as everywhere else."""
    written(home)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER journal_entry_is_not_emptied")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE journal_entry CASCADE")
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_is_not_emptied")
    assert Entry.objects.count() == 3


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "post.refused"), ("at", NOW - timedelta(days=1)), ("actor_id", 1), ("subject_type", "post"),
        ("subject_id", 999), ("details", '{"fields": ["zone"], "number": 7}'), ("hash", "f" * 64), ("previous_hash", "f" * 64),
    ],
)  # fmt: skip
def test_one_changed_value_is_named(home: House, column: str, value: object) -> None:
    written(home)
    forge(f"UPDATE journal_entry SET {column} = %s WHERE sequence = 2", [value])
    assert Break(home.organisation.pk, 2, "changed") in found(home)


def test_a_row_taken_out_is_named(home: House) -> None:
    written(home)
    forge("DELETE FROM journal_entry WHERE sequence = %s", [2])
    assert Break(home.organisation.pk, 2, "missing") in found(home)


def test_rows_cut_off_at_the_end_show_against_a_head_kept_elsewhere(home: House) -> None:
    """A chain cannot miss its own end: the report of each month prints the head."""
    written(home)
    printed = head(home.organisation.pk)
    forge("DELETE FROM journal_entry WHERE sequence > %s", [1])
    assert found(home) == []
    assert head(home.organisation.pk) != printed


def test_whoever_lacks_the_key_cannot_rebuild_the_chain(home: House, settings: Any) -> None:
    written(home)
    settings.JOURNAL_KEY = "somebody-elses-key"
    assert len(found(home)) == 3


def test_the_story_of_one_thing_is_told_in_order(home: House) -> None:
    written(home)
    record("codir.kept", home.codir, organisation_id=home.organisation.pk, at=NOW, by=None)
    told = story(organisation_id=home.organisation.pk, subject_type="leader", subject_id=home.leader.pk)
    assert [entry.details["number"] for entry in told] == [0, 1, 2]
    assert {entry.actor for entry in told} == {home.odile}


def test_the_actor_may_be_erased_and_the_chain_still_holds(home: House) -> None:
    """Names can be erased, the chain cannot: it carries ids (no foreign key in the database)."""
    written(home)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DELETE FROM people_membership WHERE user_id = %s", [home.odile.pk])
        cursor.execute("DELETE FROM people_user WHERE id = %s", [home.odile.pk])
    assert found(home) == []
