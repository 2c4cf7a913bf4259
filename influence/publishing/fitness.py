"""What must hold for a post to go out, as SQL: asked when it is planned, when it is claimed, and again in the
transaction that begins to send."""

from datetime import datetime

from django.db import connection
from django.db.models import Q

from influence.accounts.models import Account, AccountState
from influence.accounts.networks import speaks, token_of
from influence.editorial.standing_in import SPOKEN
from influence.networks.ports import Mode
from influence.publishing.lateness import CROWDED, IN_TIME, JOIN_POLICY
from influence.publishing.models import Publication
from influence.safeguards.sql import ALLOWED

PUBLISHING_MODES = (Mode.PUBLISH_ONLY, Mode.FULL)

# Promise 1: the leader's own recorded yes to this very content, or one under their mandate. Needs `post` and `version`.
DECIDED = f"""
      JOIN people_leader leader ON leader.id = post.leader_id AND leader.is_active
      JOIN editorial_decision decision
        ON decision.version_id = version.id AND decision.kind = 'approve'
       AND decision.content_hash = version.content_hash AND {SPOKEN}
"""

# An account through which we may publish now. A page shows the token of the profile that it speaks through. Needs
# `account` and `holder`.
USABLE = """account.state = 'connected' AND holder.state = 'connected'
       AND holder.mode IN ('publish_only', 'full')
       AND (holder.access_expires_at IS NULL OR holder.access_expires_at > %(now)s)"""

# The files that the version shows, thumbnails too. Needs `version`.
FILES = """(
      SELECT part ->> 'sha256' AS sha256 FROM jsonb_array_elements(version.media) part
       UNION
      SELECT version.card ->> 'thumbnail' WHERE version.card ->> 'thumbnail' > '')"""

# Each of them lies ready at the network, sent for this very author. Needs `publication`, `version` and `account`.
MEDIA_READY = f"""NOT EXISTS (
      SELECT 1 FROM {FILES} wanted
       WHERE NOT EXISTS (
             SELECT 1 FROM publishing_upload upload
              WHERE upload.publication_id = publication.id AND upload.sha256 = wanted.sha256
                AND upload.owner_urn = account.author_urn AND upload.state = 'available' AND upload.available_at <= %(now)s))"""  # noqa: S608 (no value of anybody is in it)

# A publication of the version that is approved, of a post that is scheduled, at the hour of its slot.
OF_A_PLAN = f"""
      JOIN editorial_post post
        ON post.id = publication.post_id AND post.state = 'scheduled' AND post.version_id = publication.version_id
      JOIN editorial_slot slot ON slot.id = post.slot_id AND slot.at = publication.due_at
      JOIN editorial_version version
        ON version.id = publication.version_id AND version.content_hash = publication.content_hash
      {DECIDED}
      JOIN accounts_account account
        ON account.id = publication.account_id AND account.leader_id = post.leader_id
      JOIN accounts_account holder ON holder.id = COALESCE(account.through_id, account.id) AND {USABLE}
      {JOIN_POLICY}
"""

PLANNED = f"FROM publishing_publication publication {OF_A_PLAN}"

# In time, with all that it shows, with nothing in its way that no approval lifts, and not one of a crowd that is late.
READY = f"{IN_TIME} AND {MEDIA_READY} AND {ALLOWED} AND NOT {CROWDED}"
FIT = f"{PLANNED} WHERE {READY}"


# For a statement that asks it of rows whose numbers are known: joined in the order in which it is written, row by row, through
# indexes. It is planned once a connection, perhaps while tables were small or nothing was known of them, and must not begin
# anywhere else, however large they become.
ROW_BY_ROW = """set_config('join_collapse_limit', '1', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true), set_config('enable_seqscan', 'off', true)"""


def is_fit(publication: Publication, *, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 {FIT} AND publication.id = %(id)s",
            {"now": now, "id": publication.pk},
        )
        return cursor.fetchone() is not None


def media_ready(publication: Publication, *, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {MEDIA_READY} FROM publishing_publication publication
                  JOIN editorial_version version ON version.id = publication.version_id
                  JOIN accounts_account account ON account.id = publication.account_id
                 WHERE publication.id = %(id)s""",  # noqa: S608
            {"now": now, "id": publication.pk},
        )
        return bool(cursor.fetchone()[0])


def is_crowded(publication: Publication, *, now: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {CROWDED} FROM publishing_publication publication
                  JOIN accounts_account account ON account.id = publication.account_id
                  {JOIN_POLICY}
                 WHERE publication.id = %(id)s""",  # noqa: S608 (no value of anybody is in it)
            {"now": now, "id": publication.pk},
        )
        return bool(cursor.fetchone()[0])


def usable_account(now: datetime, *, prefix: str = "account") -> Q:
    """Of a publication: its account can publish now. Says the same as USABLE (a test compares them)."""
    alone = Q(through__isnull=True) & speaking(now)
    through = Q(state=AccountState.CONNECTED) & speaking(now, holder="through__")
    # A list of accounts, as its negation is asked for too: what is unknown of a join is neither true nor false.
    return Q(**{f"{prefix}__in": Account.objects.filter(alone | through).values("pk")})


def speaking(now: datetime, *, holder: str = "") -> Q:
    lives = Q(**{f"{holder}access_expires_at__isnull": True}) | Q(**{f"{holder}access_expires_at__gt": now})
    return lives & Q(**{f"{holder}state": AccountState.CONNECTED, f"{holder}mode__in": PUBLISHING_MODES})


def is_usable(account: Account, *, now: datetime) -> bool:
    holder = token_of(account)
    lives = holder.access_expires_at is None or holder.access_expires_at > now
    return lives and speaks(account) and holder.mode in PUBLISHING_MODES
