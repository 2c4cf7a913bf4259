"""Contract 5: images, documents, videos."""

import tracemalloc
from typing import Any

import pytest
import requests

from tests.sandbox import files
from tests.sandbox.conftest import CLAIRE, Sandbox, encoded

PAGE = "urn:li:organization:5501001"


@pytest.mark.parametrize(
    ("kind", "content"),
    [("image", files.png()), ("image", files.jpeg()), ("document", files.pdf())],
    ids=["png", "jpeg", "pdf"],
)
def test_a_file_is_awaited_then_processed_then_available(sandbox: Sandbox, kind: str, content: bytes) -> None:
    value = sandbox.announce(kind).json()["value"]
    assert value["uploadUrlExpiresAt"] == 1795251600000 + 86_400_000
    urn = value[kind]
    assert _status(sandbox, kind, urn) == "WAITING_UPLOAD"
    answer = sandbox.put(value["uploadUrl"], content)
    assert (answer.status_code, answer.content) == (201, b"")
    assert _status(sandbox, kind, urn) == "PROCESSING"
    sandbox.control("clock", advance_seconds=5)
    assert _status(sandbox, kind, urn) == "AVAILABLE"


def test_what_is_known_of_a_file_is_its_content(sandbox: Sandbox) -> None:
    sandbox.upload("image", files.jpeg(40, 30))
    sandbox.upload("document", files.pdf(7))
    image, document = sandbox.control("media", method="GET")["media"]
    assert (image["mime"], image["width"], image["height"]) == ("image/jpeg", 40, 30)
    assert (document["mime"], document["pages"], document["size"]) == (
        "application/pdf",
        7,
        len(files.pdf(7)),
    )
    assert len(document["sha256"]) == 64


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("image", b"not an image"),
        ("image", b""),
        ("image", files.pdf()),
        ("image", files.png(9000, 4018)),
        ("image", files.gif(251)),
        ("image", b"\xff\xd8\xff\xe0"),
        ("document", files.png()),
        ("document", files.pdf(301)),
    ],
    ids="words nothing pdf pixels frames cut picture pages".split(),
)
def test_a_wrong_file_is_taken_and_fails_in_processing(sandbox: Sandbox, kind: str, content: bytes) -> None:
    assert _status(sandbox, kind, sandbox.upload(kind, content)) == "PROCESSING_FAILED"


@pytest.mark.parametrize(
    "content", [files.gif(250), files.png(6000, 6000), files.png(9000, 4016)], ids="gif square wide".split()
)
def test_the_largest_images_are_taken(sandbox: Sandbox, content: bytes) -> None:
    assert _status(sandbox, "image", sandbox.upload("image", content)) == "AVAILABLE"


def test_processing_takes_as_long_as_it_is_told(sandbox: Sandbox) -> None:
    assert sandbox.control("media", image_seconds=0)["image_seconds"] == 0
    value = sandbox.announce("image").json()["value"]
    sandbox.put(value["uploadUrl"], files.png())
    assert _status(sandbox, "image", value["image"]) == "AVAILABLE"


def test_several_are_asked_for_at_once(sandbox: Sandbox) -> None:
    first, second = (sandbox.upload("image", files.png()) for _ in range(2))
    path = f"/rest/images?ids=List({encoded(first)},{encoded(second)},urn%3Ali%3Aimage%3Anone)"
    content = sandbox.get(path, token="tok-cma-std").json()
    assert {urn: image["status"] for urn, image in content["results"].items()} == {
        first: "AVAILABLE",
        second: "AVAILABLE",
    }
    assert content["errors"]["urn:li:image:none"]["status"] == 404
    assert sandbox.get(path, token="tok-cma-dev").status_code == 403


def test_an_app_of_self_service_uploads_but_cannot_ask(sandbox: Sandbox) -> None:
    value = sandbox.announce("image", token="tok-selfserve").json()["value"]
    assert sandbox.put(value["uploadUrl"], files.png(), token="tok-selfserve").status_code == 201
    for kind, urn in (("image", value["image"]), ("document", "urn:li:document:x")):
        assert sandbox.get(f"/rest/{kind}s/{encoded(urn)}", token="tok-selfserve").status_code == 403
    video = sandbox.announce("video", token="tok-selfserve", fileSizeBytes=100_000).json()["value"]["video"]
    assert sandbox.get(f"/rest/videos/{encoded(video)}", token="tok-selfserve").status_code == 200


