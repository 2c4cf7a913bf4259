"""The real child process, each time."""

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from influence.drafting.catalogue import template
from influence.drafting.context import Context, LeaderFacts, OrganisationFacts
from influence.drafting.problems import DraftingError, Kind, Problem
from influence.drafting.render import Job, Outcome, Rendered, render, render_many
from tests.drafting.makers import CLAIRE, problems, written

RUNAWAY = "{% for a in t %}{% for b in t %}{% endfor %}{% endfor %}"


def job(source: str, **fields: object) -> Job:
    return Job(template=source, fields=fields, language="fr", context=CLAIRE)


def kinds(outcomes: list[Outcome]) -> list[str]:
    return [one.text if isinstance(one, Rendered) else one.kind.value for one in outcomes]


def test_a_template_knows_the_leader_the_organisation_the_slot_and_its_fields() -> None:
    source = "{{ leader.first_name }}, {{ leader.function }}, {{ organisation.name }}, {{ slot.date|weekday }}, {{ lieu }}"
    assert (
        written(source, lieu="Vernay") == "Claire, directrice générale, Hôpitaux Saint-Luc, vendredi, Vernay"
    )


def test_a_misspelt_name_fails_with_its_line_and_the_nearest_known_name() -> None:
    assert problems("Bonjour,\n\nje suis {{ leader.frist_name }}.") == (
        Problem(Kind.UNKNOWN_NAME, name="leader.frist_name", line=3, hint="leader.first_name"),
    )
    assert problems("{{ liue }}", lieu="ici") == (
        Problem(Kind.UNKNOWN_NAME, name="liue", line=1, hint="lieu"),
    )


def test_a_misspelt_name_fails_even_where_it_would_not_be_printed() -> None:
    (first, second) = problems(
        "{% if false %}\n{{ organisaton.name }}\n{% endif %}\n{{ lieu|defalt('x') }}", lieu="ici"
    )
    assert (first.name, first.line, first.hint) == ("organisaton", 2, "organisation")
    assert (second.kind, second.name, second.line, second.hint) == (
        Kind.UNKNOWN_FILTER,
        "defalt",
        4,
        "default",
    )


def test_a_default_never_hides_a_misspelt_name() -> None:
    assert problems("{{ leader.nane|default('') }}")[0].kind is Kind.UNKNOWN_NAME


def test_an_empty_value_is_false_but_is_never_printed() -> None:
    assert written("{% if lieu %}à {{ lieu }}{% else %}ailleurs{% endif %}", lieu="") == "ailleurs"
    assert written("{{ lieu|default('ailleurs') }}", lieu=None) == "ailleurs"
    assert problems("a\n{{ lieu }}", lieu=None) == (Problem(Kind.EMPTY_VALUE, name="lieu", line=2),)
    assert problems("{{ leader.department|upper }}") == (
        Problem(Kind.EMPTY_VALUE, name="leader.department", line=1),
    )


def test_a_draft_without_a_slot_yet_has_no_date() -> None:
    nowhere = Context(
        leader=LeaderFacts(name="Claire", first_name="Claire"),
        organisation=OrganisationFacts(name="Saint-Luc"),
    )
    with pytest.raises(DraftingError) as caught:
        render("{{ slot.date }}", fields={}, language="fr", context=nowhere)
    assert (caught.value.kind, caught.value.name) == (Kind.EMPTY_VALUE, "slot.date")


def test_a_name_used_out_of_its_loop_fails_with_its_line() -> None:
    assert problems("{% for p in t %}{{ p }}{% endfor %}\n{{ p }}", t="ab") == (
        Problem(Kind.UNKNOWN_NAME, name="p", line=2),
    )


def test_broken_syntax_shows_its_line() -> None:
    assert problems("Bonjour\n{% if lieu %}\nici", lieu="x")[0].kind is Kind.SYNTAX
    assert problems("Bonjour\n{{ lieu | }}", lieu="x") == (
        Problem(Kind.SYNTAX, line=2, detail="{{ lieu | }}"),
    )


