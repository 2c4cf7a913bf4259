"""Chapter 5: files. Announced, put, processed; and what the adapter stops beforehand."""

from __future__ import annotations

import io
from collections.abc import Callable

from drills.contract import files
from drills.contract.ch2_protocol import fails
from drills.contract.play import Case, Play, done, key, refused, same, that
from influence.networks.errors import Reason, Refused
from influence.networks.linkedin.limits import BadMedia, Limit
from influence.networks.ports import MediaStage

Check = Callable[[Play], None]
FILES = {"image": files.png(), "document": files.pdf(), "video": files.mp4()}
PART = 4 * 1024 * 1024


def whole(kind: str) -> Check:
    def check(play: Play) -> None:
        value = play.announce(kind)
        that(value[kind].startswith(f"urn:li:{kind}:"), value[kind])
        that({"uploadUrl", "uploadUrlExpiresAt"} <= set(value), sorted(value))
        answer = play.put(value["uploadUrl"], FILES[kind])
        same((answer.status_code, answer.content), (201, b""))

    return check


def stages(kind: str) -> Check:
    def check(play: Play) -> None:
        play.need_control()
        value = play.announce(kind)
        path = f"/rest/{kind}s/{key(value[kind])}"
        seen = [done(play.get(path))["status"]]
        play.put(value["uploadUrl"], FILES[kind])
        seen.append(done(play.get(path))["status"])
        play.later(60)
        seen.append(done(play.get(path))["status"])
        same(seen, ["WAITING_UPLOAD", "PROCESSING", "AVAILABLE"])

    return check


def failed(kind: str, given: bytes) -> Check:
    """Taken like any other: it is the processing that fails."""

    def check(play: Play) -> None:
        play.need_control()
        urn = play.upload(kind, given)
        same(done(play.get(f"/rest/{kind}s/{key(urn)}"))["status"], "PROCESSING_FAILED")
        same(play.adapter().media_status(urn, credentials=play.credentials()).stage, MediaStage.FAILED)

    return check


def without_token(play: Play) -> None:
    same(play.put(play.announce("image")["uploadUrl"], files.png(), who=None).status_code, 401)


def status_for_self_serve(kind: str) -> Check:
    def check(play: Play) -> None:
        given = {"fileSizeBytes": 100_000} if kind == "video" else {}
        urn = play.announce(kind, who="selfserve", **given)[kind]
        answer = play.get(f"/rest/{kind}s/{key(urn)}", who="selfserve")
        same(answer.status_code, 200 if kind == "video" else 403)
        stage = play.adapter("selfserve").media_status(urn, credentials=play.credentials("selfserve")).stage
        same(stage, MediaStage.WAITING if kind == "video" else None)

    return check


def together(play: Play) -> None:
    urns = [play.announce("image")["image"] for _ in range(2)]
    found = done(play.get(f"/rest/images?ids=List({','.join(map(key, urns))})", rest="BATCH_GET"))
    same(set(found["results"]), set(urns))


def a_download(play: Play) -> None:
    urn = play.upload("image", files.png())
    url = done(play.get(f"/rest/images/{key(urn)}"))["downloadUrl"]
    same(play.session.get(url, timeout=15).content, files.png())


def anothers_owner(kind: str) -> Check:
    def check(play: Play) -> None:
        asked = {
            "owner": "urn:li:person:Zz98Yy76Xx",
            **({"fileSizeBytes": 100_000} if kind == "video" else {}),
        }
        answer = play.post(f"/rest/{kind}s?action=initializeUpload", {"initializeUploadRequest": asked})
        refused(answer, 403, "ACCESS_DENIED", says="[/initializeUploadRequest/owner]")

    return check


def too_late(kind: str) -> Check:
    def check(play: Play) -> None:
        url = play.announce(kind)["uploadUrl"]
        play.later(2 * 86_400)
        refused(play.put(url, FILES[kind]), 400, "EXPIRED_UPLOAD_URL")

    return check


