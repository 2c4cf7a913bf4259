"""One call to the API: headers, version, errors. Everything else in this folder goes through here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar

from influence.networks.errors import Reason, Temporary
from influence.networks.gates import OPEN, Gate, Purpose, passing
from influence.networks.http import Answer, Call, Http
from influence.networks.linkedin import restli
from influence.networks.linkedin.failures import from_response
from influence.networks.linkedin.shapes import Malformed, items, maybe_record, record
from influence.networks.ports import Credentials

PAGE = 100
PAGES = 500
"""No list that we follow is that long: a paging that does not end is a fault of the network's."""

QUERY = 4000
"""Characters of a query before it is tunnelled, as the official client does; LinkedIn refuses more than 4 KB."""

T = TypeVar("T")


@dataclass(frozen=True)
class Client:
    http: Http
    version: str
    clock: Callable[[], datetime]
    gate: Gate = OPEN
    purpose: Purpose = Purpose.PUBLISH

    def get(self, path: str, *, credentials: Credentials, finder: bool = False) -> Mapping[str, object]:
        answer = self.send(
            Call("GET", path, {"X-RestLi-Method": "FINDER"} if finder else {}), credentials=credentials
        )
        return understood(record, answer.json())

    def batch(self, path: str, ids: Sequence[str], *, credentials: Credentials) -> Mapping[str, object]:
        """BATCH_GET: by id, those that were found."""
        call = Call("GET", f"{path}?{restli.query({'ids': ids})}", {"X-RestLi-Method": "BATCH_GET"})
        found = understood(record, self.send(call, credentials=credentials).json())
        return understood(record, found.get("results", {}))

    def create(self, path: str, body: Mapping[str, object], *, credentials: Credentials) -> Answer:
        """The one kind of call whose outcome may be Unclear."""
        encoded = json.dumps(body, ensure_ascii=False).encode()
        call = Call("POST", path, {"Content-Type": "application/json"}, encoded, creates=True)
        return self.send(call, credentials=credentials)

    def pages(
        self,
        path: str,
        parameters: Mapping[str, restli.Value],
        *,
        credentials: Credentials,
        finder: bool = False,
    ) -> Iterator[list[object]]:
        """Fewer elements than asked for is not the end; an empty page is, or the lack of a link to the next."""
        for number in range(PAGES):
            query = restli.query({**parameters, "start": number * PAGE, "count": PAGE})
            found = self.get(f"{path}?{query}", credentials=credentials, finder=finder)
            elements = understood(items, found.get("elements"))
            if elements:
                yield elements
            if not elements or not _has_next(found):
                return

    def send(self, call: Call, *, credentials: Credentials) -> Answer:
        with passing(self.gate, self.purpose, versioned=_is_versioned(call.path)):
            return self._exchange(_tunnelled(call), credentials=credentials)

    def _exchange(self, call: Call, *, credentials: Credentials) -> Answer:
        headers = {**self._headers(call.path, credentials), **call.headers}
        answer = self.http.send(Call(call.method, call.path, headers, call.body, creates=call.creates))
        if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            return answer
        raise from_response(
            answer, at=self.clock(), creates=call.creates, secrets=(credentials.access_token,)
        )

    def _headers(self, path: str, credentials: Credentials) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {credentials.access_token}"}
        if _is_versioned(path):
            headers |= {"LinkedIn-Version": self.version, "X-Restli-Protocol-Version": "2.0.0"}
        return headers


def _is_versioned(path: str) -> bool:
    return path.startswith("/rest/")


def _tunnelled(call: Call) -> Call:
    """A query that is too long for an address travels as a form (linkedin-api.md §2.6)."""
    path, _, query = call.path.partition("?")
    if call.method != "GET" or len(query) <= QUERY:
        return call
    headers = {"X-HTTP-Method-Override": "GET", "Content-Type": "application/x-www-form-urlencoded"}
    return Call("POST", path, {**call.headers, **headers}, query.encode())


def understood(reader: Callable[[object], T], value: object) -> T:
    """What the reader makes of a good answer's body; a body that it cannot read may be right the next time."""
    try:
        return reader(value)
    except Malformed as error:
        raise Temporary(Reason.BAD_ANSWER, detail=str(error)) from error


def _has_next(found: Mapping[str, object]) -> bool:
    """True when in doubt: without links, the empty page ends the list."""
    links = maybe_record(found.get("paging")).get("links")
    if not isinstance(links, list):
        return True
    return any(maybe_record(link).get("rel") == "next" for link in links)
