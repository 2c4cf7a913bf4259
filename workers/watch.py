from datetime import datetime

from influence.watch import ideas, sources
from workers.alone import alone
from workers.app import app


# Three sources a turn: each may answer slowly, and lead elsewhere three times, before it is given up.
@app.task(time_limit=300, soft_time_limit=280)
@alone
def read_sources(now: datetime) -> None:
    sources.read_due(now=now)


@app.task
@alone
def forget_ideas(now: datetime) -> None:
    ideas.forget(now=now)
