"""One request in, one response out."""

import hashlib
import json
from dataclasses import dataclass, field, replace

from sandbox import doors, faults, identities, readings, refusals, tunnel
from sandbox.api import checks, replies
from sandbox.api.calls import Route, route_for
from sandbox.discovery import routes_of
from sandbox.doors import BadCall, Door
from sandbox.entities import App, CreateCall, Fault
from sandbox.refusals import Refusal
from sandbox.wire import Request, Response, as_json
from sandbox.world import World

_CREATE = "posts.CREATE"


@dataclass(slots=True)
class Application:
    world: World
    routes: list[Route] = field(default_factory=lambda: routes_of("sandbox.api"))
    oauth: list[Door] = field(default_factory=lambda: routes_of("sandbox.oauth"))
    uploads: list[Door] = field(default_factory=lambda: routes_of("sandbox.uploads"))
    control: list[Door] = field(default_factory=lambda: routes_of("sandbox.control"))
    pages: list[Door] = field(default_factory=lambda: routes_of("sandbox.pages"))

    def answer(self, request: Request) -> Response:
        response = self._locked(request)
        if response.finish is None:
            return response
        done = response.finish()
        return replace(done, headers={**response.headers, **done.headers}, delay=response.delay)

    def _locked(self, request: Request) -> Response:
        with self.world.lock:
            if request.method not in ("GET", "HEAD"):
                self.world.changes += 1
            try:
                if request.path.startswith("/_sandbox/"):
                    return self._control(request)
                if request.path.startswith(("/rest/", "/v2/")):
                    return replies.with_protocol(replies.with_trace(self._api(request)))
                if request.path.startswith(("/dms-uploads/", "/dms/")):
                    return self._through_faults(self.uploads, request, call="dms-uploads")
                if request.path.startswith("/oauth/"):
                    return replies.with_trace(self._oauth(request))
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
        return self._through_faults(self.oauth, request, call="oauth")

    def _through_faults(self, known: list[Door], request: Request, *, call: str) -> Response:
        taken = faults.take(self.world, request, call=call)
        response = faults.before(self.world, taken, request, call=call)
        if response is None:
            response = self._answer_of(known, request)
        return faults.after(taken, response)

    def _answer_of(self, known: list[Door], request: Request) -> Response:
        try:
            return doors.answer(known, self.world, request) or refusals.no_resource().as_response()
        except Refusal as refusal:
            return refusal.as_response()

    def _api(self, request: Request) -> Response:
        try:
            tunnel.refuse_too_long(request)
            request = tunnel.unwrap(request)
            name = self._call_name(request)
            taken = faults.take(self.world, request, call=name)
        except Refusal as refusal:
            return refusal.as_response()
        app = self._app(request)
        request = identities.inward(self.world, app, request) if app else request
        response = faults.before(self.world, taken, request, call=name)
        if response is None:
            response = self._checked(request, taken)
        if name == _CREATE:
            self._note_create(request, response, taken)
        response = faults.after(taken, self._as_read(response))
        return identities.outward(self.world, app, response) if app else response

    def _as_read(self, response: Response) -> Response:
        if response.status != 429:
            return response
        body = {"code": "TOO_MANY_REQUESTS", **json.loads(response.body)}
        return readings.on_throttle(self.world.readings, response, body=json.dumps(body).encode())

    def _checked(self, request: Request, taken: tuple[Fault, ...]) -> Response:
        try:
            names = tuple(fault.name for fault in taken)
            call = checks.checked(self.world, self.routes, request, faults=names)
            return call.route.answer(call)
        except Refusal as refusal:
            return refusal.as_response()

    def _call_name(self, request: Request) -> str:
        """Which call this would be: a fault may be meant for it, whatever the checks say of it."""
        try:
            return route_for(self.routes, request).name
        except Refusal:
            return ""

    def _note_create(self, request: Request, response: Response, taken: tuple[Fault, ...]) -> None:
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
                fault="+".join(fault.name for fault in taken),
                text_sha256=hashlib.sha256(text.encode(errors="replace")).hexdigest(),
                client_id=app.client_id if (app := self._app(request)) else "",
            )
        )

    def _app(self, request: Request) -> App | None:
        token = self.world.tokens.get(request.header("Authorization").partition(" ")[2].strip())
        return self.world.apps[token.client_id] if token else None
