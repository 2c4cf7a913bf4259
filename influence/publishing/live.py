"""The end of nearly every sending: the network made the post, and the row is still ours. In few statements, since it is
what a rush consists of; whatever is not so plain is left to `outcomes`, with nothing changed."""

from datetime import datetime
from uuid import UUID

from influence.journal.actions import record
from influence.journal.statements import Rows, Statement, run
from influence.networks.ports import Published
from influence.publishing.following import comment_next, first_check
from influence.publishing.models import Publication

# The post is locked first, as everywhere in this room; FOR UPDATE takes them in the order in which it names them.
LIVE = """
WITH held AS (
    SELECT publication.id, publication.post_id
      FROM publishing_publication publication JOIN editorial_post post ON post.id = publication.post_id
     WHERE publication.id = %(id)s AND publication.state = 'sending' AND publication.claim_token = %(token)s
       AND post.state = 'publishing'
       FOR UPDATE OF post, publication
), closed AS (
    UPDATE publishing_attempt attempt SET outcome = 'published', finished_at = %(now)s, urn = %(urn)s
      FROM held WHERE attempt.claim_token = %(token)s AND attempt.publication_id = held.id
), moved AS (
    UPDATE editorial_post post SET state = 'published', changed_at = %(now)s, reason = ''
      FROM held WHERE post.id = held.post_id
)
UPDATE publishing_publication publication
   SET state = 'published', urn = %(urn)s, permalink = %(permalink)s, published_at = %(now)s, problem = '',
       claim_token = NULL, claimed_until = NULL, next_look_at = %(look)s, looks = 0, changed_at = %(now)s
  FROM held WHERE publication.id = held.id
RETURNING publication.id
"""


def went_live(publication: Publication, *, token: UUID, answer: Published, now: datetime) -> bool:
    """Inside the caller's transaction; `publication` as it was when its sending began. False: nothing is written."""
    if not run(*live(publication, token=token, answer=answer, now=now)):
        return False
    tell(publication, answer=answer, now=now)
    return True


def live(publication: Publication, *, token: UUID, answer: Published, now: datetime) -> Statement:
    """One row comes back, or nothing is written."""
    return LIVE, {
        "id": publication.pk, "token": token, "now": now, "urn": answer.urn, "permalink": answer.permalink,
        "look": first_check(publication.account, now=now),
    }  # fmt: skip


def tell(publication: Publication, *, answer: Published, now: datetime, after: Rows | None = None) -> None:
    """`after`: as `journal.record` has it."""
    comment_next(publication, now=now)
    record("publication.published", publication, organisation_id=publication.organisation_id, at=now, by=None,
           following=after, urn=answer.urn)  # fmt: skip
