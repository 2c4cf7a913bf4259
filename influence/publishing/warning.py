"""What is foreseen, told early, once for each problem and slot, to whoever can mend it."""

from collections.abc import Iterator
from datetime import datetime

from influence.editorial.models import Post
from influence.people.models import Role, User
from influence.people.queries import people_of
from influence.publishing import telling
from influence.publishing.foresight import Foreseen, Risk, foreseen
from influence.publishing.words_of_risks import RISKS, Advice


def warn(*, now: datetime) -> int:
    """How many problems were looked at; those told before are told no more."""
    return sum(tell(one, now=now) for one in foreseen(Post.objects.all(), now=now))


def tell(one: Foreseen, *, now: datetime) -> int:
    due = list(to_tell(one, now=now))
    for risk, advice in due:
        telling.tell(
            "foreseen", one.post, to=menders(one, advice), due_at=one.slot.at, at=now, nth=str(risk),
            context={"advice": advice, "args": advice.args(one)},
        )  # fmt: skip
    return len(due)


def to_tell(one: Foreseen, *, now: datetime) -> Iterator[tuple[Risk, Advice]]:
    for risk in one.risks:
        advice = RISKS[risk]
        if advice.told is not None and one.slot.at - now <= advice.told:
            yield risk, advice


def menders(one: Foreseen, advice: Advice) -> list[User]:
    post = one.post
    if advice.who == "leader":
        return [post.leader.user] if post.leader.user.is_active else telling.editors(post)
    if advice.who == "operators":
        return people_of(post.organisation, Role.OPERATOR) or telling.editors(post)
    return telling.editors(post)
