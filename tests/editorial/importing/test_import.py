"""All of it or nothing, and never twice."""

from datetime import UTC, datetime, timedelta

import pytest

from influence.editorial import actions
from influence.editorial.importing import (
    NotImportable,
    RowRefused,
    forget_uploads,
    import_calendar,
    keep_upload,
    read,
)
from influence.editorial.models import CalendarFile, ImportedRow, Post, Slot
from influence.journal.models import Entry
from influence.journal.queries import breaks
from tests.editorial.importing.files import FIRST, SECOND, lines, planned
from tests.editorial.importing.test_planning import GOOD, TEMPLATE
from tests.makers import NOW, House

LONG_AFTER = NOW + timedelta(days=400)


def verbs(home: House) -> list[str]:
    return list(
        Entry.objects.filter(organisation_id=home.organisation.pk)
        .order_by("sequence")
        .values_list("verb", flat=True)
    )


def test_an_import_writes_drafts_in_their_slots(home: House) -> None:
    done = import_calendar(planned(home, FIRST, SECOND), by=home.bruno, at=NOW)
    assert (len(done.created), done.unchanged) == (2, 0)
    post = Post.objects.select_related("slot", "version").get(pk=done.created[0].pk)
    assert post.slot
    assert post.version
    assert (post.state, post.leader_id, post.created_by_id) == ("draft", home.leader.pk, home.bruno.pk)
    assert post.slot.at == datetime(2026, 6, 10, 7, 0, tzinfo=UTC)
    assert post.version.text == "Ce que j'ai appris au bloc."
    assert verbs(home) == ["slot.planned", "post.written"] * 2 + ["calendar.imported"]
    assert not list(breaks(home.organisation.pk))


def test_a_template_keeps_its_name_and_fields_for_the_composer(home: House) -> None:
    (post,) = import_calendar(planned(home, GOOD, heads=TEMPLATE), by=home.bruno, at=NOW).created
    assert post.version
    assert post.version.template == "question-ouverte"
    assert post.version.fields == {
        "question": "Que changer ?", "origine": "Une visite.", "mienne": "Le bruit.", "usage": "Je lirai tout.", "themes": "hôpital",
    }  # fmt: skip


def test_a_file_with_one_problem_changes_nothing(home: House) -> None:
    with pytest.raises(NotImportable):
        import_calendar(planned(home, FIRST, SECOND.replace("Q;", "Z;")), by=home.bruno, at=NOW)
    assert (Post.objects.count(), Slot.objects.count(), verbs(home)) == (0, 0, [])


def test_the_same_file_twice_changes_nothing_even_when_its_slots_are_past(home: House) -> None:
    import_calendar(planned(home, FIRST, SECOND), by=home.bruno, at=NOW)
    before = verbs(home)
    again = planned(home, FIRST, SECOND, at=LONG_AFTER)
    assert (again.problems, again.new, len(again.unchanged)) == ((), [], 2)
    assert import_calendar(again, by=home.bruno, at=LONG_AFTER).created == ()
    assert (Post.objects.count(), verbs(home)) == (2, before)


def test_the_same_file_in_another_shape_is_the_same_file(home: House) -> None:
    import_calendar(planned(home, FIRST, SECOND), by=home.bruno, at=NOW)
    assert (
        planned(home, FIRST.replace("9h00", "09:00"), SECOND.replace(";Q;", ";QUALITÉ DES SOINS;")).new == []
    )


def test_a_longer_file_adds_what_is_new(home: House) -> None:
    import_calendar(planned(home, FIRST), by=home.bruno, at=NOW)
    longer = planned(home, FIRST, SECOND)
    assert (len(longer.new), len(longer.unchanged)) == (1, 1)
    assert len(import_calendar(longer, by=home.bruno, at=NOW).created) == 1


@pytest.mark.parametrize("act", ["move", "revise", "withdraw"])
def test_what_people_did_to_an_imported_post_stays_done(home: House, act: str) -> None:
    """Else a second import would bring back a post that somebody moved, rewrote or took out."""
    (post,) = import_calendar(planned(home, FIRST), by=home.bruno, at=NOW).created
    if act == "move":
        actions.move(
            post,
            day=datetime(2026, 6, 18, tzinfo=UTC).date(),
            time=NOW.time(),
            zone="Europe/Paris",
            fold=None,
            by=home.bruno,
            at=NOW,
        )
    elif act == "revise":
        actions.revise(post, text="Tout autre chose.", seen=1, by=home.bruno, at=NOW)
    else:
        actions.withdraw(post, by=home.bruno, at=NOW)
    again = planned(home, FIRST)
    assert (again.problems, again.new) == ((), [])


def test_a_new_text_takes_the_place_that_a_withdrawn_post_left(home: House) -> None:
    (post,) = import_calendar(planned(home, FIRST), by=home.bruno, at=NOW).created
    actions.withdraw(post, by=home.bruno, at=NOW)
    (other,) = import_calendar(
        planned(home, FIRST.replace("bloc", "laboratoire")), by=home.bruno, at=NOW
    ).created
    assert ImportedRow.objects.get().post_id == other.pk != post.pk


def test_a_post_written_by_hand_with_the_same_words_is_the_same_row(home: House) -> None:
    slot = actions.plan_slot(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, day=datetime(2026, 6, 10, tzinfo=UTC).date(),
        time=datetime(2026, 6, 10, 9, tzinfo=UTC).time(), zone="Europe/Paris", fold=None, at=NOW,
    )  # fmt: skip
    actions.write_post(
        organisation=home.organisation, leader=home.leader, pillar=home.pillar, slot=slot, text="Ce que j'ai appris au bloc.",
        by=home.bruno, at=NOW,
    )  # fmt: skip
    assert planned(home, FIRST).new == []


def test_a_place_taken_since_the_plan_undoes_the_whole_import(home: House) -> None:
    plan = planned(home, FIRST, SECOND)
    import_calendar(planned(home, SECOND.replace("autre", "toute autre")), by=home.bruno, at=NOW)
    with pytest.raises(RowRefused) as refused:
        import_calendar(plan, by=home.bruno, at=NOW)
    assert "Ligne 3" in str(refused.value)
    assert Post.objects.count() == 1


def test_a_slot_that_went_by_since_the_plan_undoes_the_whole_import(home: House) -> None:
    with pytest.raises(RowRefused):
        import_calendar(planned(home, SECOND, FIRST), by=home.bruno, at=datetime(2026, 6, 11, tzinfo=UTC))
    assert (Post.objects.count(), verbs(home)) == (0, [])


def test_an_uploaded_file_is_kept_once_and_forgotten_after_a_day(home: House) -> None:
    content = lines(FIRST)
    given = {"content": content, "name": "juin.csv", "organisation": home.organisation, "by": home.bruno}
    first = keep_upload(read(content), **given, at=NOW)  # type: ignore[arg-type]
    again = keep_upload(read(content), **given, at=NOW + timedelta(hours=1))  # type: ignore[arg-type]
    assert (first.pk, bytes(CalendarFile.objects.get().content)) == (again.pk, content)
    assert forget_uploads(now=NOW + timedelta(hours=24)) == 0
    assert forget_uploads(now=NOW + timedelta(hours=25)) == 1
