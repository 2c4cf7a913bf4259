"""What two connections do to each other."""

import time

from django.db import connection


def wait_for_a_lock() -> None:
    """Until somebody on this database waits for somebody else."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("""SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
                               WHERE NOT granted AND datname = current_database()""")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise AssertionError("nobody waits")
