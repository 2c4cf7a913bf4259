"""What narrows the calendar. All of it lives in the address, so that a view can be kept, sent, and taken along to another
view."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict

from influence.core.lifecycle import PostState
from influence.editorial.calendar.cards import Card
from influence.editorial.calendar.periods import Period
from influence.editorial.school import CORSICA, NATIONAL, NONE

# Far more words than anybody looks for.
MOST_WORDS = 200
SCHOOLS = (*NATIONAL, CORSICA, NONE)


@dataclass(frozen=True)
class Filters:
    leader: int | None = None
    pillar: int | None = None
    state: PostState | None = None
    campaign: int | None = None
    # Looked for in the texts that the reader may open.
    words: str = ""
    # School holidays, as school.zones_of takes them. It hides no post.
    school: str = ""

    def keeps(self, card: Card) -> bool:
        """But for the words, which the database looks for. Withdrawn posts are out of the way unless somebody asks for
        them."""
        if self.state is None and card.state == PostState.WITHDRAWN:
            return False
        return (
            self.leader in (None, card.leader.pk)
            and self.pillar in (None, card.pillar.pk)
            and self.state in (None, card.state)
            and self.campaign in (None, card.campaign_id)
        )  # fmt: skip

    @property
    def any(self) -> bool:
        return any((self.leader, self.pillar, self.state, self.campaign, self.words))

    def address(self, period: Period) -> str:
        return "?" + urlencode(
            {period.span.value: period.word} | {name: value for name, value in self.given() if value}
        )

    def given(self) -> list[tuple[str, object]]:
        """By the names that the address has for them."""
        return [
            ("dirigeant", self.leader), ("pilier", self.pillar), ("etat", self.state), ("campagne", self.campaign),
            ("q", self.words), ("vacances", self.school),
        ]  # fmt: skip


def filters_of(given: QueryDict) -> Filters:
    """Whatever is odd narrows nothing."""
    state = given.get("etat", "")
    return Filters(
        leader=number(given.get("dirigeant", "")), pillar=number(given.get("pilier", "")),
        state=PostState(state) if state in set(PostState) else None, campaign=number(given.get("campagne", "")),
        words=given.get("q", "").replace("\x00", "").strip()[:MOST_WORDS],
        school=given.get("vacances", "") if given.get("vacances") in SCHOOLS else "",
    )  # fmt: skip


def number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
