from datetime import datetime

from influence.engagement import actions
from workers.alone import alone
from workers.app import app


@app.task
@alone
def collect_engagement(now: datetime) -> None:
    actions.collect_due(now=now)


@app.task
@alone
def roll_up_engagement(now: datetime) -> None:
    actions.roll_up(now=now)


@app.task
@alone
def purge_engagement(now: datetime) -> None:
    actions.purge(now=now)
