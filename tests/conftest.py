import gc
from collections.abc import Iterator

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings

from influence.safeguards import brake
from tests import makers
from tests.emptying import delete_instead

pytest_plugins = ["tests.real_parts"]

# How fast a machine draws its examples is no fault of the house.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("before a commit", parent=settings.get_profile("house"), max_examples=30)


def pytest_configure(config: pytest.Config) -> None:
    """A run that leaves the deep tests out draws fewer examples, too."""
    settings.load_profile("before a commit" if config.option.markexpr == "not deep" else "house")


OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: "pytest.FixtureRequest") -> Iterator[None]:
    """Transactional tests empty the tables, which the journal and other immutable tables refuse: the tests alone may, by
    TRUNCATE or with all triggers off. UPDATE and DELETE stay refused.

    At the end a thread of the live server, or a worker that was killed, may hold its session a moment longer than the
    tests last, and a database in use is not dropped."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_is_not_emptied")
        delete_instead()
    # A brake that an earlier run pressed, on a database of this name.
    brake.valkey().delete(brake.key())
    yield
    # Some tests end the session that they are in.
    connection.close()
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(OTHERS)


@pytest.fixture(autouse=True)
def no_brake(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test's rows are undone, and Valkey's are not. Whoever has no rows presses no brake."""
    yield
    if {"db", "transactional_db"} & set(request.fixturenames):
        brake.valkey().delete(brake.key())


def pytest_collection_finish() -> None:
    """What was imported and collected stays until the end: whoever looks for garbage need not look there each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture
def home(db: None) -> makers.House:
    return makers.house()


@pytest.fixture
def abroad(db: None) -> makers.House:
    return makers.stranger()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that nobody waits for them at the end; those of the browser together, so that one process
    of the tests starts one; the rest stays in random order."""
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in ("deep", "browser")])
