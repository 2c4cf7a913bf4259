import csv
import io
import tomllib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise

import pytest

from influence.core.text import LIMIT, length
from influence.core.typography import typo_fr
from influence.demo import cast, contents
from influence.demo.calendar import SHIPPED, same_place, shifted
from influence.drafting.catalogue import catalogue
from influence.editorial.importing import plan, read
from influence.safeguards.models import Policy

CAST = tomllib.loads((SHIPPED.parent / "cast.toml").read_text(encoding="utf-8"))
MONTHS = [date(year, month, 1) for year in range(2026, 2031) for month in range(1, 13)]
HEAD = "date;heure;dirigeant;jour\r\n"


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def when(row: dict[str, str]) -> datetime:
    day, month, year = map(int, row["date"].split("/"))
    hour, minute = map(int, row["heure"].split("h"))
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_every_leader_has_the_cadence_they_agreed_to_in_each_month() -> None:
    wanted = {leader["name"]: leader["posts_per_month"] for leader in CAST["leaders"]}
    for month in (1, 2):
        assert (
            Counter(row["dirigeant"] for row in rows(SHIPPED.read_bytes()) if when(row).month == month)
            == wanted
        )


def test_every_leader_keeps_to_the_pillars_of_their_line() -> None:
    letters = {pillar["name"]: pillar["letter"] for pillar in CAST["pillars"]}
    lines = {leader["name"]: set(leader["pillars"]) for leader in CAST["leaders"]}
    for row in rows(SHIPPED.read_bytes()):
        assert letters[row["pilier"]] in lines[row["dirigeant"]], row["date"]


def test_texts_are_short_enough_well_set_and_never_told_twice() -> None:
    texts = [row["texte"] for row in rows(SHIPPED.read_bytes()) if row["texte"]]
    assert len(texts) >= 40
    assert max(map(length, texts)) < LIMIT
    assert len({text.split("\n")[0] for text in texts}) == len(texts)
    french = [row["texte"] for row in rows(SHIPPED.read_bytes()) if row["texte"] and row["langue"] != "en"]
    assert french == [typo_fr(text) for text in french]


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_wherever_it_is_moved_the_calendar_keeps_its_weekdays_its_gaps_and_its_hours(month: date) -> None:
    moved, kept = rows(shifted(SHIPPED.read_bytes(), month)), rows(SHIPPED.read_bytes())
    following = (month + timedelta(days=31)).replace(day=1)
    assert {when(row).date().replace(day=1) for row in moved} == {month, following}
    assert [when(row).weekday() for row in moved] == [when(row).weekday() for row in kept]
    assert len({(row["date"], when(row).hour) for row in moved}) == len(moved)
    for leader in {row["dirigeant"] for row in moved}:
        times = sorted(when(row) for row in moved if row["dirigeant"] == leader)
        assert all(later - earlier >= timedelta(hours=20) for earlier, later in pairwise(times)), leader


def test_an_event_named_in_a_row_moves_as_its_row_does() -> None:
    content = (HEAD + "26/01/2026;08h30;Claire;05/02/2026\r\n").encode()
    (row,) = rows(shifted(content, date(2026, 6, 1)))
    assert (row["date"], row["jour"]) == ("22/06/2026", "02/07/2026")


def test_a_month_moved_to_itself_is_unchanged_to_the_byte() -> None:
    assert shifted(SHIPPED.read_bytes(), date(2026, 1, 20)) == SHIPPED.read_bytes()


def test_the_second_month_may_be_in_another_year() -> None:
    content = (HEAD + "05/01/2026;08h30;Claire;\r\n" + "02/02/2026;08h30;Claire;\r\n").encode()
    assert [row["date"] for row in rows(shifted(content, date(2026, 12, 1)))] == ["07/12/2026", "04/01/2027"]


def test_a_fifth_week_is_refused_rather_than_pushed_out_of_its_month() -> None:
    with pytest.raises(ValueError, match="fourth week"):
        same_place(date(2026, 1, 29), month=date(2026, 2, 1))


@pytest.mark.django_db
def test_every_row_can_be_imported_for_the_cast_and_fits_a_post() -> None:
    people = cast.gather()
    moved = shifted(SHIPPED.read_bytes(), date(2026, 6, 1))
    found = plan(read(moved), organisation=people.organisation, now=datetime(2026, 5, 31, tzinfo=UTC))
    assert [str(problem) for problem in found.problems] == []
    assert len(found.new) == 60
    used = {row.template.slug for row in found.rows if row.template}
    assert used == {one.slug for one in catalogue("fr")}


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_no_post_of_the_story_is_closer_to_another_than_the_usual_rules_want(month: date) -> None:
    """Nobody in the story says why a post may be closer: the calendar's rows and one post of each kind, wherever they move."""
    usual = Policy()
    told = [(when(row), row["dirigeant"]) for row in rows(shifted(SHIPPED.read_bytes(), month))]
    told += [
        (datetime.combine(contents.day(row, month=month), row["time"], tzinfo=UTC), row["leader"])
        for row in contents.told()
    ]
    for (one, who), (other, whom) in combinations(told, 2):
        assert abs(one - other) >= (usual.min_gap if who == whom else usual.spacing), (who, one, whom, other)
