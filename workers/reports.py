from datetime import datetime

from workers.alone import alone
from workers.app import app


# A report takes longer than any other task: charts and PDFs of a whole committee.
@app.task(time_limit=900, soft_time_limit=840)
@alone
def send_reports(now: datetime) -> None:
    # Charts and PDFs weigh much: a worker that draws none does not carry them.
    from influence.reporting import actions

    actions.monthly(now=now)
