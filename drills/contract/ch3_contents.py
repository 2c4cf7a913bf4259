"""Chapter 3.2: what goes with a text; and what is wrong with it when it is posted."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

from drills.contract import files
from drills.contract.ch2_protocol import fails
from drills.contract.ch3_posts import (
    BAD,
    OPTION,
    POLL,
    Check,
    a_reshare,
    article,
    bad_content,
    holds,
    images,
    patched,
    poll,
    read_back,
    taken,
)
from drills.contract.play import Case, Json, Play, refused, same, that
from influence.networks.errors import Reason, Refused
from influence.networks.ports import Article, Content, Duration, Media, Poll


def content(made: Json) -> Check:
    return taken(content=made)


def image(play: Play) -> None:
    urn = play.upload("image", files.png())
    made = {"media": {"id": urn, "altText": "Atelier"}}
    same(read_back(play, play.publish(content=made))["content"], made)


def video(play: Play) -> None:
    urn = uploaded(play, files.mp4())
    play.later(60)
    same(
        read_back(play, play.publish(content={"media": {"id": urn, "title": "Visite"}}))["lifecycleState"],
        "PUBLISHED",
    )


def uploaded(play: Play, given: bytes) -> str:
    return play.adapter().upload(io.BytesIO(given), owner_urn=play.me(), credentials=play.credentials())


def document(play: Play) -> None:
    urn = play.upload("document", files.pdf())
    made = play.publish(content={"media": {"id": urn, "title": "Rapport.pdf"}})
    that(made.startswith("urn:li:ugcPost:"), made)
    refused(play.create(content={"media": {"id": urn}}), 400, "MISSING_FIELD", field="/content/media/title")
    refused(
        play.create(" ", content={"media": {"id": urn, "title": "x"}}),
        400,
        "INVALID_VALUE_BLANK_FIELD",
        field="/commentary",
    )


def anothers_image(play: Play) -> None:
    urn = play.upload("image", files.png(), who="notadmin")
    refused(play.create(content={"media": {"id": urn}}), 400, "INVALID_IMAGE_ID", field="/content/media/id")


def adapter_publishes(
    change: Callable[[Play, Content], Content], shows: Callable[[Content], Json] = lambda wanted: {}
) -> Check:
    """As the product sends it; what readers get is the text, and what goes with it."""

    def check(play: Play) -> None:
        text = play.fresh("Un atelier à Lyon (voir le lien)")
        wanted = change(play, Content(play.me(), text))
        made = play.adapter().publish(wanted, credentials=play.credentials())
        found = {post["urn"]: post["text"] for post in play.shown()}
        same(found[made.urn], wanted.text)
        that(made.permalink.endswith(f"/feed/update/{made.urn}/"), made.permalink)
        body = read_back(play, made.urn)
        beside = {name: body[name] for name in ("content", "reshareContext") if name in body}
        that(holds(beside, shows(wanted)) and set(beside) == set(shows(wanted)), f"beside the text: {beside}")

    return check


def with_media(kind: str) -> Callable[[Play, Content], Content]:
    given = {"image": files.png(), "document": files.pdf(), "video": files.mp4(), "gif": files.gif()}[kind]

    def change(play: Play, plain: Content) -> Content:
        urn = uploaded(play, given)
        play.later(60)
        return replace(plain, media=(Media(urn, title="Titre" if kind in ("document", "video") else ""),))

    return change


def two_images(play: Play, plain: Content) -> Content:
    urns = [uploaded(play, files.png(40, height)) for height in (30, 31)]
    play.later(60)
    return replace(plain, media=tuple(Media(urn, alt_text="Vue") for urn in urns))


def one_file(wanted: Content) -> Json:
    (file,) = wanted.media
    return {"content": {"media": {"id": file.urn, **({"title": file.title} if file.title else {})}}}


def many_images(wanted: Content) -> Json:
    images = [{"id": file.urn, "altText": file.alt_text} for file in wanted.media]
    return {"content": {"multiImage": {"images": images}}}


def an_article(wanted: Content) -> Json:
    link = wanted.article
    assert link
    told = {
        "source": link.url,
        "title": link.title,
        "description": link.description,
        "thumbnail": link.thumbnail_urn,
    }
    return {"content": {"article": told | {"thumbnailAltText": link.thumbnail_alt_text}}}


def a_reshared_post(wanted: Content) -> Json:
    return {"reshareContext": {"parent": wanted.reshare_of}}


def with_poll(play: Play, plain: Content) -> Content:
    return replace(plain, poll=Poll("Télétravail ?", ("Oui", "Non"), Duration.SEVEN_DAYS))


def with_article(play: Play, plain: Content) -> Content:
    urn = uploaded(play, files.jpeg())
    play.later(60)
    return replace(plain, article=Article("https://example.com/a", "Titre", "Suite", urn, "Vue"))


def with_reshare(play: Play, plain: Content) -> Content:
    return replace(plain, reshare_of=play.publish())


def a_locked_one(reading: str, status: int) -> Check:
    def check(play: Play) -> None:
        play.reading(reshare_locked=reading)
        parent = play.publish(isReshareDisabledByAuthor=True)
        same(play.create("", reshareContext={"parent": parent}).status_code, status)
        wanted = Content(play.me(), "", reshare_of=parent)
        reason = Reason.FORBIDDEN if status == 403 else Reason.INVALID_FIELD
        fails(play, Refused, reason, lambda it: it.publish(wanted, credentials=play.credentials()))

    return check


def a_poll_stays(play: Play) -> None:
    urn = play.publish(content=POLL)
    refused(patched(play, urn, commentary="Autre"), 400, says="can't be set")  # type: ignore[arg-type]


_DURATIONS = ("ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS")


CASES = (
    Case("3.2", "none", "text alone", adapter_publishes(lambda play, plain: plain)),
    Case("3.2", "image", "with its alt text", image),
    Case("3.2", "image", "by the adapter", adapter_publishes(with_media("image"), one_file)),
    Case("3.2", "image", "another's", anothers_image),
    Case("3.2", "image", "a blank alt text", bad_content("/media/altText", "INVALID_VALUE_BLANK_FIELD", {"media": {"id": "urn:li:image:C4", "altText": ""}})),
    Case("3.2", "video", "when it is available", video),
    Case("3.2", "video", "by the adapter", adapter_publishes(with_media("video"), one_file)),
    Case("3.2", "document", "with a title and a text", document),
    Case("3.2", "document", "by the adapter", adapter_publishes(with_media("document"), one_file)),
    Case("3.2", "article", "with title and description", content(article())),
    Case("3.2", "article", "by the adapter, with a thumbnail", adapter_publishes(with_article, an_article)),
    Case("3.2", "article", "without a title", bad_content("/article/title", "MISSING_FIELD", article(title=None))),
    Case("3.2", "article", "without a source", bad_content("/article/source", "MISSING_FIELD", article(source=None))),
    Case("3.2", "multiImage", "two", images(2, 201)),
    Case("3.2", "multiImage", "by the adapter", adapter_publishes(two_images, many_images)),
    Case("3.2", "multiImage", "one is not many", images(1, 400)),
    Case("3.2", "poll", "two options", content(POLL)),
    Case("3.2", "poll", "by the adapter", adapter_publishes(with_poll, lambda wanted: {"content": poll(settings={"duration": "SEVEN_DAYS"})})),
    *(Case("3.2.1", "Durations", value, content(poll(settings={"duration": value}))) for value in _DURATIONS),
    Case("3.2.1", "Durations", "another", bad_content("/poll/settings/duration", BAD, poll(settings={"duration": "A_YEAR"}))),
    Case("3.2.1", "Options", "one", bad_content("/poll/options", BAD, poll(options=[OPTION]))),
    Case("3.2.1", "Options", "five", bad_content("/poll/options", BAD, poll(options=[OPTION] * 5))),
    Case("3.2.1", "Voters", "cannot be hidden", bad_content("/poll/settings/isVoterVisibleToAuthor", BAD, poll(settings={"duration": "ONE_DAY", "isVoterVisibleToAuthor": False}))),
    Case("3.2.1", "A poll is not edited", "400", a_poll_stays),
    Case("3.2.2", "Reshare", "without a text", a_reshare),
    Case("3.2.2", "Reshare", "by the adapter", adapter_publishes(with_reshare, a_reshared_post)),
    Case("3.2.2", "Reshare of a locked post", "400", a_locked_one("400", 400)),
    Case("3.2.2", "Reshare of a locked post", "403", a_locked_one("403", 403)),
)  # fmt: skip
