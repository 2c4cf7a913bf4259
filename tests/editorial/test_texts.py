from hypothesis import given
from hypothesis import strategies as st

from influence.core.lifecycle import PostState
from influence.editorial import words
from influence.editorial.comparing import changes
from influence.editorial.preview import cut, preview

TEXTS = st.lists(
    st.sampled_from(
        ["équipe", " ", "\n", "\n\n", "@[Anne V.](urn:li:person:a1)", "#Soins", "🙂", "C#", "!", "x" * 80]
    )
).map("".join)


@given(TEXTS, TEXTS)
def test_changes_give_back_both_texts(old: str, new: str) -> None:
    found = changes(old, new)
    assert "".join(one.text for one in found if one.kind != "added") == old
    assert "".join(one.text for one in found if one.kind != "removed") == new


def test_changes_are_told_by_words() -> None:
    assert [(one.kind, one.text) for one in changes("l'équipe de nuit", "l'équipe de jour")] == [
        ("same", "l'équipe de "), ("removed", "nuit"), ("added", "jour"),
    ]  # fmt: skip


@given(TEXTS, st.integers(0, 400))
def test_the_fold_loses_nothing_and_cuts_no_mention(text: str, at: int) -> None:
    before, after = cut(text, at=at)
    assert before + after == text
    assert before.count("@[") == before.count("](urn:li:person:a1)")


def test_the_fold_counts_a_mention_as_its_name() -> None:
    line = "@[Anne](urn:li:person:" + "a" * 60 + ")"
    phone = preview(f"{line} parle.\nDeux\nTrois\nQuatre").folds[0]
    assert (phone.device, phone.shown, phone.hidden) == ("phone", f"{line} parle.\nDeux\nTrois\n", "Quatre")


def test_every_state_has_words_and_a_chip() -> None:
    assert {words.state(state) for state in PostState} == set(map(str, words.STATES.values()))
    assert all(words.chip(state) in {"", "good", "warn", "bad", "wait"} for state in PostState)
    assert set(words.UNREADY) == set(words.Unready)
    assert set(words.MISSED) == set(words.Missed)