def parts(play: Play) -> None:
    film = files.mp4(size=2 * PART + 100)
    value = play.announce("video", fileSizeBytes=len(film))
    steps = value["uploadInstructions"]
    same([(one["firstByte"], one["lastByte"]) for one in steps][-1], (2 * PART, len(film) - 1))
    same(len(steps), 3)
    tags = []
    for one in steps:
        answer = play.put(one["uploadUrl"], film[one["firstByte"] : one["lastByte"] + 1], who=None)
        same(answer.status_code, 200)
        tags.append(answer.headers["ETag"].strip('"'))
    wrong = finalise(play, value["video"], tags[::-1])
    same(wrong.status_code, 400)
    done(finalise(play, value["video"], tags))


def finalise(play: Play, urn: str, tags: list[str], token: str = ""):
    request = {"video": urn, "uploadToken": token, "uploadedPartIds": tags}
    return play.post("/rest/videos?action=finalizeUpload", {"finalizeUploadRequest": request})


def a_part_is_missing(play: Play) -> None:
    value = play.announce("video", fileSizeBytes=100_000)
    refused(finalise(play, value["video"], []), 400, "MEDIA_ASSET_WAITING_UPLOAD")


def part_with_token(play: Play) -> None:
    value = play.announce("video", fileSizeBytes=100_000)
    same(play.put(value["uploadInstructions"][0]["uploadUrl"], files.mp4()).status_code, 400)


def part_of_another_length(play: Play) -> None:
    value = play.announce("video", fileSizeBytes=100_000)
    same(play.put(value["uploadInstructions"][0]["uploadUrl"], b"x", who=None).status_code, 400)


def captions(play: Play) -> None:
    value = play.announce("video", fileSizeBytes=100_000, uploadCaptions=True, uploadThumbnail=True)
    that({"captionsUploadUrl", "thumbnailUploadUrl"} <= set(value), sorted(value))


def since_202602(play: Play) -> None:
    play.announce("video", fileSizeBytes=100_000, templateName="x")
    play.version = "202601"
    try:
        content = {
            "initializeUploadRequest": {"owner": play.me(), "fileSizeBytes": 100_000, "templateName": "x"}
        }
        same(play.post("/rest/videos?action=initializeUpload", content).status_code, 400)
    finally:
        play.version = "202609"


def of_size(size: int) -> Check:
    def check(play: Play) -> None:
        content = {"initializeUploadRequest": {"owner": play.me(), "fileSizeBytes": size}}
        answer = play.post("/rest/videos?action=initializeUpload", content)
        refused(answer, 400, "INVALID_VALUE_FOR_FIELD", field="/initializeUploadRequest/fileSizeBytes")

    return check


def life_of_addresses(play: Play) -> None:
    play.need_control()
    value = play.announce("video", fileSizeBytes=100_000)
    days = (value["uploadUrlsExpireAt"] - play.now().timestamp() * 1000) / 86_400_000
    that(29 < days < 31, f"{days} days")


def a_video_that_fails(play: Play) -> None:
    play.control("faults", fault="media-failed")
    urn = play.adapter().upload(io.BytesIO(files.mp4()), owner_urn=play.me(), credentials=play.credentials())
    play.later(60)
    status = play.adapter().media_status(urn, credentials=play.credentials())
    same((status.stage, bool(status.why)), (MediaStage.FAILED, True))


def uploaded(kind: str, given: bytes) -> Check:
    """By the adapter, whole or in parts; then it is available."""

    def check(play: Play) -> None:
        network, who = play.adapter(), play.credentials()
        urn = network.upload(io.BytesIO(given), owner_urn=play.me(), credentials=who)
        that(urn.startswith(f"urn:li:{kind}:"), urn)
        play.later(60)
        same(network.media_status(urn, credentials=who).stage, MediaStage.AVAILABLE)

    return check


