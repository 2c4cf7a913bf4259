from datetime import datetime

from django.core.management import call_command

from influence.accounts import care
from influence.editorial import actions as editorial
from workers.alone import alone
from workers.app import app


@app.task
@alone
def miss_undecided(now: datetime) -> None:
    editorial.miss_undecided(now=now)


@app.task
@alone
def refresh_tokens(now: datetime) -> None:
    care.refresh_due(now=now)


@app.task
@alone
def clear_sessions(now: datetime) -> None:
    call_command("clearsessions")
