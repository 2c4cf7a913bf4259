from datetime import datetime

from django.db import connection


def database_now() -> datetime:
    """The one clock of all workers: hosts may disagree, claims and leases must not (domain.md §6.5)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
