"""Chapter 6.1: comments; and what a self-serve app may not do socially (0.1)."""

from __future__ import annotations

from collections.abc import Callable

from drills.contract.ch2_protocol import comment, fails
from drills.contract.play import PAGE, Case, Json, Play, done, key, refused, same, that
from influence.networks.errors import RateLimited, Reason, Refused
from influence.networks.linkedin.commenting import Route

Check = Callable[[Play], None]


def comments(urn: str) -> str:
    return f"/rest/socialActions/{key(urn)}/comments"


def said(play: Play, urn: str, text: str = "Bravo") -> Json:
    return done(comment(play, urn, text), 201)


def a_comment(play: Play) -> None:
    urn = play.publish()
    answer = comment(play, urn, "Bravo à tous")
    body = done(answer, 201)
    same(answer.headers["x-restli-id"], body["id"])
    that(body["object"].startswith("urn:li:activity:"), body["object"])
    same(
        (body["commentUrn"], body["message"]["text"]),
        (f"urn:li:comment:({body['object']},{body['id']})", "Bravo à tous"),
    )


def a_comment_lacks(field: str, code: str, content: Json) -> Check:
    def check(play: Play) -> None:
        sent = {"actor": play.me(), **content}
        refused(play.post(comments(play.publish()), sent), 400, code, field=field)

    return check


def no_actor(play: Play) -> None:
    refused(
        play.post(comments(play.publish()), {"message": {"text": "x"}}), 400, "MISSING_FIELD", field="/actor"
    )


def a_mention(play: Play) -> None:
    value = {"person": {"person": "urn:li:person:Zz98Yy76Xx"}}
    message = {"text": "😀 Bravo à Nadia", "attributes": [{"start": 11, "length": 5, "value": value}]}
    body = done(play.post(comments(play.publish()), {"actor": play.me(), "message": message}), 201)
    same(body["message"]["attributes"], message["attributes"])
    message["attributes"][0]["start"] = 99  # type: ignore[index]
    play.later(61)
    same(play.post(comments(play.publish()), {"actor": play.me(), "message": message}).status_code, 400)


def adapter_mentions(reading: str) -> Check:
    def check(play: Play) -> None:
        play.reading(mention_unit=reading)
        urn = play.publish()
        raw = "Bravo à @[Nadia Benali](urn:li:person:Zz98Yy76Xx)"
        made = play.adapter().comment(urn, raw, actor_urn=play.me(), credentials=play.credentials())
        (found,) = done(play.get(comments(urn)))["elements"]
        same((found["message"]["text"], len(found["message"]["attributes"])), ("Bravo à Nadia Benali", 1))
        same(made.urn, found["commentUrn"])

    return check


def adapter_says(reading: str, read: str) -> Check:
    """Sent as it is. Were comments little text, nothing that the adapter sends would be lost but backslashes."""

    def check(play: Play) -> None:
        play.reading(comment_text=reading)
        urn = play.publish()
        play.adapter().comment(
            urn, "Bravo (à tous) C:\\x", actor_urn=play.me(), credentials=play.credentials()
        )
        (found,) = done(play.get(comments(urn)))["elements"]
        same(found["message"]["text"], read)

    return check


def of_length(reading: str, length: int, status: int) -> Check:
    def check(play: Play) -> None:
        play.reading(comment_limit=reading)
        body = done(comment(play, play.publish(), "x" * length), status)
        same(len(body["message"]["text"]) if status == 201 else 0, length if status == 201 else 0)

    return check


def adapter_stops_long_ones(play: Play) -> None:
    urn = play.publish()
    say = lambda it: it.comment(urn, "x" * 1251, actor_urn=play.me(), credentials=play.credentials())
    fails(play, Refused, Reason.TOO_LONG, say)


def a_reply(how: str) -> Check:
    def check(play: Play) -> None:
        urn = play.publish()
        first = said(play, urn)["commentUrn"]
        play.later(61)
        content: Json = {"actor": play.me(), "message": {"text": "Merci"}}
        path = comments(first)
        if how == "parent":
            path, content = comments(urn), content | {"parentComment": first}
        if how == "adapter":
            play.adapter().comment(first, "Merci", actor_urn=play.me(), credentials=play.credentials())
        else:
            same(done(play.post(path, content), 201)["parentComment"], first)
        same(len(done(play.get(comments(first)))["elements"]), 1, "replies")
        same(len(done(play.get(comments(urn)))["elements"]), 1, "first level")

    return check


def one_comment(play: Play) -> None:
    urn = play.publish()
    made = said(play, urn)
    same(done(play.get(f"{comments(urn)}/{made['id']}"))["commentUrn"], made["commentUrn"])
    same(play.get(f"{comments(urn)}/1").status_code, 404)


