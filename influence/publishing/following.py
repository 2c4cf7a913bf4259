"""What comes after a post is live."""

from datetime import datetime, timedelta

from influence.accounts.models import Account, AccountKind
from influence.accounts.networks import capabilities
from influence.networks.ports import Capability
from influence.publishing.models import CommentState, FirstComment, Publication

# The first look at what went out (publishing.verifying).
FIRST_CHECK = timedelta(minutes=5)

# What a page may do goes by the rights to post and to comment in its name.
OF_A_PAGE = {
    Capability.PUBLISH: Capability.PAGE_PUBLISH,
    Capability.EDIT: Capability.PAGE_PUBLISH,
    Capability.READ_POSTS: Capability.PAGE_READ_POSTS,
    Capability.DELETE: Capability.PAGE_PUBLISH,
    Capability.COMMENT: Capability.PAGE_COMMENT,
}


def follow(publication: Publication, *, now: datetime) -> None:
    """In the transaction in which it becomes live: its first comment, if it has one, is the next thing to do, and a look
    at whether it is still there, where its account may look."""
    look = first_check(publication.account, now=now)
    if look or publication.next_look_at:
        Publication.objects.filter(pk=publication.pk).update(next_look_at=look, looks=0)
    comment_next(publication, now=now)


def first_check(account: Account, *, now: datetime) -> datetime | None:
    return now + FIRST_CHECK if may(account, Capability.READ_POSTS) else None


def comment_next(publication: Publication, *, now: datetime) -> None:
    if publication.version.first_comment.strip():
        FirstComment.objects.get_or_create(
            publication=publication,
            defaults={"state": CommentState.WAITING, "next_attempt_at": now, "changed_at": now},
        )


def may(account: Account, capability: Capability) -> bool:
    wanted = OF_A_PAGE.get(capability, capability) if account.kind == AccountKind.PAGE else capability
    return wanted in capabilities(account)
