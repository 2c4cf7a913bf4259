from __future__ import annotations

from influence.core.fingerprint import MediaPart, content_hash

IMAGE, OTHER = MediaPart("ab" * 32, "Atelier"), MediaPart("cd" * 32, "Atelier")
BASE = content_hash(text="Bonjour", account="a-1", audience="PUBLIC", media=[IMAGE])


def test_the_hash_is_the_same_tomorrow() -> None:
    # Decisions in the database name such hashes: a change of this figure needs a new FORMAT.
    assert (
        content_hash(text="Été", account="7", audience="PUBLIC")
        == "b1417adb1bfeab58c5bb356e713a32d564cfbf5a22000c559f99b0df9968a7b2"
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
        content_hash(
            text="Bonjour",
            account="a-1",
            audience="PUBLIC",
            media=[MediaPart(IMAGE.sha256, "Atelier", title="Le rapport")],
        ),
        content_hash(
            text="Bonjour", account="a-1", audience="PUBLIC", media=[IMAGE], first_comment="Le lien"
        ),
        content_hash(text="Bonjour", account="a-1", audience="PUBLIC", media=[IMAGE], card={"kind": "poll"}),
        content_hash(
            text="Bonjour",
            account="a-1",
            audience="PUBLIC",
            media=[IMAGE],
            card={"kind": "poll", "options": ["a"]},
        ),
    ]
    assert len({BASE, *changed}) == 11


def test_a_card_is_compared_by_what_it_says() -> None:
    """Not by the order of its keys, nor by how an accent is written."""
    one = content_hash(text="x", account="a", audience="PUBLIC", card={"kind": "poll", "question": "Été ?"})
    two = content_hash(
        text="x", account="a", audience="PUBLIC", card={"question": "E\u0301te\u0301 ?", "kind": "poll"}
    )
    assert one == two
    assert content_hash(text="x", account="a", audience="PUBLIC", card={}) == content_hash(
        text="x", account="a", audience="PUBLIC"
    )


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
