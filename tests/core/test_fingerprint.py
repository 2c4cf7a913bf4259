from __future__ import annotations

from influence.core.fingerprint import MediaPart, content_hash

IMAGE, OTHER = MediaPart("ab" * 32, "Atelier"), MediaPart("cd" * 32, "Atelier")
BASE = content_hash(text="Bonjour", account="a-1", audience="PUBLIC", media=[IMAGE])


def test_the_hash_is_the_same_tomorrow() -> None:
    # Decisions in the database name such hashes: a change of this figure needs a new FORMAT.
    assert (
        content_hash(text="Été", account="7", audience="PUBLIC")
        == "74091c68049419a1aa732e2ac2aa11f1cac9524c7fa3877ccafe3e86a6439550"
    )


def test_any_change_gives_another_hash() -> None:
    changed = [
        content_hash(text="Bonjour.", account="a-1", audience="PUBLIC", media=[IMAGE]),
        content_hash(text="Bonjour", account="a-2", audience="PUBLIC", media=[IMAGE]),
        content_hash(text="Bonjour", account="a-1", audience="CONNECTIONS", media=[IMAGE]),
        content_hash(text="Bonjour", account="a-1", audience="PUBLIC"),
        content_hash(text="Bonjour", account="a-1", audience="PUBLIC", media=[OTHER]),
        content_hash(
            text="Bonjour", account="a-1", audience="PUBLIC", media=[MediaPart(IMAGE.sha256, "Usine")]
        ),
    ]
    assert len({BASE, *changed}) == 7


def test_the_order_of_pictures_counts() -> None:
    one = content_hash(text="x", account="a", audience="PUBLIC", media=[IMAGE, OTHER])
    two = content_hash(text="x", account="a", audience="PUBLIC", media=[OTHER, IMAGE])
    assert one != two


def test_what_is_not_a_change_of_the_text_gives_the_same_hash() -> None:
    composed = content_hash(text="Été\nsuite", account="a", audience="PUBLIC")
    assert composed == content_hash(text="E\u0301te\u0301\r\nsuite", account="a", audience="PUBLIC")


def test_parts_cannot_slide_into_each_other() -> None:
    one = content_hash(text='x","account":"b', account="a", audience="PUBLIC")
    two = content_hash(text="x", account='b","account":"a', audience="PUBLIC")
    assert one != two
