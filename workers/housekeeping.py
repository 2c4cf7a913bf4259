from datetime import datetime

from celery.signals import worker_ready
from django.core.management import call_command

from influence.accounts import care, checks
from influence.approval import actions as approval
from influence.calls import actions as calls
from influence.editorial import actions as editorial
from influence.editorial.composing import keeping
from influence.editorial.importing import actions as importing
from influence.publishing import alarming
from workers.alone import alone
from workers.app import app


@app.task
@alone
def miss_undecided(now: datetime) -> None:
    editorial.miss_undecided(now=now)


@app.task
@alone
def tend_breaker(now: datetime) -> None:
    calls.tend(now=now)


@app.task
@alone
def watch_health(now: datetime) -> None:
    alarming.watch(now=now)


@app.task
@alone
def forget_calls(now: datetime) -> None:
    calls.forget(now=now)


@app.task
@alone
def refresh_tokens(now: datetime) -> None:
    care.refresh_due(now=now)


@app.task
@alone
def check_tokens(now: datetime) -> None:
    checks.check_before(now=now)


@app.task
@alone
def forget_uploads(now: datetime) -> None:
    importing.forget_uploads(now=now)


@app.task
@alone
def forget_unsaved(now: datetime) -> None:
    keeping.forget_unsaved(now=now)


@app.task
@alone
def tidy_approvals(now: datetime) -> None:
    approval.tidy(now=now)


@app.task
@alone
def rederive_places(now: datetime) -> None:
    editorial.rederive(now=now)


@app.task
@alone
def grow_recurrences(now: datetime) -> None:
    editorial.grow_recurrences(now=now)


@worker_ready.connect
def look_at_the_calendar(**_: object) -> None:
    """A new worker may have brought another year of zone data along; the day's tick would come too late."""
    for task in (rederive_places, grow_recurrences):
        task.apply_async(expires=600)


@app.task
@alone
def clear_sessions(now: datetime) -> None:
    call_command("clearsessions")
