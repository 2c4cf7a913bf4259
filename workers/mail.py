from datetime import datetime

import structlog
from kombu.exceptions import OperationalError

from influence.approval import actions as approval
from influence.home import digests
from influence.outbox import actions as outbox
from workers.alone import alone
from workers.app import app
from workers.clock import database_now

log = structlog.get_logger(__name__)


@app.task
@alone
def send_mails(now: datetime) -> None:
    outbox.sweep(now=now)
    digests.hold(now=now)
    for claim in outbox.claim(now=now, but=digests.held(now=now)):
        try:
            send_mail.delay(claim.message_id, str(claim.token))
        except OperationalError:
            log.warning("mail.broker_down", message=claim.message_id)
            return


@app.task(queue="mail", expires=60)
def send_mail(message_id: int, token: str) -> None:
    outbox.send_one(message_id, token=token, now=database_now())


@app.task
@alone
def invite_leaders(now: datetime) -> None:
    approval.invite(now=now)
    approval.invite_delegates(now=now)


@app.task
@alone
def remind_people(now: datetime) -> None:
    approval.remind(now=now)


@app.task
@alone
def write_digests(now: datetime) -> None:
    digests.write_digests(now=now)