def several_comments(play: Play) -> None:
    urn = play.publish()
    made = said(play, urn)
    found = done(play.get(f"{comments(urn)}?ids=List({made['id']},1)", rest="BATCH_GET"))
    same((set(found["results"]), set(found["errors"])), ({made["id"]}, {"1"}))


def an_edit(play: Play) -> None:
    urn = play.publish()
    made = said(play, urn)
    patch = {"patch": {"message": {"$set": {"text": "Corrigé"}}}}
    path = f"{comments(urn)}/{made['id']}?actor={key(play.me())}"
    answer = play.post(path, patch, rest="PARTIAL_UPDATE")
    same(
        (done(answer)["message"]["text"], answer.headers["x-resourceidentity-urn"]),
        ("Corrigé", made["commentUrn"]),
    )
    play.adapter().edit_comment(
        made["commentUrn"], "Encore", actor_urn=play.me(), credentials=play.credentials()
    )
    same(done(play.get(f"{comments(urn)}/{made['id']}"))["message"]["text"], "Encore")


def a_delete(play: Play) -> None:
    urn = play.publish()
    made = said(play, urn)
    path = f"{comments(urn)}/{made['id']}?actor={key(play.me())}"
    done(play.call("DELETE", path, rest="DELETE"), 204)
    same(play.get(path.partition("?")[0]).status_code, 404)
    play.later(61)
    again = said(play, urn)["commentUrn"]
    play.adapter().delete_comment(again, actor_urn=play.me(), credentials=play.credentials())
    same(list(play.adapter().comments(urn, credentials=play.credentials())), [])


def throttled(play: Play) -> None:
    play.need_control()
    urn = play.publish()
    said(play, urn)
    refused(
        comment(play, urn, "Encore"),
        429,
        says="Comment create throttled: creation rate limit exceeded for member",
    )
    say = lambda it: it.comment(urn, "Encore", actor_urn=play.me(), credentials=play.credentials())
    fails(play, RateLimited, Reason.THROTTLED, say)


def closed(status: str) -> Check:
    def check(play: Play) -> None:
        play.reading(comments_closed=status)
        urn = play.publish()
        close(play, urn)
        same(comment(play, urn).status_code, int(status))
        say = lambda it: it.comment(urn, "x", actor_urn=play.me(), credentials=play.credentials())
        fails(play, Refused, Reason.INVALID_FIELD if status == "422" else Reason.FORBIDDEN, say)

    return check


def close(play: Play, urn: str) -> None:
    patch = {"patch": {"$set": {"commentsState": "CLOSED"}}}
    path = f"/rest/socialMetadata/{key(urn)}?actor={key(play.me())}"
    done(play.post(path, patch, rest="PARTIAL_UPDATE"), 202)


def a_picture(play: Play) -> None:
    from drills.contract import files

    image = play.upload("image", files.png())
    content = {"actor": play.me(), "message": {"text": "Vu"}, "content": [{"entity": {"image": image}}]}
    same(done(play.post(comments(play.publish()), content), 201)["content"][0]["entity"], {"image": image})


def of_a_page(play: Play) -> None:
    urn = play.publish(author=PAGE)
    body = done(play.post(comments(urn), {"actor": PAGE, "message": {"text": "Merci"}}), 201)
    same((body["actor"], body["created"]["impersonator"]), (PAGE, play.me()))


def the_old_route(reading: str, status: int) -> Check:
    def check(play: Play) -> None:
        play.reading(old_comments=reading)
        urn = play.publish(who="selfserve")
        content = {"actor": play.me(), "message": {"text": "Le lien"}}
        same(
            play.post(f"/v2/socialActions/{key(urn)}/comments", content, who="selfserve").status_code, status
        )
        play.later(61)
        given = {"actor_urn": play.me(), "credentials": play.credentials("selfserve"), "route": Route.OLD}
        if status == 201:
            that(play.adapter("selfserve").comment(urn, "Le lien", **given).urn, "a name")
        else:
            fails(
                play, Refused, Reason.SCOPE_MISSING, lambda it: it.comment(urn, "x", **given), who="selfserve"
            )

    return check


def not_for_self_serve(ask: Callable[[Play, str], object]) -> Check:
    def check(play: Play) -> None:
        urn = play.publish(who="selfserve")
        fails(play, Refused, Reason.SCOPE_MISSING, lambda _: ask(play, urn), who="selfserve")

    return check


def for_the_community_app(ask: Callable[[Play, str, str], object]) -> Check:
    def check(play: Play) -> None:
        ask(play, play.publish(who="cma-std"), "cma-std")

    return check