def test_a_file_is_its_owners(sandbox: Sandbox) -> None:
    urn = sandbox.upload("image", files.png())
    answer = sandbox.get(f"/rest/images/{encoded(urn)}", token="tok-notadmin")
    assert answer.status_code == 403
    assert answer.json()["message"].startswith("Accessing this image resource is forbidden")
    assert sandbox.announce("image", token="tok-notadmin").status_code == 403
    assert sandbox.announce("image", token="tok-notadmin", owner=PAGE).status_code == 403
    assert sandbox.announce("image", token="tok-pageadmin", owner=PAGE).status_code == 200


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        ({"owner": None}, "MISSING_FIELD"),
        ({"owner": "urn:li:group:1"}, "INVALID_URN_TYPE"),
        ({"size": 1}, "INVALID_VALUE_FOR_FIELD"),
    ],
)
def test_a_wrong_announcement_is_refused(sandbox: Sandbox, request_: dict[str, Any], code: str) -> None:
    answer = sandbox.announce("document", **request_)
    assert answer.status_code == 400
    assert answer.json()["errorDetails"]["inputErrors"][0]["code"] == code


def test_an_action_that_does_not_exist_is_refused(sandbox: Sandbox) -> None:
    assert sandbox.call("POST", "/rest/images?action=eat", json={}).status_code == 400
    assert sandbox.call("POST", "/rest/images", json={}).status_code == 405


def test_an_image_is_put_with_its_token(sandbox: Sandbox) -> None:
    url = sandbox.announce("image").json()["value"]["uploadUrl"]
    for token in ("", "tok-garbage", "tok-expired"):
        assert sandbox.put(url, files.png(), token=token).status_code == 401
    assert sandbox.put(url + "x", files.png()).status_code == 404


def test_an_upload_address_dies(sandbox: Sandbox) -> None:
    url = sandbox.announce("image").json()["value"]["uploadUrl"]
    sandbox.control("clock", advance_seconds=86_400)
    answer = sandbox.put(url, files.png())
    assert (answer.status_code, answer.json()["code"]) == (400, "EXPIRED_UPLOAD_URL")


def test_a_video_is_put_in_parts_and_put_together(sandbox: Sandbox) -> None:
    content = files.mp4()
    value = sandbox.announce("video", fileSizeBytes=len(content)).json()["value"]
    steps = value["uploadInstructions"]
    assert [(step["firstByte"], step["lastByte"]) for step in steps] == [
        (0, 4194303),
        (4194304, 8388607),
        (8388608, 9437183),
    ]
    parts = [sandbox.put_part(step, content) for step in steps]
    assert _status(sandbox, "video", value["video"]) == "WAITING_UPLOAD"
    assert sandbox.finalize(value["video"], parts).status_code == 200
    assert _status(sandbox, "video", value["video"]) == "PROCESSING"
    sandbox.control("clock", advance_seconds=5)
    assert _status(sandbox, "video", value["video"]) == "AVAILABLE"


def test_the_parts_must_be_all_there_and_in_order(sandbox: Sandbox) -> None:
    content = files.mp4(9 * 1024 * 1024 - 1) + b"x"
    value = sandbox.announce("video", fileSizeBytes=len(content)).json()["value"]
    steps, urn = value["uploadInstructions"], value["video"]
    first = sandbox.put_part(steps[0], content)
    assert sandbox.finalize(urn, [first]).json()["code"] == "MEDIA_ASSET_WAITING_UPLOAD"
    parts = [first, *(sandbox.put_part(step, content) for step in steps[1:])]
    for wrong in (parts[::-1], parts[:2], [], ["a", "b", "c"]):
        assert sandbox.finalize(urn, wrong).status_code == 400
    assert sandbox.finalize(urn, parts, upload_token="x").status_code == 400
    assert sandbox.finalize("urn:li:video:none", parts).status_code == 400
    assert sandbox.finalize(urn, parts).status_code == 200


def test_a_part_has_its_length_and_no_token(sandbox: Sandbox) -> None:
    value = sandbox.announce("video", fileSizeBytes=100_000).json()["value"]
    (step,) = value["uploadInstructions"]
    assert sandbox.put(step["uploadUrl"], b"x" * 99_999, token="").status_code == 400
    assert sandbox.put(step["uploadUrl"], b"x" * 100_000).status_code == 400
    assert sandbox.put(step["uploadUrl"], b"x" * 100_000, token="").status_code == 200


