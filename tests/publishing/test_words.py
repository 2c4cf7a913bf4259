"""Every state, problem and outcome is said in words, in the reader's language."""

import pytest
from django.utils import translation

from influence.core.lifecycle import PublicationState
from influence.journal.models import Entry
from influence.networks.errors import Reason
from influence.outbox.models import Message
from influence.publishing import actions, words
from influence.publishing.models import Outcome, Publication
from influence.publishing.policy import CATCH_UP
from influence.publishing.problems import Problem
from tests.makers import House
from tests.publishing.stage import DUE, planned


@pytest.mark.parametrize("problem", [*Reason, *Problem])
def test_every_problem_says_what_happened_and_what_to_do(problem: str) -> None:
    found = words.problem(problem)
    assert str(found.happened).endswith(".")
    assert str(found.todo).endswith((".", "?"))


def test_no_problem_has_no_words() -> None:
    assert words.problem("") == words.NOTHING


@pytest.mark.parametrize("state", list(PublicationState))
def test_every_state_has_a_word_and_a_mark(state: PublicationState) -> None:
    assert words.state(state)
    assert words.chip(state) in {"", "good", "warn", "bad", "wait"}


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_a_word(outcome: Outcome) -> None:
    assert words.outcome(outcome) != outcome


def test_every_problem_fits_its_column() -> None:
    longest = Publication._meta.get_field("problem").max_length
    assert longest
    assert max(len(problem) for problem in [*Reason, *Problem]) <= longest


def test_every_entry_of_the_journal_has_a_word(home: House) -> None:
    planned(home)
    actions.sweep(now=DUE + 2 * CATCH_UP)
    verbs = set(Entry.objects.filter(subject_type="publication").values_list("verb", flat=True))
    assert verbs
    assert verbs <= set(words.JOURNAL)


def test_a_mail_is_written_in_its_readers_language(home: House) -> None:
    home.bruno.language = "en"
    home.bruno.save(update_fields=["language"])
    planned(home)
    with translation.override("fr"):
        actions.sweep(now=DUE + 2 * CATCH_UP)
    languages = dict(Message.objects.values_list("to_email", "language"))
    assert languages == {home.bruno.email: "en", home.claire.email: "fr"}
