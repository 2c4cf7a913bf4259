"""A post that is live becomes the publication's own: whoever or whatever found it."""

from datetime import datetime

from influence.core.lifecycle import PostMove, PostState, PublicationMove, PublicationState
from influence.networks.linkedin.urns import created_at
from influence.networks.ports import Published
from influence.publishing.following import follow
from influence.publishing.models import Publication
from influence.publishing.moves import FREE, shift, shift_post

_SENT = (PostMove.SEND, PostMove.PUBLISH)
# From where (of the publication, of its post), and what the post does then.
WAYS: dict[tuple[str, str], tuple[PostMove, ...]] = {
    (PublicationState.UNCLEAR, PostState.PUBLISHING): (PostMove.PUBLISH,),
    (PublicationState.DUE, PostState.SCHEDULED): _SENT,
    (PublicationState.CLAIMED, PostState.SCHEDULED): _SENT,
    (PublicationState.HELD, PostState.SCHEDULED): _SENT,
    (PublicationState.MISSED, PostState.MISSED): (PostMove.FIND,),
    (PublicationState.FAILED, PostState.FAILED): (PostMove.FIND,),
}


def way(publication: Publication) -> tuple[PostMove, ...]:
    """Empty where people have taken the post up again meanwhile, or a call is out."""
    post = publication.post
    if post.version_id != publication.version_id:
        return ()
    return WAYS.get((publication.state, post.state), ())


def adopt(publication: Publication, post: Published, *, at: datetime) -> bool:
    """Inside the caller's transaction, of a row that is locked. False: it cannot be, from where it is."""
    moves = way(publication)
    made = min(created_at(post.urn), at)
    facts = {
        "urn": post.urn,
        "permalink": post.permalink,
        "published_at": made,
        "problem": "",
        "next_attempt_at": None,
    }
    if not moves or not shift(publication, PublicationMove.ADOPT, at=at, **facts, **FREE):
        return False
    shift_post(publication.post, *moves, at=at)
    follow(publication, now=at)
    return True
