"""The database that those of the tests and of the demo are copied from: every migration has run in it, once for each set of
them. A copy takes a tenth of a second; the way through a hundred migrations takes seconds, each time."""

import hashlib
import subprocess
import sys
from collections.abc import Mapping
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from ops.state import PROJECT

PREFIX = "migrated_"


def migrated(environment: Mapping[str, str]) -> str:
    """Its name, in the cluster of DATABASE_URL. What other sets of migrations left there goes away."""
    wanted = PREFIX + digest()
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as cluster:
        rows = cluster.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        there = {name for (name,) in rows.fetchall()}
        for name in there - {wanted}:
            cluster.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        if wanted not in there:
            make(wanted, cluster=cluster, environment=environment)
    return wanted


def renew(environment: Mapping[str, str]) -> None:
    """The database of DATABASE_URL as it is after the migrations, and with nothing else in it."""
    address = urlsplit(environment["DATABASE_URL"])
    name, template = sql.Identifier(address.path.lstrip("/")), sql.Identifier(migrated(environment))
    # Nobody drops the database that they are in.
    with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as cluster:
        cluster.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        cluster.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))


def digest() -> str:
    """Over all migrations, ours and those of the libraries that the locks name."""
    found = hashlib.sha256((PROJECT / "requirements" / "dev.txt").read_bytes())
    for path in sorted((PROJECT / "influence").glob("*/migrations/*.py")):
        found.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def make(
    name: str, *, cluster: "psycopg.Connection[tuple[object, ...]]", environment: Mapping[str, str]
) -> None:
    """Under another name until it is whole: a run that is cut short leaves nothing that looks ready."""
    draft = f"{PREFIX}draft"
    cluster.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    address = urlsplit(environment["DATABASE_URL"])._replace(path=f"/{draft}").geturl()
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--noinput", "--verbosity", "0"], cwd=PROJECT, check=True,
        env={**environment, "DATABASE_URL": address},
    )  # fmt: skip
    cluster.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (draft, name))))
