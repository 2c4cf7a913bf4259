import pytest
from hypothesis import given
from hypothesis import strategies as st

from influence.people.models import User
from influence.remarks.anchors import mentioned, place

TEXT = "Une équipe m'a appris.\n\nUne équipe, et demain une autre."
PEOPLE = [
    User(name="Bruno Petit"),
    User(name="Claire Martin"),
    User(name="Odile Roche"),
    User(name="Odile Le Goff"),
]


@pytest.mark.parametrize(
    ("quote", "near", "found"),
    [
        ("Une équipe", 0, 0),
        ("Une équipe", 30, 24),
        ("appris. Une   équipe", 0, 15),
        ("deux équipes", 0, None),
        ("", 0, None),
        ("(.*)", 0, None),
    ],
)
def test_a_passage_is_found_whatever_its_blanks(quote: str, near: int, found: int | None) -> None:
    assert place(TEXT, quote, near=near) == found


@given(st.text(), st.data())
def test_every_passage_of_a_text_is_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]
    assert (place(text, quote) is None) == (not quote.split())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Bruno Petit, tu vérifies ?", ["Bruno Petit"]),
        ("Voyez avec @claire et @BRUNO.", ["Bruno Petit", "Claire Martin"]),
        ("@Odile ?", []),
        ("@odile le goff", ["Odile Le Goff"]),
        ("bruno@bruno.example, @Brunot, @ Bruno", []),
    ],
)
def test_whom_a_remark_names(text: str, names: list[str]) -> None:
    assert [person.name for person in mentioned(text, PEOPLE)] == names
