"""Two daily counters, of the app and of each member in it, back to zero at midnight UTC (contract 2.9).

LinkedIn counts per endpoint and does not publish the numbers; one counter over all endpoints is stricter.
"""

from sandbox import refusals
from sandbox.clock import utc_day
from sandbox.entities import Token
from sandbox.world import World


def count(world: World, token: Token, *, now_ms: int) -> None:
    day = utc_day(now_ms).isoformat()
    app = world.apps[token.client_id]
    of_app, of_member = f"{day}|{app.client_id}", f"{day}|{app.client_id}|{token.member_id}"
    if of_app not in world.calls:
        _forget_other_days(world, day)
    world.calls[of_app] += 1
    world.calls[of_member] += 1
    if app.app_limit is not None and world.calls[of_app] > app.app_limit:
        raise refusals.throttled("APPLICATION DAY")
    if app.member_limit is not None and world.calls[of_member] > app.member_limit:
        raise refusals.throttled("MEMBER DAY")


def _forget_other_days(world: World, day: str) -> None:
    for key in [key for key in world.calls if not key.startswith(f"{day}|")]:
        del world.calls[key]
