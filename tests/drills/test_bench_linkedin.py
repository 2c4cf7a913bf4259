"""The bench of the adapter measures what it says; its limits are kept by `bin/influence bench linkedin` itself."""

from collections.abc import Iterator

import pytest

from bench import linkedin


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with linkedin.running() as (found, _):
        yield found


def test_a_film_goes_up_without_being_held(url: str) -> None:
    found = linkedin.upload(url, megabytes=40)
    assert found["upload_extra_mb"] < 20


def test_every_kind_of_call_is_timed(url: str) -> None:
    found = linkedin.reading(url, seconds=0.1) | linkedin.creating(url, seconds=0.1)
    assert all(value > 0 for value in found.values())
    assert {"read_ratio", "create_ratio_to_new_connection", "create_ratio_to_kept_alive"} <= set(found)


def test_a_fast_call_is_told_from_a_slow_one() -> None:
    fast, slow = linkedin.in_turn(lambda: None, lambda: sum(range(20_000)), seconds=0.05)
    assert fast > slow * 10
