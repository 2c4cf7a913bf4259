"""What must hold for a post to go out, as SQL: asked when it is planned, when it is claimed, and again in the
transaction that begins to send."""

from datetime import datetime

from django.db import connection
from django.db.models import Q

from influence.accounts.models import Account, AccountState
from influence.networks.ports import Mode
from influence.publishing.models import Publication
from influence.publishing.policy import CATCH_UP

PUBLISHING_MODES = (Mode.PUBLISH_ONLY, Mode.FULL)

# Promise 1: the leader's own recorded yes to this very content. Needs `post` and `version`.
DECIDED = """
      JOIN people_leader leader ON leader.id = post.leader_id AND leader.is_active
      JOIN editorial_decision decision
        ON decision.version_id = version.id AND decision.kind = 'approve'
       AND decision.content_hash = version.content_hash AND decision.decided_by_id = leader.user_id
"""

# An account through which we may publish now. Needs `account`.
USABLE = """account.state = 'connected' AND account.mode IN ('publish_only', 'full')
       AND (account.access_expires_at IS NULL OR account.access_expires_at > %(now)s)"""

# A publication of the version that is approved, of a post that is scheduled, at the hour of its slot, in time.
FIT = f"""
      FROM publishing_publication publication
      JOIN editorial_post post
        ON post.id = publication.post_id AND post.state = 'scheduled' AND post.version_id = publication.version_id
      JOIN editorial_slot slot ON slot.id = post.slot_id AND slot.at = publication.due_at
      JOIN editorial_version version
        ON version.id = publication.version_id AND version.content_hash = publication.content_hash
      {DECIDED}
      JOIN accounts_account account
        ON account.id = publication.account_id AND account.leader_id = post.leader_id AND {USABLE}
     WHERE publication.due_at <= %(now)s AND publication.due_at >= %(oldest)s
"""


def is_fit(publication: Publication, *, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 {FIT} AND publication.id = %(id)s",
            {"now": now, "oldest": now - CATCH_UP, "id": publication.pk},
        )
        return cursor.fetchone() is not None


def usable_account(now: datetime) -> Q:
    """Of a publication: its account can publish now. Says the same as USABLE (a test compares them)."""
    lives = Q(account__access_expires_at__isnull=True) | Q(account__access_expires_at__gt=now)
    return lives & Q(account__state=AccountState.CONNECTED, account__mode__in=PUBLISHING_MODES)


def is_usable(account: Account, *, now: datetime) -> bool:
    lives = account.access_expires_at is None or account.access_expires_at > now
    return lives and account.state == AccountState.CONNECTED and account.mode in PUBLISHING_MODES
