"""Where a person looks whether a post is there."""

from django.conf import settings

from influence.accounts.models import Account, AccountKind

PLACES = {AccountKind.MEMBER: "/in/%s/recent-activity/all/", AccountKind.PAGE: "/company/%s/posts/"}


def posts_of(account: Account) -> str:
    """The list of what the account has posted, newest first; "" where we do not know its address."""
    if not account.vanity_name:
        return ""
    site = str(settings.LINKEDIN["auth_url"]).rstrip("/")
    return site + PLACES[AccountKind(account.kind)] % account.vanity_name
