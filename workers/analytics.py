from datetime import datetime

from influence.analytics import actions, collecting
from workers.alone import alone
from workers.app import app


# A file of 200,000 rows is read for two minutes; the child that reads it ends itself before this does.
@app.task(time_limit=300, soft_time_limit=280)
@alone
def read_files(now: datetime) -> None:
    collecting.read_next(now=now)


@app.task
@alone
def forget_files(now: datetime) -> None:
    actions.forget_uploads(now=now)
