from datetime import datetime
from uuid import UUID

import structlog
from kombu.exceptions import OperationalError

from influence.publishing import actions
from workers.alone import alone
from workers.app import app
from workers.clock import database_now

log = structlog.get_logger(__name__)

# At most so many claimed rows wait for a worker: more would outlive their claims in the queue.
IN_HAND = 100
# A message older than its claim would find it expired (publishing.policy.CLAIM_LEASE).
PATIENCE = 40


@app.task
@alone
def sweep_publications(now: datetime) -> None:
    """Mend, plan, claim, and hand each claimed row to a worker. A message that is lost costs one lease: the claim
    expires and the row is swept again."""
    actions.recover(now=now)
    actions.plan(now=now)
    for claim in actions.claim(now=now, limit=IN_HAND - actions.in_hand()):
        try:
            publish_one.delay(claim.publication_id, str(claim.token))
        except OperationalError:
            log.warning("publication.broker_down", publication=claim.publication_id)
            return


@app.task(queue="publish", expires=PATIENCE)
def publish_one(publication_id: int, token: str) -> None:
    actions.publish_one(publication_id, token=UUID(token), now=database_now())


@app.task
@alone
def tidy_publications(now: datetime) -> None:
    actions.tidy(now=now)
