"""Brings the notices to those who subscribed: at least once, in tens, again until they are taken."""

import json
import threading
import time
from dataclasses import dataclass, field, replace

from sandbox import identities
from sandbox.entities import Delivery, Subscription
from sandbox.webhooks import notices, sending
from sandbox.wire import Json
from sandbox.world import World

ROUND_SECONDS = 0.2
MOST_TRIES = 96  # every five minutes for eight hours, accelerated
_BATCH = 10
_LAST_SECONDS = 0.3
_CHECK_MS, _MOST_FAILURES = 2 * 3_600_000, 3


@dataclass(slots=True)
class Courier:
    """A thread beside the server. It holds the world's lock to look and to note, never while it calls."""

    world: World
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """A call that is under way may wait seconds for an endpoint that is gone: it is not waited for."""
        self._stop.set()
        if self._thread:
            self._thread.join(_LAST_SECONDS)

    def _run(self) -> None:
        while not self._stop.wait(ROUND_SECONDS):
            if self.world.subscriptions:
                go_round(self.world)


def go_round(world: World) -> None:
    _check_again(world)
    with world.lock:
        _collect(world)
        due = [item for item in world.deliveries.values() if _is_due(item)]
    for item in due:
        _send(world, item)


def tell_from_now(world: World, subscription: Subscription) -> None:
    """What happened before the subscription is not told."""
    known = notices.of_page(world, subscription.organization)
    world.told[subscription.key] = {notice.id for notice in known}


def is_alive(world: World, subscription: Subscription) -> bool:
    """It dies without a word with the member's grant or role."""
    now, page = world.now_ms(), subscription.organization
    is_granted = any(
        token.client_id == subscription.client_id
        and f"urn:li:person:{token.member_id}" == subscription.member
        and not token.is_revoked
        and token.expires_ms > now
        for token in world.tokens.values()
    )
    is_admin = world.has_role(subscription.member, page, "ADMINISTRATOR")
    return is_granted and is_admin and not subscription.is_blocked and subscription.expires_ms > now


def _collect(world: World) -> None:
    for subscription in world.subscriptions.values():
        told = world.told.setdefault(subscription.key, set())
        fresh = [n for n in notices.of_page(world, subscription.organization) if n.id not in told]
        if not fresh or not is_alive(world, subscription):
            continue
        told.update(notice.id for notice in fresh)
        if world.webhooks.out_of_order:
            fresh.reverse()
        for at in range(0, len(fresh), _BATCH):
            batch = [{**n.content, "subscriber": subscription.member} for n in fresh[at : at + _BATCH]]
            _queue(world, subscription, batch)


def _queue(world: World, subscription: Subscription, batch: list[Json]) -> None:
    body = json.dumps({"type": subscription.event_type, "notifications": batch}, ensure_ascii=False)
    body = identities.told(world, world.apps[subscription.client_id], body)
    for _ in range(2 if world.webhooks.duplicates else 1):
        number = len(world.deliveries) + 1
        world.deliveries[number] = Delivery(number, subscription.key, body)
    world.changes += 1


def _is_due(item: Delivery) -> bool:
    return item.state == "waiting" and item.due <= time.time()


def _send(world: World, item: Delivery) -> None:
    with world.lock:
        subscription = world.subscriptions.get(item.key)
        if subscription is None or world.deliveries.get(item.id) != item:
            return
        secret = world.apps[subscription.client_id].client_secret
    status = sending.deliver(subscription.webhook, item.body, secret=secret)
    with world.lock:
        if world.deliveries.get(item.id) == item:  # else the sandbox was reset meanwhile
            world.deliveries[item.id] = _after(item, status, world.webhooks.retry_seconds)
            world.changes += 1


def _after(item: Delivery, status: int, retry_seconds: float) -> Delivery:
    statuses = (*item.statuses, status)
    if 200 <= status < 300:
        return replace(item, statuses=statuses, state="taken")
    state = "dropped" if len(statuses) >= MOST_TRIES else "waiting"
    return replace(item, statuses=statuses, state=state, due=time.time() + retry_seconds)


def _check_again(world: World) -> None:
    """The challenge is repeated every two hours of the sandbox's clock; three failures block the address."""
    with world.lock:
        now = world.now_ms()
        due = [
            s for s in world.subscriptions.values() if now - s.checked_ms >= _CHECK_MS and not s.is_blocked
        ]
        secrets = {s.key: world.apps[s.client_id].client_secret for s in due}
    for known in due:
        is_right = sending.answers_challenge(known.webhook, secret=secrets[known.key])
        failures = 0 if is_right else known.failures + 1
        with world.lock:
            if world.subscriptions.get(known.key) == known:
                world.subscriptions[known.key] = replace(
                    known, checked_ms=now, failures=failures, is_blocked=failures >= _MOST_FAILURES
                )
