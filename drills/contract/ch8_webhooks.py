"""Chapter 8: LinkedIn calling. A small server of this process is the endpoint; the adapter proves and reads."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

from drills.contract.ch7_statistics import page_post
from drills.contract.play import PAGE, Case, Play, done, key, refused, same, that
from influence.networks.linkedin.webhooks import Notice, challenge_response, is_signed, notices

Check = Callable[[Play], None]
SECRET = "secret-cma-std"
KIND = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"


@dataclass
class Endpoint:
    url: str
    answers: list[int] = field(default_factory=list)  # to the next deliveries; then 200
    honest: bool = True
    got: list[tuple[bytes, str]] = field(default_factory=list)

    def notices(self) -> list[Notice]:
        return [one for raw, _ in self.got for one in notices(raw)]


@contextmanager
def endpoint() -> Iterator[Endpoint]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code = parse_qs(urlsplit(self.path).query)["challengeCode"][0]
            secret = SECRET if found.honest else "wrong"
            self._say(200, json.dumps(challenge_response(code, secret=secret)).encode())

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((raw, self.headers["X-LI-Signature"]))
            self._say(found.answers.pop(0) if found.answers else 200, b"")

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found = Endpoint(f"http://127.0.0.1:{server.server_address[1]}/hooks")
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def subscription(play: Play, *, app: int = 3, kind: str = KIND) -> str:
    parts = (
        f"developerApplication:{key(f'urn:li:developerApplication:{app}')}",
        f"user:{key(play.me())}",
        f"entity:{key(PAGE)}",
        f"eventType:{kind}",
    )
    return f"/rest/eventSubscriptions/({','.join(parts)})"


def subscribe(play: Play, url: str, **given: str):
    play.need_control()
    return play.call("PUT", subscription(play), json={"webhook": url}, **({"who": "cma-std"} | given))


def waits(holds: Callable[[], object], what: str) -> None:
    for _ in range(150):
        if holds():
            return
        time.sleep(0.02)
    that(False, what)


def created(play: Play) -> None:
    with endpoint() as hook:
        done(subscribe(play, hook.url), 204)
        body = done(play.get(subscription(play), who="cma-std"))
        same((body["webhook"], body["expiresAt"] > 0), (hook.url, True))


def by_the_adapter(play: Play) -> None:
    play.need_control()
    network, who = play.adapter("cma-std"), play.credentials("cma-std")
    subscriber = {"application_id": "3", "member_urn": play.me(), "credentials": who}
    with endpoint() as hook:
        for _ in range(2):
            network.subscribe(PAGE, hook.url, **subscriber)
        same(done(play.get(subscription(play), who="cma-std"))["webhook"], hook.url)
        for _ in range(2):
            network.unsubscribe(PAGE, **subscriber)
        same(play.get(subscription(play), who="cma-std").status_code, 404)


def listed(play: Play) -> None:
    with endpoint() as hook:
        done(subscribe(play, hook.url), 204)
        path = f"/rest/eventSubscriptions?q=subscriberAndEventType&eventType={KIND}"
        same(len(done(play.get(path, who="cma-std"))["elements"]), 1)


def list_without_type(play: Play) -> None:
    answer = play.get("/rest/eventSubscriptions?q=subscriberAndEventType", who="cma-std")
    refused(answer, 400, says="Parameter 'eventType' is required")


def removed(play: Play) -> None:
    with endpoint() as hook:
        done(subscribe(play, hook.url), 204)
        done(play.call("DELETE", subscription(play), who="cma-std"), 204)
        same(play.get(subscription(play), who="cma-std").status_code, 404)


def dishonest(play: Play) -> None:
    with endpoint() as hook:
        hook.honest = False
        same(subscribe(play, hook.url).status_code, 400)


def not_on_development(play: Play) -> None:
    play.need_control()
    answer = play.call(
        "PUT", subscription(play, app=2), json={"webhook": "http://127.0.0.1:9/"}, who="cma-dev"
    )
    refused(answer, 403, "ACCESS_DENIED", says="eventSubscriptions.UPDATE")


def not_an_administrator(play: Play) -> None:
    play.need_control()
    path = subscription(play).replace("Ab12Cd34Ef", "Zz98Yy76Xx")
    same(play.call("PUT", path, json={"webhook": "http://127.0.0.1:9/"}, who="notadmin").status_code, 403)


def challenge_vector(_: Play) -> None:
    told = challenge_response("3b241101-e2bb-4255-8caf-4136c566a962", secret="sandbox-secret")
    same(told["challengeResponse"], "54c6e07452f7ab1b8c2cc2faac80a41ca743b2199c36a941cae4b4d24c7aae7c")


def signature_vector(_: Play) -> None:
    raw = b'{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[]}'
    right = "53792f2088311b54e9f291a1e48c2bf065d26358d64e0a5824fb58296430662f"
    same(is_signed(raw, signature=right, secret="sandbox-secret"), True)
    same(is_signed(raw + b" ", signature=right, secret="sandbox-secret"), False)
    same(is_signed(raw, signature=right[:-1] + "0", secret="sandbox-secret"), False)


def told(play: Play) -> None:
    with endpoint() as hook:
        done(subscribe(play, hook.url), 204)
        urn = page_post(play)
        waits(lambda: len(hook.notices()) >= 26, "20 likes, 4 comments, 2 shares")
        same(all(is_signed(raw, signature=sign, secret=SECRET) for raw, sign in hook.got), True, "signed")
        same({one.post_urn for one in hook.notices()}, {urn})
        same({one.action for one in hook.notices()}, {"LIKE", "COMMENT", "SHARE"})
        that(all(len(notices(raw)) <= 10 for raw, _ in hook.got), "ten at most")


def again_until_taken(play: Play) -> None:
    with endpoint() as hook:
        done(subscribe(play, hook.url), 204)
        play.control("webhooks", retry_seconds=0.05)
        hook.answers[:] = [500, 503]
        page_post(play, reactions=1, comments=0, reshares=0)
        waits(lambda: len(hook.got) >= 3, "three tries")
        same(len({one.id for one in hook.notices()}), 1, "the same notice")


def twice_and_backwards(play: Play) -> None:
    with endpoint() as hook:
        done(subscribe(play, hook.url), 204)
        play.control("webhooks", duplicates=True, out_of_order=True)
        page_post(play, reactions=3, comments=0, reshares=0)
        waits(lambda: len(hook.notices()) >= 6, "each twice")
        same(len({one.id for one in hook.notices()}), 3)
        times = [one.at for one in hook.notices()][:3]
        same(times, sorted(times, reverse=True))


def silent_once_the_role_is_gone(play: Play) -> None:
    with endpoint() as hook:
        done(subscribe(play, hook.url), 204)
        play.control("roles", member="Ab12Cd34Ef", organization="5501001", state="REVOKED")
        play.control("roles", member="Ab12Cd34Ef", organization="5501001", state="APPROVED")
        play.control("tokens/revoke", member="Ab12Cd34Ef", app="sandbox-cma-std")
        page_post(play, reactions=2)
        time.sleep(0.5)
        same(hook.got, [])


def backfill(play: Play) -> None:
    page_post(play)
    path = f"/rest/organizationalEntityNotifications?q=criteria&organizationalEntity={key(PAGE)}&actions=List(COMMENT)&count=100"
    found = done(play.get(path))["elements"]
    same({one["action"] for one in found}, {"COMMENT"})
    same(len(found), 4)


CASES = (
    Case("8.1", "Challenge", "the vector", challenge_vector),
    Case("8.1", "Challenge", "who cannot answer is not subscribed", dishonest),
    Case("8.2", "Signature", "the vector, and nothing else", signature_vector),
    Case("8.3", "PUT /rest/eventSubscriptions", "204", created),
    Case("8.3", "PUT /rest/eventSubscriptions", "by the adapter, twice", by_the_adapter),
    Case("8.3", "PUT /rest/eventSubscriptions", "not on the Development tier", not_on_development),
    Case("8.3", "PUT /rest/eventSubscriptions", "for administrators alone", not_an_administrator),
    Case("8.3", "GET /rest/eventSubscriptions/{key}", "address and end", created),
    Case("8.3", "GET /rest/eventSubscriptions?q=", "mine", listed),
    Case("8.3", "GET /rest/eventSubscriptions?q=", "without a type", list_without_type),
    Case("8.3", "DELETE /rest/eventSubscriptions", "204", removed),
    Case("8.3", "DELETE /rest/eventSubscriptions", "by the adapter, twice", by_the_adapter),
    Case("8.3", "End of a subscription", "without a word, with the grant", silent_once_the_role_is_gone),
    Case("8.4", "Delivery", "signed, ten at most, understood by the adapter", told),
    Case("8.4", "Delivery", "again until it is taken", again_until_taken),
    Case("8.4", "Delivery", "twice and backwards", twice_and_backwards),
    Case("8.5", "Backfill", "what was told", backfill),
    Case("7.8", "Webhook on page posts", "persons by URN", told),
    Case("10.3", "who engaged", "by webhook", told),
)  # fmt: skip