def test_a_value_that_looks_like_a_template_stays_text() -> None:
    assert written("{{ lieu }}", lieu="{{ leader.name }}") == "{{ leader.name }}"


def test_optional_parts_leave_no_hole() -> None:
    source = "Un.\n\n{% if lieu %}\n{{ lieu }}\n\n{% endif %}\n\nDeux.   \n\n\n"
    assert written(source, lieu=None) == "Un.\n\nDeux."


def test_wrong_fields_of_a_declared_template_are_all_told_without_a_process() -> None:
    with pytest.raises(DraftingError) as caught:
        render(
            template("evenement", "fr"),
            fields={"jour": "bientôt", "leiu": "ici"},
            language="fr",
            context=CLAIRE,
        )
    found = {(problem.kind, problem.name) for problem in caught.value.problems}
    assert {(Kind.UNKNOWN_FIELD, "leiu"), (Kind.NOT_A_DATE, "jour"), (Kind.MISSING_FIELD, "lieu")} <= found


def test_a_batch_keeps_its_order_and_tells_each_its_own_problem() -> None:
    jobs = [job("{{ n }}", n=1), job("{{ m }}"), job("{{ n }}", n=object()), job("{{ n }}", n=2)]
    assert kinds(render_many(jobs)) == ["1", "unknown_name", "not_a_value", "2"]
    assert render_many([]) == []


def test_more_rows_than_one_child_takes_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("influence.drafting.render._BATCH", 3)
    assert kinds(render_many([job("{{ n }}", n=n) for n in range(8)])) == [str(n) for n in range(8)]


def test_a_batch_of_eighty_rows_costs_one_quick_child() -> None:
    one = template("annonce", "fr")
    filled = {field.name: field.example for field in one.fields}
    start = monotonic()
    outcomes = render_many(
        [Job(template=one, fields=filled, language="fr", context=CLAIRE) for _ in range(80)]
    )
    assert all(isinstance(outcome, Rendered) for outcome in outcomes)
    assert monotonic() - start < 2


def test_a_runaway_in_a_batch_is_the_only_one_to_fail() -> None:
    start = monotonic()
    outcomes = render_many([job("un"), job(RUNAWAY, t="ab" * 9000), job("trois")])
    assert kinds(outcomes) == ["un", "too_slow", "trois"]
    assert 2 <= monotonic() - start < 5


@pytest.mark.deep
def test_a_batch_of_runaways_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("influence.drafting.render._DEATHS", 2)
    start = monotonic()
    outcomes = render_many([job("un"), *(job(RUNAWAY, t="ab" * 9000) for _ in range(6)), job("huit")])
    assert kinds(outcomes) == ["un", *["too_slow"] * 2, *["not_tried"] * 5]
    assert monotonic() - start < 8


def test_the_child_loads_nothing_that_the_parents_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "jinja2.py").write_text("raise SystemExit('wrong jinja2')")
    monkeypatch.setitem(os.environ, "PYTHONPATH", str(tmp_path))
    assert written("oui") == "oui"


def test_the_child_starts_without_django_nor_babel() -> None:
    program = "import sys, influence.drafting.child; print({'django', 'babel', 'pytz', 'requests'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=10)
    assert told.stdout.strip() == b"set()"


def test_the_child_sees_no_secret_of_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "TOKEN_KEYS", "k1:never-tell")
    monkeypatch.setattr(
        "influence.drafting.render._COMMAND", ("/bin/sh", "-c", "echo its environment >&2; env >&2")
    )
    with pytest.raises(RuntimeError, match="its environment") as caught:
        written("oui")
    assert "never-tell" not in str(caught.value)


def test_a_child_that_cannot_start_is_our_fault_and_not_the_templates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("influence.drafting.render._COMMAND", ("/bin/sh", "-c", "echo broken >&2; exit 3"))
    with pytest.raises(RuntimeError, match="did not start: broken"):
        written("oui")


def test_a_language_without_templates_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="no templates in 'de'"):
        written("ja", language="de")