def stopped(limit: Limit, given: bytes) -> Check:
    """The adapter names the limit, and LinkedIn hears nothing of it."""

    def check(play: Play) -> None:
        play.need_control()
        try:
            play.adapter().upload(io.BytesIO(given), owner_urn=play.me(), credentials=play.credentials())
        except BadMedia as failure:
            same(failure.limit, limit)
        else:
            that(False, "taken")
        same(play.control("media", method="GET")["media"], [])

    return check


def address_expired(play: Play) -> None:
    play.control("faults", fault="upload-url-expired")
    ask = lambda it: it.upload(io.BytesIO(files.png()), owner_urn=play.me(), credentials=play.credentials())
    fails(play, Refused, Reason.MEDIA_FAILED, ask)


CASES = (
    *(Case("5.1", "Images", words, check) for words, check in (
        ("announced and put", whole("image")), ("how far it is", stages("image")), ("together", together),
        ("seen again", a_download), ("put without a token", without_token), ("another's", anothers_owner("image")),
        ("by the adapter", uploaded("image", files.png())), ("a JPG by the adapter", uploaded("image", files.jpeg())),
    )),
    Case("5.1", "EXPIRED_UPLOAD_URL", "an address that is over", too_late("image")),
    Case("5.1", "EXPIRED_UPLOAD_URL", "the adapter calls it a matter of the file", address_expired),
    Case("0.1", "Read image/document upload status", "no: 403", status_for_self_serve("image")),
    Case("0.1", "Read image/document upload status", "documents neither", status_for_self_serve("document")),
    Case("0.1", "Read image/document upload status", "videos may be asked about", status_for_self_serve("video")),
    Case("0.3", "Image", "36,152,320 pixels", failed("image", files.png(6000, 6026))),
    Case("0.3", "Image", "251 frames", failed("image", files.gif(251))),
    Case("0.3", "Image", "no image at all", failed("image", b"hello" * 99)),
    Case("0.3", "Image", "the adapter counts the pixels", stopped(Limit.PIXELS, files.png(6013, 6013))),
    Case("0.3", "Image", "the adapter counts the frames", stopped(Limit.FRAMES, files.gif(251))),
    Case("0.3", "Document", "301 pages", failed("document", files.pdf(301))),
    Case("0.3", "Document", "the adapter counts the pages", stopped(Limit.PAGES, files.pdf(301))),
    Case("0.3", "Video", "below 75 KB", of_size(76_799)),
    Case("0.3", "Video", "above 500 MB", of_size(524_288_001)),
    Case("0.3", "Video", "the adapter weighs it", stopped(Limit.BYTES_LEAST, files.mp4(size=1000))),
    Case("0.3", "Video", "under 3 s, the adapter looks at the clock", stopped(Limit.SECONDS_LEAST, files.mp4(2))),
    Case("0.3", "Video", "over 30 min, the adapter too", stopped(Limit.SECONDS_MOST, files.mp4(1801))),
    *(Case("5.3", "Documents", words, check) for words, check in (
        ("announced and put", whole("document")), ("how far it is", stages("document")), ("another's", anothers_owner("document")),
        ("by the adapter", uploaded("document", files.pdf())), ("no document", failed("document", files.png())),
    )),
    *(Case("5.4", "Videos", words, check) for words, check in (
        ("in parts of 4 MiB, put together in order", parts), ("a part is missing", a_part_is_missing),
        ("a part with a token", part_with_token), ("a part of another length", part_of_another_length),
        ("captions and thumbnail", captions), ("another's", anothers_owner("video")), ("addresses for 30 days", life_of_addresses),
        ("processing fails, with a reason", a_video_that_fails), ("by the adapter", uploaded("video", files.mp4(size=PART + 9))),
    )),
    Case("5.4", "Fields since 202602", "not before", since_202602),
)  # fmt: skip
