from datetime import datetime

from influence.engagement import actions, followers, notices, subscribing, sweep
from workers.alone import alone
from workers.app import app


@app.task
@alone
def collect_engagement(now: datetime) -> None:
    # One after the other: a reading that ends moves its post on, and must not undo what a notice asked for meanwhile.
    notices.handle(now=now)
    sweep.collect_due(now=now)


@app.task
@alone
def count_followers(now: datetime) -> None:
    followers.count_followers(now=now)


@app.task
@alone
def keep_subscriptions(now: datetime) -> None:
    subscribing.keep_subscriptions(now=now)


@app.task
@alone
def roll_up_engagement(now: datetime) -> None:
    actions.roll_up(now=now)


@app.task
@alone
def purge_engagement(now: datetime) -> None:
    actions.purge(now=now)
