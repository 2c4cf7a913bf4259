"""Mail scanners, prefetchers and previews read every address they find: reading must change nothing (R-4.5)."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver, reverse

from influence.approval.models import Device
from tests.approval.stories import browser, invited, link, post, proven, read
from tests.makers import NOW, House, slot

pytestmark = pytest.mark.django_db


def dump() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = {}
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')
            rows[table] = [row for (row,) in cursor.fetchall()]
    return rows


def addresses(home: House) -> list[str]:
    """Every address of the room, on things that exist."""
    waiting, where = invited(home)
    decided, _where = invited(home, where=slot(home, at=NOW + timedelta(days=3)))
    post(proven(home, where), reverse("decide", args=[decided.pk]), read(decided))
    device = Device.objects.get().pk
    known = {
        "locator": [where, "forged"], "pk": [waiting.pk, decided.pk, device], "version": [waiting.version_id],
        "sha256": ["0" * 64],
    }  # fmt: skip
    return [address for name, keys in routes() for address in filled(name, keys, known)]


def routes() -> list[tuple[str, list[str]]]:
    from influence.approval.urls import urlpatterns

    return [(pattern.name, list(pattern.pattern.converters)) for pattern in urlpatterns]


def filled(name: str, keys: list[str], known: dict[str, list[object]]) -> list[str]:
    values = product(*(known[key] for key in keys))
    return [reverse(name, kwargs=dict(zip(keys, one, strict=True))) for one in values]


@pytest.mark.deep
@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("who", ["nobody", "leader", "device", "editor"])
def test_reading_leaves_the_database_as_it_was(home: House, method: str, who: str) -> None:
    found = addresses(home)
    assert len(found) > len(routes())
    client = reader(home, who)
    before = dump()
    answers = {getattr(client, method)(address).status_code for address in found}
    assert answers <= {200, 302, 403, 404, 405}
    assert dump() == before


def reader(home: House, who: str) -> Client:
    if who == "device":
        _waiting, where = invited(home, where=slot(home, at=NOW + timedelta(days=5)))
        return proven(home, where)
    return browser({"leader": home.claire.email, "editor": home.bruno.email}.get(who, ""))


def test_the_dump_notices_a_change(home: House) -> None:
    before = dump()
    assert any(before.values())
    home.claire.name = "Claire M."
    home.claire.save(update_fields=["name"])
    assert dump() != before


def test_head_answers_as_get_without_a_body(home: House) -> None:
    _waiting, where = invited(home)
    answer = browser().head(link(where))
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_prefetched_page_is_kept_by_nobody(home: House) -> None:
    _waiting, where = invited(home)
    answer = browser().get(link(where), headers={"Sec-Purpose": "prefetch"})
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


def test_the_rooms_addresses_are_those_of_the_product(home: House) -> None:
    served = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert {name for name, _keys in routes()} <= served
