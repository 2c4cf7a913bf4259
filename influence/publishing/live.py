"""The end of nearly every sending: the network made the posts, and the rows are still ours. In few statements for a whole
handful, since a rush consists of nothing else; whatever is not so plain is left to `outcomes`, with nothing changed."""

from collections.abc import Sequence
from itertools import chain

from django.db import transaction

from influence.journal.actions import Act, last_entry, record_all
from influence.journal.statements import Statement, run_all
from influence.publishing.following import comment_next, first_check
from influence.publishing.sending import Called, lock

# The posts are locked before, as everywhere in this room (`sending.LOCK`). The attempt of all but the last one has heard of it
# (`sending.MARK`).
LIVE = """
WITH told AS MATERIALIZED (
    SELECT * FROM unnest(%(ids)s::bigint[], %(tokens)s::uuid[], %(urns)s::text[], %(permalinks)s::text[],
                         %(at)s::timestamptz[], %(looks)s::timestamptz[]) one (id, token, urn, permalink, at, look)
), held AS (
    SELECT publication.post_id, told.*
      FROM told JOIN publishing_publication publication ON publication.id = told.id
      JOIN editorial_post post ON post.id = publication.post_id
     WHERE publication.state || '' = 'sending' AND publication.claim_token = told.token AND post.state = 'publishing'
       FOR UPDATE OF publication
), closed AS (
    UPDATE publishing_attempt attempt SET outcome = 'published', finished_at = held.at, urn = held.urn
      FROM held WHERE attempt.claim_token = held.token AND attempt.outcome = 'started'
), moved AS (
    UPDATE editorial_post post SET state = 'published', changed_at = held.at, reason = ''
      FROM held WHERE post.id = held.post_id
)
UPDATE publishing_publication publication
   SET state = 'published', urn = held.urn, permalink = held.permalink, published_at = held.at, problem = '',
       claim_token = NULL, claimed_until = NULL, next_look_at = held.look, looks = 0, changed_at = held.at
  FROM held WHERE publication.id = held.id
RETURNING publication.id
"""


@transaction.atomic
def went_live(called: Sequence[Called]) -> set[int]:
    """Those that are written down, by id; of all others nothing is."""
    organisations = sorted({one.sending.publication.organisation_id for one in called})
    _locked, rows, *last = run_all(
        lock([one.sending for one in called]),
        live(called),
        *chain.from_iterable(map(last_entry, organisations)),
    )
    pks = {pk for (pk,) in rows}
    done = [one for one in called if one.publication_id in pks]
    for one in done:
        comment_next(one.sending.publication, now=one.at)
    # Each organisation's chain goes on behind what the second statement of `last_entry` found.
    for organisation_id, following in zip(organisations, last[1::2], strict=True):
        here = [one for one in done if one.sending.publication.organisation_id == organisation_id]
        record_all([act(one) for one in here], organisation_id=organisation_id, following=following)
    return pks


def act(one: Called) -> Act:
    return Act(
        "publication.published", one.sending.publication, at=one.at, by=None, details={"urn": one.answer.urn}
    )


def live(called: Sequence[Called]) -> Statement:
    return LIVE, {
        "ids": [one.publication_id for one in called],
        "tokens": [one.sending.token for one in called],
        "urns": [one.answer.urn for one in called],
        "permalinks": [one.answer.permalink for one in called],
        "at": [one.at for one in called],
        "looks": [first_check(one.sending.publication.account, now=one.at) for one in called],
    }