def test_a_video_that_is_none_fails_with_its_reason(sandbox: Sandbox) -> None:
    urn = sandbox.upload_video(b"x" * 100_000)
    content = sandbox.get(f"/rest/videos/{encoded(urn)}", token="tok-cma-std").json()
    assert (content["status"], content["processingFailureReason"]) == ("PROCESSING_FAILED", "Not an MP4")


@pytest.mark.parametrize("size", [None, 0, 76_799, 524_288_001, "100000", True])
def test_a_video_has_a_size_within_limits(sandbox: Sandbox, size: object) -> None:
    assert sandbox.announce("video", fileSizeBytes=size).status_code == 400


def test_captions_and_thumbnail_have_their_own_addresses(sandbox: Sandbox) -> None:
    value = sandbox.announce("video", fileSizeBytes=100_000, uploadCaptions=True, uploadThumbnail=True).json()
    for name in ("captionsUploadUrl", "thumbnailUploadUrl"):
        assert sandbox.put(value["value"][name], b"1\n", token="").headers["ETag"]
    plain = sandbox.announce("video", fileSizeBytes=100_000).json()["value"]
    assert "captionsUploadUrl" not in plain


def test_newer_fields_need_their_version(sandbox: Sandbox) -> None:
    headers = {"LinkedIn-Version": "202601"}
    assert sandbox.announce("video", fileSizeBytes=100_000, templateName="a").status_code == 200
    refused = sandbox.announce("video", fileSizeBytes=100_000, templateName="a", headers=headers)
    assert refused.status_code == 400


@pytest.mark.parametrize(
    ("fault", "status"), [("media-failed", "PROCESSING_FAILED"), ("media-stuck", "PROCESSING")]
)
def test_a_fault_waits_for_the_upload_it_is_meant_for(sandbox: Sandbox, fault: str, status: str) -> None:
    sandbox.control("faults", fault=fault)
    assert sandbox.get("/v2/me").status_code == 200
    assert _status(sandbox, "image", sandbox.upload("image", files.png())) == status
    assert _status(sandbox, "image", sandbox.upload("image", files.png())) == "AVAILABLE"


def test_uploads_fail_on_demand(sandbox: Sandbox) -> None:
    sandbox.control("faults", fault="upload-url-expired")
    url = sandbox.announce("document").json()["value"]["uploadUrl"]
    assert sandbox.put(url, files.pdf()).json()["code"] == "EXPIRED_UPLOAD_URL"
    sandbox.control("faults", fault="timeout-after-commit", path="/dms-uploads/")
    value = sandbox.announce("document").json()["value"]
    with pytest.raises(requests.ConnectionError):
        sandbox.put(value["uploadUrl"], files.pdf())
    assert _status(sandbox, "document", value["document"]) == "PROCESSING"


def test_a_great_file_never_stands_in_memory(sandbox: Sandbox) -> None:
    size = 48 * 1024 * 1024
    url = sandbox.announce("document").json()["value"]["uploadUrl"]
    head = {"Authorization": "Bearer tok-cma-std", "Content-Length": str(size)}
    block = b"%PDF-1.7" + b"\0" * (1024 * 1024 - 8)
    tracemalloc.start()
    try:
        answer = requests.put(url, data=_Blocks(block, size), headers=head, timeout=30)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert answer.status_code == 201
    assert peak < 16 * 1024 * 1024


def test_only_pictures_can_be_looked_at(sandbox: Sandbox) -> None:
    urn = sandbox.upload("image", files.png())
    image = sandbox.get(f"/rest/images/{encoded(urn)}", token="tok-cma-std").json()
    assert image["owner"] == CLAIRE
    shown = sandbox.session.get(image["downloadUrl"], timeout=5)
    assert (shown.content, shown.headers["Content-Type"]) == (files.png(), "image/png")
    assert sandbox.session.get(f"{sandbox.url}/dms/image/none", timeout=5).status_code == 404


class _Blocks:
    """A file of any size that holds one block."""

    def __init__(self, block: bytes, size: int) -> None:
        self.block, self.left = block, size

    def __len__(self) -> int:
        return self.left

    def read(self, _: int = -1) -> bytes:
        part = self.block[: self.left]
        self.left -= len(part)
        return part


def _status(sandbox: Sandbox, kind: str, urn: str) -> str:
    answer = sandbox.get(f"/rest/{kind}s/{encoded(urn)}", token="tok-cma-std")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["status"])
