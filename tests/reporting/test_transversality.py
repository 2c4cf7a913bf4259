"""The worked example of domain.md §1.5 inside a whole month."""

from django.utils import translation

from influence.core.transversality import ei_index
from influence.reporting.figures import figures
from influence.reporting.gathering import month_of
from influence.reporting.measures import crossing_of, t_of
from influence.reporting.sections import crossing
from tests.makers import House
from tests.reporting.reading import plain
from tests.reporting.stories import JULY, JUNE, engaged, enrol, worked_example


def example(home: House) -> dict:
    worked_example(home)
    return figures(home.organisation, month=month_of(home.organisation, JUNE), now=JULY)


def test_the_worked_example_comes_out_of_the_rows(home: House) -> None:
    counts = example(home)["transversality"]
    assert round(t_of(counts) or 0, 6) == 0.315789
    between = crossing_of(counts)
    assert between is not None
    assert round(ei_index(between) or 0, 6) == -0.428571
    assert (counts["within"], counts["cross"], counts["possible_within"], counts["possible_cross"]) == (
        50,
        20,
        150,
        190,
    )


def test_it_is_said_and_small_cells_are_masked(home: House) -> None:
    found = example(home)
    with translation.override("fr"):
        section = crossing.transversality(found)
    assert plain(section.sentences[0]).startswith("T = 0,32 ; indice E-I = −0,43.")
    assert plain(section.sentences[-1]) == "En tout : 70 personnes-jours."
    assert section.table is not None
    assert {row[0]: row[1:] for row in section.table.rows} == {
        "Soins": ("30", "10"), "Numérique": ("5", "20"), "Logistique": ("s", "s"),
    }  # fmt: skip


def test_a_leaders_own_column_wears_the_same_mask(home: House) -> None:
    found = example(home)
    luc = next(leader for leader in found["leaders"] if leader["name"] == "Luc Bernard")
    with translation.override("fr"):
        table = crossing.own_column(found, luc).table
    assert table is not None
    assert dict(table.rows) == {"Soins": "10", "Numérique": "20", "Logistique": "s"}


def test_too_few_within_their_own_departments_leave_t_unsaid_and_unstored(home: House) -> None:
    enrol(home.organisation, home.department, 30)
    enrol(home.organisation, home.other_department, 30)
    engaged(home.leader, home.department, 2)
    engaged(home.leader, home.other_department, 20)
    found = figures(home.organisation, month=month_of(home.organisation, JUNE), now=JULY)
    assert (found["transversality"]["within"], found["transversality"]["cross"]) == (None, None)
    with translation.override("fr"):
        section = crossing.transversality(found)
    assert "T n'est pas donné" in plain(section.sentences[0])
    assert section.table is not None
    assert {value for row in section.table.rows for value in row[1:]} == {"s"}


def test_nobody_engaged_reads_like_too_few(home: House) -> None:
    found = figures(home.organisation, month=month_of(home.organisation, JUNE), now=JULY)
    with translation.override("fr"):
        assert "T n'est pas donné" in plain(crossing.t_sentence(found["transversality"]))


def test_last_months_t_stands_beside(home: House) -> None:
    found = example(home)
    found["previous"] = {"month": "2026-05-01", "transversality": found["transversality"]}
    with translation.override("fr"):
        assert plain(crossing.transversality(found).sentences[1]) == "En mai 2026 : T = 0,32."
