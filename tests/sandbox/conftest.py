"""The real server, on a free port of this machine, spoken to over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
import requests

from sandbox.world import World
from tests.serving import a_sandbox

CLAIRE = "urn:li:person:Ab12Cd34Ef"
NINE = "2026-11-21T09:00:00Z"


@dataclass(slots=True)
class Sandbox:
    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def control(self, name: str, /, *, method: str = "POST", **content: Any) -> Any:
        answer = self.session.request(method, f"{self.url}/_sandbox/{name}", json=content, timeout=10)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def state(self) -> Any:
        return self.session.get(f"{self.url}/_sandbox/state", timeout=10).json()

    def call(
        self,
        method: str,
        path: str,
        *,
        token: str = "tok-partner",
        version: str = "202609",
        headers: dict[str, str | None] | None = None,
        **given: Any,
    ) -> requests.Response:
        sent: dict[str, str | None] = {"Authorization": f"Bearer {token}"}
        if path.startswith("/rest/"):
            sent |= {"LinkedIn-Version": version, "X-Restli-Protocol-Version": "2.0.0"}
        sent |= headers or {}
        return self.session.request(
            method, self.url + path, headers={n: v for n, v in sent.items() if v}, timeout=10, **given
        )

    def get(self, path: str, **given: Any) -> requests.Response:
        return self.call("GET", path, **given)

    def create(self, text: str = "Bonjour", *, fault: str = "", **given: Any) -> requests.Response:
        fields = given.pop("fields", {})
        headers = {"X-Sandbox-Fault": fault, **given.pop("headers", {})}
        return self.call("POST", "/rest/posts", json=body(text, **fields), headers=headers, **given)

    def publish(self, text: str = "Bonjour", **given: Any) -> str:
        answer = self.create(text, **given)
        assert answer.status_code == 201, answer.text
        return answer.headers["x-restli-id"]

    def announce(self, kind: str, *, token: str = "tok-cma-std", **request: Any) -> requests.Response:
        """kind: "image", "document" or "video"."""
        headers = request.pop("headers", {})
        content = {"initializeUploadRequest": {"owner": CLAIRE, **request}}
        path = f"/rest/{kind}s?action=initializeUpload"
        return self.call("POST", path, json=content, token=token, headers=headers)

    def put(self, url: str, content: bytes, *, token: str = "tok-cma-std") -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self.session.put(url, data=content, headers=headers, timeout=10)

    def upload(self, kind: str, content: bytes, **given: Any) -> str:
        """An image or a document, with its processing over."""
        value = self.announce(kind, **given).json()["value"]
        assert self.put(value["uploadUrl"], content).status_code == 201
        self.control("clock", advance_seconds=60)
        return str(value[kind])

    def upload_video(self, content: bytes) -> str:
        value = self.announce("video", fileSizeBytes=len(content)).json()["value"]
        parts = [self.put_part(step, content) for step in value["uploadInstructions"]]
        assert self.finalize(value["video"], parts).status_code == 200
        self.control("clock", advance_seconds=60)
        return str(value["video"])

    def put_part(self, step: dict[str, Any], content: bytes) -> str:
        answer = self.put(step["uploadUrl"], content[step["firstByte"] : step["lastByte"] + 1], token="")
        assert answer.status_code == 200
        return answer.headers["ETag"].strip('"')

    def finalize(self, urn: str, parts: list[str], *, upload_token: str = "") -> requests.Response:
        request = {"video": urn, "uploadToken": upload_token, "uploadedPartIds": parts}
        path = "/rest/videos?action=finalizeUpload"
        return self.call("POST", path, json={"finalizeUploadRequest": request}, token="tok-cma-std")

    def populate(self) -> None:
        """A hundred employees and two hundred others."""
        self.control("members", generate=100, group="employees")
        self.control("members", generate=200, group="public")

    def at(self, now: str) -> None:
        self.control("clock", now=now)


def body(text: str, **fields: Any) -> dict[str, Any]:
    usual = {
        "author": CLAIRE,
        "commentary": text,
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": []},
        "lifecycleState": "PUBLISHED",
        "isReshareDisabledByAuthor": False,
    }
    return {name: value for name, value in {**usual, **fields}.items() if value is not None}


def encoded(urn: str) -> str:
    return quote(urn, safe="")


@pytest.fixture(scope="session")
def sandbox_url() -> Iterator[str]:
    with a_sandbox(World(seed=1)) as server:
        yield server.url


@pytest.fixture
def sandbox(sandbox_url: str) -> Iterator[Sandbox]:
    """As new, at nine o'clock UTC on 21 November 2026."""
    client = Sandbox(sandbox_url)
    client.control("reset", seed=1)
    client.at(NINE)
    yield client
    client.session.close()
