"""What the composer offers while somebody types: the people and pages that the organisation knows by their URN, and the
hashtags that it uses."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from influence.accounts.actions import profiles
from influence.accounts.models import Account, AccountKind
from influence.accounts.networks import usual_app
from influence.core.lints import hashtags
from influence.editorial.embargoes import sealed
from influence.editorial.models import Post, Version
from influence.editorial.voices import profile
from influence.people.models import Leader, Organisation

MOST = 8
A_YEAR = timedelta(days=365)
# The newest tell what is usual; all of a year would be a second's work at every letter.
NEWEST = 400


@dataclass(frozen=True)
class Offer:
    """`text` goes in the place of what was typed; `label` and `detail` are read in the list."""

    text: str
    label: str
    detail: str = ""


def folded(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def mentions(organisation: Organisation, typed: str, *, speaker: Leader | None = None) -> list[Offer]:
    """Profiles and pages that were connected once: only of those is the URN known, and a wrong one tags a stranger. A person
    has another one under each developer app (linkedin-api.md §0.1): the one under that of whoever speaks."""
    found = Account.objects.filter(organisation=organisation, leader__is_active=True).exclude(author_urn="")
    rows, app = (
        found.select_related("leader").order_by("kind", "leader__name", "author_name"),
        app_of(speaker),
    )
    offers = {urn: mention(one, urn=urn) for one in rows if can_be_tagged(urn := urn_of(one, app=app))}
    return matching(offers.values(), typed)


def app_of(speaker: Leader | None) -> str:
    account = profile(speaker) if speaker else None
    return account.app if account and account.author_urn else usual_app()


def urn_of(account: Account, *, app: str) -> str:
    """A page has one everywhere; a person who never came through that app has none."""
    return account.author_urn if account.kind == AccountKind.PAGE else profiles(account).get(app, "")


def can_be_tagged(urn: str) -> bool:
    return urn.startswith(("urn:li:person:", "urn:li:organization:"))


def mention(account: Account, *, urn: str) -> Offer:
    is_page = account.kind == AccountKind.PAGE
    name = account.author_name if is_page else account.leader.name
    name = name.replace("[", "(").replace("]", ")")
    return Offer(f"@[{name}]({urn})", name, "" if is_page else account.leader.function)


def matching(offers: Iterable[Offer], typed: str) -> list[Offer]:
    """Those of which a word begins so."""
    wanted = folded(typed)
    return [one for one in offers if any(word.startswith(wanted) for word in parts(one.label))][:MOST]


def parts(label: str) -> list[str]:
    words = folded(label)
    return [words, *words.replace("-", " ").split()]


def hashtags_like(organisation: Organisation, typed: str, *, now: datetime) -> list[Offer]:
    """The most used first."""
    wanted = folded(typed)
    found = [tag for tag in usual_hashtags(organisation, now=now) if folded(tag).startswith(wanted)]
    return [Offer(f"#{tag}", f"#{tag}") for tag in found[:MOST]]


def usual_hashtags(organisation: Organisation, *, now: datetime | None = None) -> list[str]:
    """As most of the newest texts write them, the most used first; those of an embargo not. `now`: those of the last year only."""
    open_to_all = Post.objects.filter(organisation=organisation).exclude(sealed())
    versions = Version.objects.filter(pk__in=open_to_all.order_by("-pk").values("version")[:NEWEST])
    if now is not None:
        versions = versions.filter(written_at__gte=now - A_YEAR)
    uses = Counter(tag for text in versions.values_list("text", flat=True) for _place, tag in hashtags(text))
    return ranked(uses)


def ranked(uses: Counter[str]) -> list[str]:
    totals: Counter[str] = Counter()
    spelling: dict[str, str] = {}
    for tag, count in sorted(uses.items(), key=lambda one: (one[1], one[0])):
        totals[tag.casefold()] += count
        spelling[tag.casefold()] = tag
    order = sorted(totals, key=lambda key: (-totals[key], key))
    return [spelling[key] for key in order]
