"""Chapter 6 from 6.2 on: reactions and counters."""

from __future__ import annotations

from drills.contract.ch6_social import Check, close, received, said
from drills.contract.play import Case, Play, done, key, refused, same, that

KINDS = ("LIKE", "PRAISE", "EMPATHY", "INTEREST", "APPRECIATION", "ENTERTAINMENT")


def closing_deletes(play: Play) -> None:
    urn = play.publish()
    said(play, urn)
    close(play, urn)
    body = done(play.get(f"/rest/socialMetadata/{key(urn)}"))
    same((body["commentsState"], body["commentSummary"]["count"]), ("CLOSED", 0))


def summary(play: Play) -> None:
    urn = received(play)
    body = done(play.get(f"/rest/socialActions/{key(urn)}"))
    same((body["likesSummary"]["totalLikes"], body["commentsSummary"]["commentsState"]), (30, "OPEN"))


def likers(play: Play) -> None:
    urn = received(play)
    found = done(play.get(f"/rest/socialActions/{key(urn)}/likes?start=0&count=100"))["elements"]
    same(len({one["actor"] for one in found}), 30)


def react(play: Play, urn: str, kind: str = "LIKE"):
    return play.post(f"/rest/reactions?actor={key(play.me())}", {"root": urn, "reactionType": kind})


def a_reaction(kind: str) -> Check:
    def check(play: Play) -> None:
        body = done(react(play, play.publish(), kind), 201)
        same(body["reactionType"], kind)
        that(body["id"].startswith("urn:li:reaction:("), body["id"])

    return check


def a_reaction_of_the_past(play: Play) -> None:
    refused(react(play, play.publish(), "MAYBE"), 400, "INVALID_VALUE_FOR_FIELD", field="/reactionType")


def twice(reading: str, status: int) -> Check:
    def check(play: Play) -> None:
        play.reading(reaction_twice=reading)
        urn = play.publish()
        done(react(play, urn), 201)
        same(react(play, urn, "PRAISE").status_code, status)
        found = play.adapter().reactions(urn, credentials=play.credentials())
        same([one.kind for one in found], ["PRAISE" if status == 201 else "LIKE"])

    return check


def get_a_reaction(play: Play) -> None:
    urn = play.publish()
    path = f"/rest/reactions/(actor:{key(play.me())},entity:{key(urn)})"
    same(play.get(path).status_code, 404)
    done(react(play, urn), 201)
    same(done(play.get(path))["reactionType"], "LIKE")
    done(play.call("DELETE", path, rest="DELETE"), 204)
    same(play.get(path).status_code, 404)


def list_reactions(play: Play) -> None:
    urn = received(play)
    times = []
    for order in ("CHRONOLOGICAL", "REVERSE_CHRONOLOGICAL", "RELEVANCE"):
        path = f"/rest/reactions/(entity:{key(urn)})?q=entity&sort=(value:{order})&start=0&count=100"
        times.append([one["created"]["time"] for one in done(play.get(path, rest="FINDER"))["elements"]])
    same((times[0], times[1]), (sorted(times[0]), sorted(times[1], reverse=True)))
    same(sorted(times[2]), times[0], "the same people, in whatever order")
    same(len(list(play.adapter().reactions(urn, credentials=play.credentials()))), 30, "by the adapter")


def metadata(play: Play) -> None:
    urn = received(play, mix={"LIKE": 1})
    body = done(play.get(f"/rest/socialMetadata/{key(urn)}"))
    same(body["reactionSummaries"], {"LIKE": {"reactionType": "LIKE", "count": 30}}, "missing kinds are zero")
    counted = play.adapter().counters(urn, credentials=play.credentials(), capabilities=())
    same((counted.reactions, counted.comments), (30, body["commentSummary"]["count"]))


def metadata_together(play: Play) -> None:
    urns = [play.publish(), play.publish()]
    path = f"/rest/socialMetadata?ids=List({','.join(map(key, urns))})"
    same(set(done(play.get(path, rest="BATCH_GET"))["results"]), set(urns))
    same(set(play.adapter().counters_of(urns, credentials=play.credentials())), set(urns), "by the adapter")


CASES = (
    Case("6.2", "Summary", "likes and comments", summary),
    Case("6.2", "Likers", "by person", likers),
    Case("6.3", "Create", "201 with body", a_reaction("LIKE")),
    Case("6.3", "Create", "twice replaces", twice("replaces", 201)),
    Case("6.3", "Create", "twice is refused", twice("refused", 409)),
    Case("6.3", "Get", "200, or 404", get_a_reaction),
    Case("6.3", "List", "in three orders", list_reactions),
    Case("6.3", "Delete", "204", get_a_reaction),
    *(Case("6.3", kind, "may be chosen", a_reaction(kind)) for kind in KINDS),
    Case("6.3", "MAYBE", "is of the past", a_reaction_of_the_past),
    Case("6.4", "One post", "missing kinds are zero", metadata),
    Case("6.4", "Several posts", "together", metadata_together),
    Case("6.4", "Close comments", "202, and those that are there go", closing_deletes),
    Case("10.3", "reactions by type", "of a member's post", metadata),
    Case("10.3", "who engaged", "likers and commenters", list_reactions),
)  # fmt: skip
