"""A large house around the small one of tests/test_doors.py, whose every page has something to show: fifty leaders, two
years behind them and three months ahead. Rows in bulk, by SQL where there are many."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from bench.paging import texts
from influence.accounts.models import Account
from influence.core import cadence
from influence.core.fingerprint import content_hash
from influence.editorial.models import Pillar, Post, Slot, Version
from influence.people.models import Codir, Leader, Membership, Role, User
from influence.safeguards.models import Policy
from tests.makers import House

ZONE = "Europe/Paris"
BEHIND, AHEAD = timedelta(days=730), timedelta(days=90)
A_COMMITTEE = 10
# Of what is to come, and of what is past.
COMING = ("draft", "in_review", "returned", "approved", "scheduled")
PAST = ("published",) * 18 + ("missed", "withdrawn")
DECIDED = ("approved", "scheduled", "published")


@dataclass(frozen=True)
class Size:
    leaders: int
    posts: int
    snapshots: int

    def tenth(self) -> "Size":
        return Size(max(1, self.leaders // 10), self.posts // 10, self.snapshots // 10)


def grow(home: House, *, had: Size, size: Size, now: datetime) -> None:
    """From one size to the next."""
    voices = [voice(home, number, now=now) for number in range(had.leaders, size.leaders)]
    places = spread([home.account, *voices], numbers=range(had.posts, size.posts), now=now)
    write(home, places, pillars=themes(home), now=now)
    with connection.cursor() as cursor:
        for statement in (PUBLICATIONS, WATCHES, JOURNAL):
            cursor.execute(statement, {"house": home.organisation.pk, "now": now, "by": home.bruno.pk})
        each = max(1, round(size.snapshots / max(1, published(home))))
        cursor.execute(SNAPSHOTS, {"house": home.organisation.pk, "each": each})
        cursor.execute("VACUUM ANALYZE")


def strict(home: House) -> None:
    """The rules that a new organisation has: what collides is looked for. The houses of the tests have none."""
    Policy.objects.filter(organisation=home.organisation).delete()


def voice(home: House, number: int, *, now: datetime) -> Account:
    organisation = home.organisation
    user = User.objects.create(
        email=f"voix{number}@{home.organisation.slug}.example",
        name=f"Dominique Voix-{number:02d}",
        password="!",
    )
    Membership.objects.create(user=user, organisation=organisation, role=Role.LEADER)
    codir, _new = Codir.objects.get_or_create(
        organisation=organisation, name=f"CoDir {number // A_COMMITTEE + 1}"
    )
    leader = Leader.objects.create(
        organisation=organisation, codir=codir, department=home.department, user=user, name=user.name, function="Direction",
        zone=ZONE,
    )  # fmt: skip
    return Account.objects.create(organisation=organisation, leader=leader, connected_at=now)


def themes(home: House) -> list[Pillar]:
    for number, name in enumerate(("Innovation", "Ville", "Métiers", "Recherche")):
        Pillar.objects.get_or_create(
            organisation=home.organisation, name=name, defaults={"letter": name[0], "colour": number + 3}
        )
    return list(home.organisation.pillars.all())


Place = tuple[int, Account, datetime]


def write(
    home: House,
    places: Iterable[Place],
    *,
    pillars: Sequence[Pillar],
    now: datetime,
) -> None:
    """A post for each place. Also Claire's, whose queue is looked at."""
    places = list(places)
    slots = Slot.objects.bulk_create(
        (slot_of(account, at, pillars[n % len(pillars)]) for n, account, at in places), batch_size=2000
    )
    posts = Post.objects.bulk_create((post_of(slot, home, now) for slot in slots), batch_size=2000)
    versions = Version.objects.bulk_create(
        (
            version_of(post, account, texts.said(n), home=home)
            for post, (n, account, _at) in zip(posts, places, strict=True)
        ),
        batch_size=2000,
    )
    states = [state_of(slot, n, now=now) for slot, (n, _account, _at) in zip(slots, places, strict=True)]
    settle(posts, versions, states, home=home, now=now)


def spread(everybody: Sequence[Account], *, numbers: Sequence[int], now: datetime) -> Iterator[Place]:
    """Each at an instant of its own, in working order from two years ago to three months ahead."""
    step = (BEHIND + AHEAD) / max(1, len(numbers))
    for turn, n in enumerate(numbers):
        at = (now - BEHIND + turn * step).replace(microsecond=0) + timedelta(microseconds=n)
        yield n, everybody[n % len(everybody)], at


def slot_of(account: Account, at: datetime, pillar: Pillar) -> Slot:
    day, time = cadence.wall(at, ZONE)
    return Slot(
        organisation_id=account.organisation_id,
        leader_id=account.leader_id,
        pillar=pillar,
        day=day,
        time=time,
        zone=ZONE,
        at=at,
    )


