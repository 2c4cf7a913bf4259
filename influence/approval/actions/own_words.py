"""A leader's own words, and their second thoughts."""

from datetime import datetime

from django.db import transaction
from django.utils.functional import SimpleLazyObject

from influence.approval.actions.decisions import is_elsewhere, tell
from influence.approval.actions.links import locked
from influence.approval.actions.reading import note_seen
from influence.approval.refusals import SlotMoved
from influence.editorial import actions as editorial
from influence.editorial.comparing import changes
from influence.editorial.models import Decision, Version
from influence.editorial.spacing import in_turn
from influence.editorial.standing_in import decider_within
from influence.people.models import User


@transaction.atomic
def decide_with_edit(
    version: Version,
    *,
    text: str,
    by: User,
    content_hash: str,
    channel: str,
    at: datetime,
    shown_at: datetime | None = None,
) -> Decision:
    """The leader's own wording and their yes to it, in one transaction; whoever submitted the text reads what changed.
    Raises editorial's refusals and SlotMoved; nothing has happened then."""
    in_turn(version.post.organisation_id)
    post = locked(version.post_id)
    if shown_at and is_elsewhere(post, version, shown_at=shown_at):
        raise SlotMoved
    decision = editorial.approve_with_edit(
        version, text=text, by=by, content_hash=content_hash, channel=channel, at=at
    )
    note_seen(decision.version, by=by, at=at)
    is_own = decision.version.pk != version.pk
    tell(
        locked(version.post_id), kind="draft_approved_reworded" if is_own else "draft_approved", at=at,
        dedup_key=f"decision:{decision.pk}", to=decision.version.submitted_by,
        changes=changes(version.text, decision.version.text) if is_own else [],
    )  # fmt: skip
    return decision


@transaction.atomic
def think_again(decision: Decision, *, by: User, at: datetime) -> Version:
    """A request for change, or a refusal, taken back while nobody acted on it: the post waits for its leader once more.
    They have it before their eyes: no new mail asks them. Raises NotYours, MovedOn, TooLate."""
    fresh = editorial.ask_again(decision, by=by, at=at)
    note_seen(fresh, by=by, at=at)
    tell(locked(fresh.post_id), kind="answer_taken_back", dedup_key=f"taken_back:{decision.pk}", at=at,
         to=fresh.submitted_by, decision=decision, who=SimpleLazyObject(lambda: decider_within(decision)))  # fmt: skip
    return fresh
