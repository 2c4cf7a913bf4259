"""One post of each kind that LinkedIn knows (data/contents.toml), written with files of the library and played in last
month's story beside the calendar's."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from influence.accounts.actions import account_for
from influence.accounts.models import Account, AccountKind
from influence.demo.cast import DATA, Cast
from influence.editorial.actions import plan_slot, write_post
from influence.editorial.models import Post
from influence.library.actions import keep

FILES = DATA / "media"
MENTION = re.compile(r"@\[([^\]]+)\]\(\1\)")


def script() -> dict[str, Any]:
    return tomllib.loads((DATA / "contents.toml").read_text(encoding="utf-8"))


def told() -> list[dict[str, Any]]:
    return list(script()["posts"])


def fill_library(cast: Cast, *, at: datetime) -> dict[str, str]:
    """Every file of the demo, by the editor; returns the hash of each by its name."""
    kept = {}
    for name, alt_text in script()["files"].items():
        with (FILES / name).open("rb") as file:
            found = keep(
                file, name=name, organisation=cast.organisation, by=cast.editors[0], at=at, alt_text=alt_text, checked=True
            )  # fmt: skip
        kept[name] = found.sha256
    return kept


def kept_files(cast: Cast) -> dict[str, str]:
    return dict(cast.organisation.media_files.values_list("name", "sha256"))


def day(row: dict[str, Any], *, month: date) -> date:
    """The row's weekday in its week of the month."""
    first = month.replace(day=1)
    return first + timedelta(days=(row["weekday"] - first.isoweekday()) % 7 + 7 * (row["week"] - 1))


def of_their_own() -> Iterator[dict[str, Any]]:
    """All but those that share another post, which has to be out first."""
    return (row for row in told() if "reshares" not in row)


def write(
    cast: Cast, row: dict[str, Any], *, month: date, files: dict[str, str], at: datetime, shared: str = ""
) -> Post:
    """The row as a draft in its place. `shared`: the URN of the post that it shares."""
    leader = next(leader for leader in cast.leaders if leader.name == row["leader"])
    whose = {
        "organisation": cast.organisation,
        "leader": leader,
        "pillar": cast.organisation.pillars.get(letter=row["pillar"]),
    }
    slot = plan_slot(**whose, day=day(row, month=month), time=row["time"], zone=leader.zone, fold=None, at=at)
    card = {"kind": "reshare", "urn": shared} if shared else card_of(row, files=files)
    return write_post(
        **whose, slot=slot, text=mentioning(cast, row["text"]).strip(), media=media_of(row, files=files), card=card,
        first_comment=row.get("first_comment", ""), account=page_of(cast) if row.get("page") else None,
        by=cast.editors[0], at=at,
    )  # fmt: skip


def media_of(row: dict[str, Any], *, files: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"sha256": files[part["file"]], "alt_text": part.get("alt", ""), "title": part.get("title", "")}
        for part in row.get("media", [])
    ]


def card_of(row: dict[str, Any], *, files: dict[str, str]) -> dict[str, Any] | None:
    card = row.get("card")
    if card and "thumbnail" in card:
        return card | {"thumbnail": files[card["thumbnail"]]}
    return dict(card) if card else None


def page_of(cast: Cast) -> Account:
    return Account.objects.get(organisation=cast.organisation, kind=AccountKind.PAGE)


def mentioning(cast: Cast, text: str) -> str:
    """`@[Name](Name)` of a leader becomes a mention of the profile that their account names."""
    urns = {leader.name: account_for(leader).author_urn for leader in cast.leaders}
    return MENTION.sub(lambda found: f"@[{found[1]}]({urns[found[1]]})", text)
