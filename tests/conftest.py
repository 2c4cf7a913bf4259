import pytest
from django.db import connection

from tests import makers


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: "pytest.FixtureRequest") -> None:
    """Transactional tests empty the tables by TRUNCATE, which the journal and other immutable tables refuse: the tests
    alone may. UPDATE and DELETE stay refused."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_is_not_emptied")


@pytest.fixture
def home(db: None) -> makers.House:
    return makers.house()


@pytest.fixture
def abroad(db: None) -> makers.House:
    return makers.stranger()
