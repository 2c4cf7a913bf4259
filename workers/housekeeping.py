from datetime import datetime

from django.core.management import call_command

from influence.accounts import care
from influence.approval import actions as approval
from influence.editorial import actions as editorial
from influence.editorial.importing import actions as importing
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
def forget_uploads(now: datetime) -> None:
    importing.forget_uploads(now=now)


@app.task
@alone
def tidy_approvals(now: datetime) -> None:
    approval.tidy(now=now)


@app.task
@alone
def clear_sessions(now: datetime) -> None:
    call_command("clearsessions")
