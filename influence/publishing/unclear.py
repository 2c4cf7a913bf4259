"""What can still be learnt of a post whose answer never came (linkedin-api.md §2.10, §2.11), and when. Whatever comes of
it, a person can answer all the while."""

from datetime import datetime, timedelta
from enum import StrEnum

from influence.networks.errors import Reason
from influence.networks.linkedin.urns import created_at
from influence.networks.ports import Capability
from influence.publishing.following import may
from influence.publishing.models import Attempt, Outcome, Publication
from influence.publishing.policy import SEND_LEASE
from influence.safeguards.policies import policy_of

# After it became unclear: the network shows a new post within seconds, or minutes.
LOOKS = (timedelta(seconds=60), timedelta(minutes=3), timedelta(minutes=10))
# The network knows its own text again for ten minutes: a second call must have come by then.
RESUBMIT_AFTER, RESUBMIT_UNTIL = timedelta(seconds=60), timedelta(minutes=9)
# Between the network's clock and ours.
SKEW = timedelta(minutes=1)


class Route(StrEnum):
    NAMED = "named"
    """The network called a later attempt a duplicate, and named the post: is it there?"""
    LOOKED_FOR = "looked_for"
    """The account may read posts: is there one of these words, made since?"""
    RESUBMITTED = "resubmitted"
    """The organisation wants the same text sent once more: the network names the post that it has."""
    ASKED = "asked"
    """Only a person can tell."""


def route_of(publication: Publication) -> Route:
    if named(publication):
        return Route.NAMED
    if may(publication.account, Capability.READ_POSTS):
        return Route.LOOKED_FOR
    return Route.RESUBMITTED if may_resubmit(publication) else Route.ASKED


def first_look(publication: Publication, *, now: datetime) -> datetime | None:
    """None: nobody but a person will look."""
    after = {Route.NAMED: timedelta(0), Route.LOOKED_FOR: LOOKS[0], Route.RESUBMITTED: RESUBMIT_AFTER}
    pause = after.get(route_of(publication))
    return None if pause is None else now + pause


def next_look(publication: Publication, *, nth: int) -> datetime | None:
    """After the `nth` one found nothing."""
    since = lost_attempts(publication)[-1].finished_at
    return since + LOOKS[nth] if since and nth < len(LOOKS) else None


def lost_attempts(publication: Publication) -> list[Attempt]:
    return list(publication.attempts.filter(outcome=Outcome.UNCLEAR).order_by("number"))


def named(publication: Publication) -> str:
    """The post that the network took the last attempt for: where its number says that a lost attempt made it, and no
    other publication has it. Else it is an older post, somebody else's, or nobody's, and a person looks."""
    last = publication.attempts.order_by("number").last()
    if last is None or last.problem != Reason.DUPLICATE or not last.urn:
        return ""
    is_ours = any(was_made_by(one, last.urn) for one in lost_attempts(publication))
    return last.urn if is_ours and not is_taken(last.urn, by_other_than=publication) else ""


def was_made_by(attempt: Attempt, urn: str) -> bool:
    over = max(attempt.finished_at or attempt.started_at, attempt.started_at + SEND_LEASE)
    return attempt.started_at - SKEW <= created_at(urn) <= over + SKEW


def others_of(publication: Publication) -> frozenset[str]:
    """Posts of this author that are known to be another publication's."""
    recent = publication.due_at - timedelta(days=1)
    others = Publication.objects.filter(
        account__author_urn=publication.account.author_urn, published_at__gte=recent
    )
    return frozenset(others.exclude(pk=publication.pk).values_list("urn", flat=True))


def is_taken(urn: str, *, by_other_than: Publication) -> bool:
    return Publication.objects.filter(urn=urn).exclude(pk=by_other_than.pk).exists()


def may_resubmit(publication: Publication) -> bool:
    """Words alone, and once: of anything else nobody knows whether the network would know it again."""
    version = publication.version
    if version.media or version.card or not policy_of(publication.organisation).resubmits:
        return False
    return publication.attempts.filter(outcome=Outcome.UNCLEAR).count() == 1 == len(since_loss(publication))


def since_loss(publication: Publication) -> list[Attempt]:
    lost = lost_attempts(publication)
    return [one for one in publication.attempts.all() if lost and one.number >= lost[0].number]
