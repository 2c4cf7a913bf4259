"""Where a person looks whether a post is there, and what the network's own pages are called."""

from django.conf import settings

from influence.accounts.models import Account, AccountKind
from influence.networks.assisted import Assisted

PLACES = {AccountKind.MEMBER: "/in/%s/recent-activity/all/", AccountKind.PAGE: "/company/%s/posts/"}


def site() -> Assisted:
    return Assisted(site=settings.LINKEDIN["auth_url"])


def posts_of(account: Account) -> str:
    """The list of what the account has posted, newest first; "" where we do not know its address."""
    if not account.vanity_name:
        return ""
    return (
        str(settings.LINKEDIN["auth_url"]).rstrip("/")
        + PLACES[AccountKind(account.kind)] % account.vanity_name
    )
