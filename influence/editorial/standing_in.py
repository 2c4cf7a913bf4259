"""Deciding in a leader's place (ADR 0014): which posts a mandate covers, who is kept from using it, and the statement by
which a post is allowed out. Promise 1: the leader's own yes, or one under the mandate that they gave."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from influence.core.lifecycle import PostState
from influence.editorial.embargoes import may_read
from influence.editorial.models import Decision, Post, Version
from influence.people import mandates
from influence.people.models import Mandate, User

# Needs `decision`, `version`, `post` and `leader`. The mandate is the leader's own word to this very person; it had begun
# and was neither over nor revoked when they decided; it names the post's pillar or none; and nothing since the decision
# before was written or submitted by them.
SPOKEN = """(
      decision.mandate_id IS NULL AND decision.decided_by_id = leader.user_id
   OR EXISTS (
      SELECT 1 FROM people_mandate mandate
       WHERE mandate.id = decision.mandate_id
         AND mandate.leader_id = leader.id AND mandate.given_by_id = leader.user_id
         AND mandate.delegate_id = decision.decided_by_id
         AND mandate.starts_at <= decision.decided_at AND mandate.given_at <= decision.decided_at
         AND decision.decided_at < mandate.ends_at
         AND (mandate.revoked_at IS NULL OR decision.decided_at < mandate.revoked_at)
         AND (NOT EXISTS (SELECT 1 FROM people_mandate_pillars named WHERE named.mandate_id = mandate.id)
              OR EXISTS (SELECT 1 FROM people_mandate_pillars named
                          WHERE named.mandate_id = mandate.id AND named.pillar_id = post.pillar_id))
         AND NOT EXISTS (
             SELECT 1 FROM editorial_version theirs
              WHERE theirs.post_id = version.post_id AND theirs.number <= version.number
                AND theirs.number > COALESCE((
                    SELECT max(older.number) FROM editorial_version older
                      JOIN editorial_decision word ON word.version_id = older.id
                     WHERE older.post_id = version.post_id AND older.number < version.number), 0)
                AND (theirs.written_by_id = decision.decided_by_id OR theirs.submitted_by_id = decision.decided_by_id))))
"""


def covers(mandate: Mandate, post: Post) -> bool:
    """By its themes; asked of a mandate that holds."""
    named = {pillar.pk for pillar in mandate.pillars.all()}
    return mandate.leader_id == post.leader_id and (not named or post.pillar_id in named)


def within(held: Iterable[Mandate]) -> Q:
    """The posts that these mandates cover."""
    found = Q(pk=None)
    for mandate in held:
        named = [pillar.pk for pillar in mandate.pillars.all()]
        found |= Q(leader=mandate.leader_id, pillar__in=named) if named else Q(leader=mandate.leader_id)
    return found


def mandate_for(post: Post, *, by: User, at: datetime) -> Mandate | None:
    """Under which this person may decide on this post now; locked, so that whoever revokes it comes before or after. None
    too for what an embargo keeps from them."""
    if not may_read(post, by):
        return None
    theirs = mandates.holding(now=at).filter(leader=post.leader_id, delegate=by)
    for pk in list(theirs.order_by("pk").values_list("pk", flat=True)):
        Mandate.objects.select_for_update(no_key=True).get(pk=pk)
        fresh = theirs.filter(pk=pk).prefetch_related("pillars").first()
        if fresh and covers(fresh, post):
            return fresh
    return None


def delegates(post: Post, *, now: datetime) -> list[User]:
    """Who may decide on it in its leader's place, but for those whose own words it holds."""
    held = mandates.holding(now=now).filter(leader=post.leader_id).select_related("delegate")
    return [
        one.delegate for one in held.prefetch_related("pillars").order_by("pk")
        if covers(one, post) and may_read(post, one.delegate) and post.version and not had_a_hand(post, post.version, user_id=one.delegate_id)
    ]  # fmt: skip


def was_put_forward(post: Post) -> bool:
    """A draft is its writers' own; one that was decided on is not, whatever became of it."""
    return post.state != PostState.DRAFT or Decision.objects.filter(version__post=post).exists()


def stands_in(person: User, post: Post, *, now: datetime) -> bool:
    """Who may read and decide in the leader's place now."""
    return was_put_forward(post) and person in delegates(post, now=now)


def outgrows(post: Post, *, pillar_id: int) -> bool:
    """Under another pillar it would no longer be what a mandate covered when it was approved: it would not go out, and
    nobody would know why."""
    if post.state not in (PostState.APPROVED, PostState.SCHEDULED):
        return False
    decision = (
        Decision.objects.filter(version=post.version_id, mandate__isnull=False)
        .select_related("mandate")
        .first()
    )
    if decision is None or decision.mandate is None:
        return False
    named = {pillar.pk for pillar in decision.mandate.pillars.all()}
    return bool(named) and pillar_id not in named


def had_a_hand(post: Post, version: Version, *, user_id: int) -> bool:
    """Wrote or submitted it, in any version since the decision before: as SPOKEN says it (a test compares them)."""
    decided = Decision.objects.filter(version__post=post, version__number__lt=version.number)
    last = decided.order_by("-version__number").values_list("version__number", flat=True).first() or 0
    since = Version.objects.filter(post=post, number__gt=last, number__lte=version.number)
    return since.filter(Q(written_by=user_id) | Q(submitted_by=user_id)).exists()


def without_own_words(posts: QuerySet[Post], *, user_id: int) -> QuerySet[Post]:
    """The same, of many: what is put before a delegate is not of their own making."""
    decided = (
        Version.objects.filter(post=OuterRef(OuterRef("pk")), decisions__isnull=False)
        .exclude(pk=OuterRef(OuterRef("version")))
        .order_by("-number")
    )
    last = Coalesce(decided.values("number")[:1], 0)
    mine = Version.objects.filter(
        Q(written_by=user_id) | Q(submitted_by=user_id), post=OuterRef("pk"), number__gt=last
    )
    return posts.filter(~Exists(mine))


def decided_for(leader_user: User) -> QuerySet[Decision]:
    """All that was decided in this person's place, the latest first."""
    related = (
        "decided_by",
        "mandate__leader",
        "version__post__slot",
        "version__post__leader",
        "version__post__organisation",
    )
    mine = Decision.objects.filter(
        mandate__leader__user=leader_user, version__post__leader__user=F("mandate__leader__user")
    )
    return mine.select_related(*related).order_by("-decided_at", "-pk")


def decider(decision: Decision) -> str:
    """« Marie Durand, pour Claire Martin »: wherever a decision shows. In a sentence, `decider_within`."""
    if decision.mandate_id is None:
        return decision.decided_by.name
    return _("%(delegate)s, pour %(leader)s") % names(decision)


def decider_within(decision: Decision) -> str:
    if decision.mandate_id is None:
        return decision.decided_by.name
    return _("%(delegate)s (pour %(leader)s)") % names(decision)


def names(decision: Decision) -> dict[str, str]:
    return {
        "delegate": str(decision.decided_by),
        "leader": decision.mandate.leader.name if decision.mandate else "",
    }
