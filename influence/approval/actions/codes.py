from datetime import datetime

from django.db import transaction
from django.db.models import F

from influence.approval import queries
from influence.approval.actions.links import locked, may_decide
from influence.approval.models import Code, Device, Link
from influence.approval.proofs import (
    CODE_LIFE,
    CODE_LIMITS,
    CODE_TRIES,
    DEVICE_LIFE,
    code_digest,
    digest,
    is_code,
    new_code,
    new_secret,
)
from influence.approval.refusals import CodeOver, NotWaiting, TooManyCodes, WrongCode
from influence.journal.actions import record
from influence.outbox import actions as outbox
from influence.people.models import User


@transaction.atomic
def send_code(link: Link, *, at: datetime) -> Code:
    """Mail six digits to the leader of the link; an older code of the link is void. Raises NotWaiting, TooManyCodes."""
    check_open(link, at=at)
    check_rate(link, at=at)
    Code.objects.filter(link=link, used_at=None, expires_at__gt=at).update(expires_at=at)
    digits = new_code()
    code = Code.objects.create(
        link=link, digest=code_digest(digits, link_id=link.pk, version_id=link.version_id), created_at=at,
        expires_at=at + CODE_LIFE, tries_left=CODE_TRIES,
    )  # fmt: skip
    mail(code, digits=digits, at=at)
    journal("code.sent", link, at=at, code=code.pk)
    return code


def check_open(link: Link, *, at: datetime) -> None:
    post = locked(link.version.post_id)
    if post.version_id != link.version_id or not may_decide(post, now=at) or link.expires_at <= at:
        raise NotWaiting


def check_rate(link: Link, *, at: datetime) -> None:
    """Counted for the person, over all their links, behind a lock: two requests at once count as two."""
    User.objects.select_for_update(no_key=True).get(pk=link.user_id)
    for window, most in CODE_LIMITS:
        sent = Code.objects.filter(link__user=link.user_id, created_at__gt=at - window).order_by(
            "-created_at"
        )
        if len(times := list(sent.values_list("created_at", flat=True)[:most])) == most:
            raise TooManyCodes(again_at=times[-1] + window)


def mail(code: Code, *, digits: str, at: datetime) -> None:
    post = code.link.version.post
    outbox.queue(
        kind="approval_code", dedup_key=f"approval_code:{code.pk}", to=code.link.user, language=code.link.user.language,
        organisation=post.organisation, at=at, is_secret=True, expires_at=code.expires_at,
        context={"post": post, "slot": post.slot, "digits": digits},
    )  # fmt: skip


def prove(link: Link, *, code: str, label: str, at: datetime) -> str:
    """Enter a code: right, it makes this browser known and returns the secret of its cookie. Wrong, it costs a try
    that stays spent. Raises WrongCode, CodeOver, NotWaiting."""
    with transaction.atomic():
        check_open(link, at=at)
        entered = spend_try(link, at=at)
        right = is_code(code, expected=entered.digest, link_id=link.pk, version_id=link.version_id)
        secret = make_known(entered, label=label, at=at) if right else note_wrong(entered, at=at)
    if secret is None:
        raise WrongCode(tries_left=entered.tries_left)
    return secret


def spend_try(link: Link, *, at: datetime) -> Code:
    """The guarded UPDATE counts: five guesses sent at once are five tries."""
    last = queries.live_code(link, now=at)
    alive = Code.objects.filter(
        pk=last.pk if last else None, used_at=None, expires_at__gt=at, tries_left__gt=0
    )
    if not alive.update(tries_left=F("tries_left") - 1):
        raise CodeOver
    return Code.objects.select_related("link__version__post__organisation").get(pk=last.pk if last else None)


def make_known(code: Code, *, label: str, at: datetime) -> str:
    secret = new_secret()
    device = Device.objects.create(
        user_id=code.link.user_id,
        secret_hash=digest(secret),
        label=label,
        created_at=at,
        expires_at=at + DEVICE_LIFE,
    )
    Code.objects.filter(pk=code.pk).update(used_at=at, device=device)
    journal("device.known", code.link, at=at, device=device.pk, code=code.pk)
    return secret


def note_wrong(code: Code, *, at: datetime) -> None:
    journal("code.refused", code.link, at=at, code=code.pk, tries_left=code.tries_left)


def journal(verb: str, link: Link, *, at: datetime, **details: int) -> None:
    """In the story of the post. Nobody is named as the actor: until a code is right, nobody is known to be there."""
    post = link.version.post
    record(verb, post, organisation_id=post.organisation_id, at=at, by=None, link=link.pk, **details)
