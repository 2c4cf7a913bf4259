"""Uploads as LinkedIn wants them (linkedin-api.md §5), over real HTTP."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

import pytest

from influence.networks.errors import NetworkFailure, Reason, Refused, Temporary, Unauthorised
from influence.networks.http import Http, Upload
from influence.networks.linkedin import LinkedIn
from influence.networks.linkedin.limits import BadMedia, Limit
from influence.networks.ports import Credentials, MediaStage, MediaStatus
from tests.networks import files
from tests.networks.loopback import Loopback

CLAIRE = "urn:li:person:Ab12Cd34Ef"
IMAGE, DOCUMENT, VIDEO = "urn:li:image:C4E22AQ", "urn:li:document:D4E10AQ", "urn:li:video:C4D10AQ"


def place(server: Loopback, kind: str, urn: str) -> dict[str, object]:
    return {"value": {"uploadUrlExpiresAt": 1, "uploadUrl": f"{server.url}/dms-uploads/1?x=%2F", kind: urn}}


def send(linkedin: LinkedIn, content: bytes, claire: Credentials) -> str:
    return linkedin.upload(io.BytesIO(content), owner_urn=CLAIRE, credentials=claire)


@pytest.mark.parametrize(
    ("kind", "urn", "content", "type_"),
    [
        ("image", IMAGE, files.png(), "image/png"),
        ("image", IMAGE, files.jpeg(), "image/jpeg"),
        ("image", IMAGE, files.gif(), "image/gif"),
        ("document", DOCUMENT, files.pdf(), "application/pdf"),
    ],
)
def test_an_image_or_document_takes_two_calls(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, kind: str, urn: str, content: bytes, type_: str
) -> None:
    server.answer(200, place(server, kind, urn))
    server.answer(201)
    assert send(linkedin, content, claire) == urn
    asked, sent = server.seen
    assert (asked.method, asked.path) == ("POST", f"/rest/{kind}s?action=initializeUpload")
    assert asked.json == {"initializeUploadRequest": {"owner": CLAIRE}}
    assert (sent.method, sent.path, sent.body) == ("PUT", "/dms-uploads/1?x=%2F", content)
    assert sent.headers["Content-Type"] == type_
    assert sent.headers["Content-Length"] == str(len(content))
    assert sent.headers["Authorization"] == "Bearer AQX-s3cret-token"
    assert "LinkedIn-Version" not in sent.headers


def video_places(server: Loopback, size: int, part: int, *, token: str = "") -> dict[str, object]:
    instructions = [
        {
            "uploadUrl": f"{server.url}/dms-uploads/v/{start}",
            "firstByte": start,
            "lastByte": min(start + part, size) - 1,
        }
        for start in range(0, size, part)
    ]
    return {"value": {"video": VIDEO, "uploadToken": token, "uploadInstructions": instructions}}


def test_a_video_goes_in_parts_whose_names_are_given_back_in_order(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    content = files.mp4(size=100_000)
    server.answer(200, video_places(server, len(content), 40_000, token="t"))
    for tag in ('"e0"', "e1", 'W/"e2"'):
        server.answer(200, ETag=tag)
    server.answer(200)
    assert send(linkedin, content, claire) == VIDEO
    asked, *parts, ended = server.seen
    assert asked.json["initializeUploadRequest"] == {
        "owner": CLAIRE,
        "fileSizeBytes": len(content),
        "uploadCaptions": False,
        "uploadThumbnail": False,
    }
    assert b"".join(part.body for part in parts) == content
    assert [part.headers["Content-Length"] for part in parts] == [
        "40000",
        "40000",
        str(len(content) - 80_000),
    ]
    assert all(part.headers["Content-Type"] == "application/octet-stream" for part in parts)
    assert not any("Authorization" in part.headers for part in parts)
    assert ended.path == "/rest/videos?action=finalizeUpload"
    request = {"video": VIDEO, "uploadToken": "t", "uploadedPartIds": ["e0", "e1", "e2"]}
    assert ended.json == {"finalizeUploadRequest": request}


class Watched(io.BytesIO):
    """Tells the largest piece that was asked of it at once."""

    largest = 0

    def read(self, size: int | None = -1) -> bytes:
        self.largest = max(self.largest, len(self.getbuffer()) if size is None or size < 0 else size)
        return super().read(size)


def test_a_file_is_never_read_whole(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    content = files.mp4(size=8_000_000)
    server.answer(200, video_places(server, len(content), 4 << 20))
    server.answer(200, ETag="a")
    server.answer(200, ETag="b")
    server.answer(200)
    file = Watched(content)
    linkedin.upload(file, owner_urn=CLAIRE, credentials=claire)
    assert 0 < file.largest <= 65536


def test_a_file_beyond_a_limit_is_not_even_announced(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    with pytest.raises(BadMedia) as caught:
        send(linkedin, files.png(7000, 7000), claire)
    assert caught.value.limit is Limit.PIXELS
    assert server.seen == []


@pytest.mark.parametrize(
    "url",
    [
        "http://upload.example/1",
        "http://www.linkedin.com/dms-uploads/1",
        "https://evil.example/dms-uploads/1",
        "https://evil.example\\.linkedin.com/1",
        "https://www.linkedin.com@evil.example/1",
        "https://evil.example#.linkedin.com/1",
        "https://linkedin.com.evil.example/1",
        "ftp://www.linkedin.com/1",
        "file:///etc/passwd",
        "//www.linkedin.com/1",
        "/dms-uploads/1",
        "https://[::1/1",
        "https://www.linkedin.com:0/1",
        "https://www.linkedin.com/a b",
    ],
)
def test_a_token_goes_to_no_other_host(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, url: str
) -> None:
    server.answer(200, {"value": {"uploadUrl": url, "image": IMAGE}})
    with pytest.raises(Temporary) as caught:
        send(linkedin, files.png(), claire)
    assert caught.value.reason is Reason.BAD_ANSWER
    assert len(server.seen) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v", "http://evil.example/v", "https://a@b.example/v"])
def test_no_part_goes_over_plain_http_to_another_address(server: Loopback, url: str) -> None:
    with pytest.raises(Temporary) as caught:
        Http(server.url).upload(Upload(url, io.BytesIO(b"x"), 0, 1))
    assert caught.value.reason is Reason.BAD_ANSWER


@pytest.mark.parametrize(
    "url", ["https://www.linkedin.com/dms-uploads/1?e=1&v=beta", "https://media.licdn.com:443/x"]
)
def test_https_is_an_upload_address(url: str) -> None:
    assert Http("https://api.linkedin.com").takes(url)


def test_an_upload_follows_no_redirect(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(200, place(server, "image", IMAGE))
    server.answer(307, Location=f"{server.url}/elsewhere")
    with pytest.raises(Temporary):
        send(linkedin, files.png(), claire)
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("status", "body", "kind", "reason"),
    [
        (401, {"code": "EXPIRED_ACCESS_TOKEN"}, Unauthorised, Reason.TOKEN_EXPIRED),
        (413, {"code": "REQUEST_ENTITY_TOO_LARGE"}, Refused, Reason.TOO_LARGE),
        (415, {"code": "UNSUPPORTED_MEDIA_TYPE"}, Refused, Reason.MEDIA_FAILED),
        (400, {"code": "EXPIRED_UPLOAD_URL"}, Refused, Reason.MEDIA_FAILED),
        (503, b"<html>", Temporary, Reason.SERVER_ERROR),
    ],
)
def test_an_upload_that_is_refused_says_why(
    linkedin: LinkedIn,
    server: Loopback,
    claire: Credentials,
    status: int,
    body: Any,
    kind: type[NetworkFailure],
    reason: Reason,
) -> None:
    server.answer(200, place(server, "image", IMAGE))
    server.answer(status, body)
    with pytest.raises(NetworkFailure) as caught:
        send(linkedin, files.png(), claire)
    assert type(caught.value) is kind
    assert caught.value.reason is reason


def test_a_lost_upload_may_be_made_again(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(200, place(server, "image", IMAGE))
    server.break_off("reset")
    with pytest.raises(Temporary) as caught:
        send(linkedin, files.png(), claire)
    assert caught.value.reason is Reason.NO_ANSWER


def test_a_file_that_shrinks_meanwhile_is_a_failure_of_ours(server: Loopback) -> None:
    with pytest.raises(Temporary):
        Http(server.url, read_seconds=0.3).upload(Upload(f"{server.url}/x", io.BytesIO(b"abc"), 0, 5))


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [(0, 99_998)],
        [(0, 100_000)],
        [(1, 99_999)],
        [(0, 40_000), (40_000, 99_999)],
        [(40_000, 99_999), (0, 39_999)],
        [(0, 99_999), (100_000, 99_999)],
    ],
)
def test_parts_that_do_not_make_up_the_video_are_not_sent(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, parts: list[tuple[int, int]]
) -> None:
    told = [{"uploadUrl": f"{server.url}/v", "firstByte": first, "lastByte": last} for first, last in parts]
    server.answer(200, {"value": {"video": VIDEO, "uploadToken": "", "uploadInstructions": told}})
    content = files.mp4(size=100_000)
    assert len(content) == 100_000
    with pytest.raises(Temporary) as caught:
        send(linkedin, content, claire)
    assert caught.value.reason is Reason.BAD_ANSWER
    assert len(server.seen) == 1


def test_a_part_without_a_name_is_not_finished(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    content = files.mp4(size=100_000)
    server.answer(200, video_places(server, len(content), 4 << 20))
    server.answer(200)
    with pytest.raises(Temporary):
        send(linkedin, content, claire)


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ("WAITING_UPLOAD", MediaStage.WAITING),
        ("PROCESSING", MediaStage.PROCESSING),
        ("AVAILABLE", MediaStage.AVAILABLE),
        ("PROCESSING_FAILED", MediaStage.FAILED),
    ],
)
@pytest.mark.parametrize("urn", [IMAGE, DOCUMENT, VIDEO])
def test_one_look_tells_how_far_it_is(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, urn: str, said: str, stage: MediaStage
) -> None:
    server.answer(200, {"id": urn, "status": said})
    assert linkedin.media_status(urn, credentials=claire) == MediaStatus(urn, stage)
    assert server.last.path == f"/rest/{urn.split(':')[2]}s/{urn.replace(':', '%3A')}"


def test_a_failed_video_says_why(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    server.answer(200, {"status": "PROCESSING_FAILED", "processingFailureReason": "codec\x00"})
    assert linkedin.media_status(VIDEO, credentials=claire).why == "codec�"


def test_a_self_serve_access_may_not_look_at_images_but_at_videos(
    linkedin: LinkedIn, server: Loopback, claire: Credentials
) -> None:
    message = {"message": "Accessing this image resource is forbidden...", "code": "ACCESS_DENIED"}
    server.answer(403, message)
    assert linkedin.media_status(IMAGE, credentials=claire) == MediaStatus(IMAGE, None)
    server.answer(403, message)
    with pytest.raises(Refused):
        linkedin.media_status(VIDEO, credentials=claire)


def test_only_media_has_such_a_status(linkedin: LinkedIn, server: Loopback, claire: Credentials) -> None:
    with pytest.raises(Refused):
        linkedin.media_status("urn:li:share:7529830966886400000", credentials=claire)
    assert server.seen == []


def test_any_seekable_file_will_do(
    linkedin: LinkedIn, server: Loopback, claire: Credentials, tmp_path: Any
) -> None:
    (tmp_path / "photo.txt").write_bytes(files.png())
    server.answer(200, place(server, "image", IMAGE))
    server.answer(201)
    with (tmp_path / "photo.txt").open("rb") as file:
        opened: BinaryIO = file
        assert linkedin.upload(opened, owner_urn=CLAIRE, credentials=claire) == IMAGE
    assert server.last.body == files.png()
