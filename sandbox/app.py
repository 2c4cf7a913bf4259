"""One request in, one response out."""

import hashlib
import json
from dataclasses import dataclass, field

from sandbox import doors, faults, refusals, tunnel
from sandbox.api import checks, replies
from sandbox.api.calls import Route, route_for
from sandbox.discovery import routes_of
from sandbox.doors import BadCall, Door
from sandbox.entities import CreateCall, Fault
from sandbox.refusals import Refusal
from sandbox.wire import Request, Response, as_json
from sandbox.world import World

_CREATE = "posts.CREATE"


@dataclass(slots=True)
class Application:
    world: World
    routes: list[Route] = field(default_factory=lambda: routes_of("sandbox.api"))
    oauth: list[Door] = field(default_factory=lambda: routes_of("sandbox.oauth"))
    control: list[Door] = field(default_factory=lambda: routes_of("sandbox.control"))
    pages: list[Door] = field(default_factory=lambda: routes_of("sandbox.pages"))

    def answer(self, request: Request) -> Response:
        with self.world.lock:
            if request.method not in ("GET", "HEAD"):
                self.world.changes += 1
            try:
                if request.path.startswith("/_sandbox/"):
                    return self._control(request)
                if request.path.startswith(("/rest/", "/v2/")):
                    return replies.with_trace(self._api(request))
                if request.path.startswith("/oauth/"):
                    return self._oauth(request)
                return doors.answer(self.pages, self.world, request) or refusals.no_resource().as_response()
            except Refusal as refusal:
                return refusal.as_response()

    def _control(self, request: Request) -> Response:
        try:
            found = doors.answer(self.control, self.world, request)
        except BadCall as error:
            return as_json({"error": str(error)}, status=400)
        return found or as_json({"error": "no such control call"}, status=404)

    def _oauth(self, request: Request) -> Response:
        fault = faults.take(self.world, request, call="oauth")
        spoilt = faults.before(self.world, fault, request, call="oauth") if fault else None
        if spoilt:
            return spoilt
        response = doors.answer(self.oauth, self.world, request) or refusals.no_resource().as_response()
        return faults.after(fault, response) if fault else response

    def _api(self, request: Request) -> Response:
        try:
            tunnel.refuse_too_long(request)
            request = tunnel.unwrap(request)
            name = self._call_name(request)
            fault = faults.take(self.world, request, call=name)
        except Refusal as refusal:
            return refusal.as_response()
        response = faults.before(self.world, fault, request, call=name) if fault else None
        if response is None:
            response = self._checked(request, fault)
        if name == _CREATE:
            self._note_create(request, response, fault)
        return faults.after(fault, response) if fault else response

    def _checked(self, request: Request, fault: Fault | None) -> Response:
        try:
            call = checks.checked(self.world, self.routes, request, fault=fault.name if fault else "")
            return call.route.answer(call)
        except Refusal as refusal:
            return refusal.as_response()

    def _call_name(self, request: Request) -> str:
        """Which call this would be: a fault may be meant for it, whatever the checks say of it."""
        try:
            return route_for(self.routes, request).name
        except Refusal:
            return ""

    def _note_create(self, request: Request, response: Response, fault: Fault | None) -> None:
        try:
            body = json.loads(request.body)
        except ValueError:
            body = {}
        body = body if isinstance(body, dict) else {}
        text = str(body.get("commentary", ""))
        self.world.create_calls.append(
            CreateCall(
                at_ms=self.world.now_ms(),
                author=str(body.get("author", "")),
                status=response.status,
                urn=response.headers.get("x-restli-id", ""),
                fault=fault.name if fault else "",
                text_sha256=hashlib.sha256(text.encode(errors="replace")).hexdigest(),
                client_id=self._client(request),
            )
        )

    def _client(self, request: Request) -> str:
        token = self.world.tokens.get(request.header("Authorization").partition(" ")[2].strip())
        return token.client_id if token else ""
