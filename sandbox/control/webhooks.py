"""webhooks: how they are sent, and what became of each."""

from dataclasses import asdict, replace

from sandbox.control import inputs
from sandbox.doors import Door, Visit
from sandbox.entities import Delivery
from sandbox.wire import Json, Response, as_json


def set_options(visit: Visit) -> Response:
    content, world = visit.json(), visit.world
    inputs.only(content, "retry_seconds", "duplicates", "out_of_order")
    options = world.webhooks
    world.webhooks = replace(
        options,
        retry_seconds=inputs.number(content, "retry_seconds", options.retry_seconds, least=0.05, most=3600),
        duplicates=inputs.flag({"duplicates": options.duplicates, **content}, "duplicates"),
        out_of_order=inputs.flag({"out_of_order": options.out_of_order, **content}, "out_of_order"),
    )
    return as_json(asdict(world.webhooks))


def show(visit: Visit) -> Response:
    world = visit.world
    return as_json(
        {
            "options": asdict(world.webhooks),
            "subscriptions": [asdict(subscription) for subscription in world.subscriptions.values()],
            "deliveries": [_shown(item) for item in world.deliveries.values()],
        }
    )


def _shown(item: Delivery) -> Json:
    return {"id": item.id, "state": item.state, "statuses": list(item.statuses), "body": item.body}


ROUTES = (
    Door("POST", "/_sandbox/webhooks", set_options),
    Door("GET", "/_sandbox/webhooks", show),
)