def received(play: Play, **policy: object) -> str:
    """A post with thirty people's reactions and comments, a month later."""
    play.control("members", generate=60, group="public")
    urn = play.publish()
    usual: Json = {
        "reactions": 30,
        "comments": 6,
        "reshares": 2,
        "impressions": 1000,
        "variation": 0,
        "insider_share": 0,
    }
    play.control("engagement", post=urn, **usual, **policy)
    play.later(31 * 86_400)
    return urn


def list_comments(play: Play) -> None:
    urn = received(play)
    found = done(play.get(comments(urn) + "?start=0&count=100"))
    same(len(found["elements"]), 6)
    told = list(play.adapter().comments(urn, credentials=play.credentials()))
    same([one.id for one in told], [one["id"] for one in found["elements"]])


_BLANK: Json = {"message": {"text": " "}}
_ASK_COUNTS = lambda play, urn: play.adapter("selfserve").counters(
    urn, credentials=play.credentials("selfserve"), capabilities=()
)
_ASK_WHO = lambda play, urn: list(
    play.adapter("selfserve").reactions(urn, credentials=play.credentials("selfserve"))
)
_SAY = lambda play, urn: play.adapter("selfserve").comment(
    urn, "x", actor_urn=play.me(), credentials=play.credentials("selfserve")
)

CASES = (
    Case("0.1", "Count reactions/comments", "not with a self-serve app", not_for_self_serve(_ASK_COUNTS)),
    Case("0.1", "Count reactions/comments", "with the other", for_the_community_app(lambda play, urn, who: play.adapter(who).counters(urn, credentials=play.credentials(who), capabilities=()))),
    Case("0.1", "Who liked / commented", "not with a self-serve app", not_for_self_serve(_ASK_WHO)),
    Case("0.1", "Who liked / commented", "with the other", for_the_community_app(lambda play, urn, who: list(play.adapter(who).reactions(urn, credentials=play.credentials(who))))),
    Case("0.1", "Comment / react as member via /rest", "not with a self-serve app", not_for_self_serve(_SAY)),
    Case("0.1", "Comment / react as member via /rest", "with the other", for_the_community_app(lambda play, urn, who: play.adapter(who).comment(urn, "x", actor_urn=play.me(), credentials=play.credentials(who)))),
    Case("0.1", "Comment via old /v2", "open", the_old_route("open", 201)),
    Case("0.1", "Comment via old /v2", "closed", the_old_route("closed", 403)),
    Case("0.3", "Comment text", "1,250", of_length("1250", 1250, 201)),
    Case("0.3", "Comment text", "1,251", of_length("1250", 1251, 400)),
    Case("0.3", "Comment text", "1,251 where there is no limit", of_length("none", 1251, 201)),
    Case("0.3", "Comment text", "the adapter stops before", adapter_stops_long_ones),
    Case("6.1", "Create", "201 with body and number", a_comment),
    Case("6.1", "Create", "without a text", a_comment_lacks("/message/text", "MISSING_FIELD", {})),
    Case("6.1", "Create", "without an actor", no_actor),
    Case("6.1", "Create", "blank", a_comment_lacks("/message/text", "INVALID_VALUE_BLANK_FIELD", _BLANK)),
    Case("6.1", "Create", "a picture", a_picture),
    Case("6.1", "Create", "as a page", of_a_page),
    Case("6.1", "Mentions", "offsets within the text", a_mention),
    Case("6.1", "Mentions", "by the adapter, in UTF-16", adapter_mentions("utf16")),
    Case("6.1", "Mentions", "by the adapter, in characters", adapter_mentions("codepoints")),
    Case("6.1", "Plain text", "never escaped", adapter_says("plain", "Bravo (à tous) C:\\x")),
    Case("6.1", "Plain text", "were it little text", adapter_says("little", "Bravo (à tous) C:x")),
    Case("6.1", "Throttle", "one a minute", throttled),
    Case("6.1", "Comments closed", "422", closed("422")),
    Case("6.1", "Comments closed", "403", closed("403")),
    Case("6.1", "Reply", "on the comment's URN", a_reply("urn")),
    Case("6.1", "Reply", "by parentComment", a_reply("parent")),
    Case("6.1", "Reply", "by the adapter", a_reply("adapter")),
    Case("6.1", "List", "in pages, by the adapter too", list_comments),
    Case("6.1", "Replies", "of one comment", a_reply("urn")),
    Case("6.1", "One", "by its number", one_comment),
    Case("6.1", "Several", "results and errors", several_comments),
    Case("6.1", "Edit", "200 with body", an_edit),
    Case("6.1", "Delete", "204", a_delete),
    Case("6.1", "Old route", "open", the_old_route("open", 201)),
    Case("6.1", "Old route", "closed", the_old_route("closed", 403)),
)  # fmt: skip
