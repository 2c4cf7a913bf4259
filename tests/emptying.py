"""How the tables are emptied after a test whose rows were committed.

Django's own way is TRUNCATE of all hundred tables, a new file for each and for each of its indexes, and permissions made anew: a
third of a second, for rows that lie in fifteen of them. Here these rows are deleted."""

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

# What migrations make, and TRUNCATE's way makes again.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def delete_instead() -> None:
    """For all transactional tests from now on, where we may switch triggers off: foreign keys, and rows that refuse to go."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser')")
        if cursor.fetchone() == ("on",):
            TransactionTestCase._fixture_teardown = lambda _case: emptied()  # type: ignore[attr-defined]


def emptied() -> None:
    names = [
        connection.ops.quote_name(name)
        for name in connection.introspection.django_table_names(only_existing=True, include_views=False)
        if name not in KEPT
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        # Whoever still writes, a thread of the live server, comes to an end before.
        cursor.execute(f"LOCK TABLE {', '.join(names)} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name in filled(cursor, names):
            cursor.execute(f"DELETE FROM {name}")


def filled(cursor: CursorWrapper, names: list[str]) -> list[str]:
    cursor.execute(
        " UNION ALL ".join(
            f"SELECT {place} WHERE EXISTS (SELECT FROM {name})" for place, name in enumerate(names)
        )
    )
    return [names[place] for (place,) in cursor.fetchall()]
