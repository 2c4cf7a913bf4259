"""The database that test processes copy."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from ops import migrated as room
from ops.migrated import PREFIX, digest, migrated


@pytest.mark.deep
def test_every_migration_has_run_in_it_and_it_is_made_once() -> None:
    name = migrated(os.environ)
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url, autocommit=True) as cluster:
        born = "SELECT oid FROM pg_database WHERE datname = %s"
        before = cluster.execute(born, [name]).fetchone()
        assert migrated(os.environ) == name
        assert cluster.execute(born, [name]).fetchone() == before
    with psycopg.connect(urlsplit(url)._replace(path=f"/{name}").geturl()) as copy:
        rows = copy.execute("SELECT app, name FROM django_migrations").fetchall()
    ours = {
        (path.parent.parent.name, path.stem) for path in room.PROJECT.glob("influence/*/migrations/0*.py")
    }
    assert ours <= set(rows)


@pytest.mark.deep
def test_a_renewed_database_holds_the_migrations_and_nothing_of_before() -> None:
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path="/renewed").geturl()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as cluster:
        cluster.execute("CREATE DATABASE renewed")
        try:
            with psycopg.connect(url) as old:
                old.execute("CREATE TABLE of_before ()")
            room.renew(os.environ | {"DATABASE_URL": url})
            with psycopg.connect(url) as new:
                assert new.execute("SELECT to_regclass('of_before')").fetchone() == (None,)
                assert new.execute("SELECT count(*) > 50 FROM django_migrations").fetchone() == (True,)
        finally:
            cluster.execute("DROP DATABASE renewed WITH (FORCE)")


def test_another_set_of_migrations_is_another_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "dev.txt").write_text("django==5.2\n")
    folder = tmp_path / "influence" / "people" / "migrations"
    folder.mkdir(parents=True)
    (folder / "0001_initial.py").write_text("one")
    monkeypatch.setattr(room, "PROJECT", tmp_path)
    before = digest()
    assert digest() == before
    (folder / "0002_more.py").write_text("two")
    assert digest() != before
    assert len(PREFIX + before) < 63