def post_of(slot: Slot, home: House, now: datetime) -> Post:
    written = min(slot.at, now) - timedelta(days=7)
    return Post(
        organisation_id=slot.organisation_id, leader_id=slot.leader_id, pillar_id=slot.pillar_id, slot=slot, state="draft",
        created_by=home.bruno, created_at=written, changed_at=written,
    )  # fmt: skip


def version_of(post: Post, account: Account, text: str, *, home: House) -> Version:
    return Version(
        post=post, number=1, text=text, account=account, written_by=home.bruno, written_at=post.created_at,
        submitted_by=home.bruno, submitted_at=post.created_at,
        content_hash=content_hash(text=text, account=str(account.pk), audience="PUBLIC"),
    )  # fmt: skip


def state_of(slot: Slot, number: int, *, now: datetime) -> str:
    states = COMING if slot.at > now + timedelta(minutes=1) else PAST
    return states[number % len(states)]


def settle(
    posts: Iterable[Post], versions: Iterable[Version], states: Sequence[str], *, home: House, now: datetime
) -> None:
    given = {"posts": [post.pk for post in posts], "versions": [one.pk for one in versions], "states": list(states),
             "decided": list(DECIDED), "now": now}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(STATES, given)
        cursor.execute(DECISIONS, given)


def published(home: House) -> int:
    return Post.objects.filter(organisation=home.organisation, state="published").count()


STATES = """
UPDATE editorial_post post SET version_id = wanted.version, state = wanted.state
  FROM unnest(%(posts)s::bigint[], %(versions)s::bigint[], %(states)s::text[]) AS wanted (id, version, state)
 WHERE post.id = wanted.id"""
DECISIONS = """
INSERT INTO editorial_decision (version_id, content_hash, kind, reason, wishes, decided_by_id, decided_at, channel, slot_at)
SELECT version.id, version.content_hash, 'approve', '', '{}', leader.user_id, version.submitted_at + interval '1 day', 'session', slot.at
  FROM editorial_post post
  JOIN editorial_version version ON version.id = post.version_id
  JOIN editorial_slot slot ON slot.id = post.slot_id
  JOIN people_leader leader ON leader.id = post.leader_id
 WHERE post.id = ANY(%(posts)s) AND post.state = ANY(%(decided)s)"""
PUBLICATIONS = """
INSERT INTO publishing_publication
       (organisation_id, post_id, account_id, version_id, content_hash, due_at, state, urn, permalink, published_at, problem, changed_at)
SELECT post.organisation_id, post.id, version.account_id, version.id, version.content_hash, slot.at,
       CASE post.state WHEN 'published' THEN 'published' ELSE 'due' END,
       CASE post.state WHEN 'published' THEN 'urn:li:share:' || (7000000000000000000 + post.id) ELSE '' END,
       CASE post.state WHEN 'published' THEN 'https://www.linkedin.com/feed/update/urn:li:share:1/' ELSE '' END,
       CASE post.state WHEN 'published' THEN slot.at END, '', slot.at
  FROM editorial_post post
  JOIN editorial_version version ON version.id = post.version_id
  JOIN editorial_slot slot ON slot.id = post.slot_id
 WHERE post.organisation_id = %(house)s AND post.state IN ('published', 'scheduled')
    ON CONFLICT DO NOTHING"""
WATCHES = """
INSERT INTO engagement_watch (publication_id, read_at, failures, problem)
SELECT id, published_at + interval '1 hour', 0, '' FROM publishing_publication
 WHERE organisation_id = %(house)s AND state = 'published' ON CONFLICT DO NOTHING"""
SNAPSHOTS = """
INSERT INTO engagement_snapshot
       (organisation_id, publication_id, taken_at, source, reactions, reactions_by_type, comments, reshares, impressions, reach)
SELECT one.organisation_id, one.id, one.published_at + turn * interval '7 hours', 'api', 10 * turn + one.id %% 40,
       '{"LIKE": 3}', turn, turn / 2, 400 * turn + one.id %% 900, 300 * turn
  FROM publishing_publication one CROSS JOIN generate_series(1, %(each)s) turn
 WHERE one.organisation_id = %(house)s AND one.state = 'published'
    ON CONFLICT DO NOTHING"""
# What a page of the latest acts reads; the chain of hashes is another bench's matter.
JOURNAL = """
INSERT INTO journal_entry
       (organisation_id, sequence, at, actor_id, verb, subject_type, subject_id, details, previous_hash, hash)
SELECT %(house)s, newest.last + row_number() OVER (ORDER BY post.id), least(post.changed_at, %(now)s), %(by)s,
       (ARRAY['post.written', 'post.submitted', 'post.moved'])[1 + post.id %% 3], 'post', post.id, '{}', '', ''
  FROM editorial_post post
 CROSS JOIN (SELECT coalesce(max(sequence), 0) AS last FROM journal_entry WHERE organisation_id = %(house)s) newest
 WHERE post.organisation_id = %(house)s
   AND NOT EXISTS (SELECT 1 FROM journal_entry old WHERE old.organisation_id = %(house)s AND old.subject_type = 'post' AND old.subject_id = post.id)"""
