"""python -m sandbox --port P [--host 127.0.0.1] [--seed N] [--state FILE] [--own-ids]"""

import argparse
import logging
import signal
import sys
import threading
from pathlib import Path

from sandbox import persist, personas
from sandbox.app import Application
from sandbox.persist import UnreadableState
from sandbox.server import Server
from sandbox.world import World

_SAVE_SECONDS = 2.0
_STOP_SECONDS = 0.1  # how soon it notices that it shall stop


def main() -> int:
    options = _options()
    logging.basicConfig(level=logging.INFO, format="sandbox: %(message)s")
    try:
        world = _world(options)
        server = Server((options.host, options.port), Application(world))
    except (UnreadableState, OSError, OverflowError) as error:
        sys.stderr.write(f"sandbox: cannot start on {options.host}:{options.port}: {error}\n")
        return 1
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    threading.Thread(target=server.serve_forever, args=(_STOP_SECONDS,), daemon=True).start()
    sys.stdout.write(f"sandbox: {server.url}\n")
    sys.stdout.flush()
    _wait(stop, world, options.state)
    server.shutdown()
    server.server_close()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="sandbox", description="A LinkedIn to develop and test against.")
    parser.add_argument("--host", default="127.0.0.1", help="where it listens (default: %(default)s)")
    parser.add_argument("--port", type=int, required=True, help="0 takes a free one and prints it")
    parser.add_argument(
        "--seed", type=int, help="the same seed and clock give the same ids, tokens and figures"
    )
    parser.add_argument(
        "--state", type=Path, help="a JSON file that keeps everything from one run to the next"
    )
    parser.add_argument(
        "--own-ids", action="store_true", help="people have another id under each app, as on LinkedIn"
    )
    return parser.parse_args()


def _world(options: argparse.Namespace) -> World:
    if options.state is not None and options.state.exists():
        return persist.load(options.state)
    world = World(seed=options.seed, own_ids=options.own_ids)
    personas.settle(world)
    return world


def _wait(stop: threading.Event, world: World, state: Path | None) -> None:
    """Writes the file while it runs too: a killed sandbox loses two seconds at most."""
    saved = -1
    while not stop.wait(_SAVE_SECONDS if state else None):
        saved = _save_if_changed(world, state, saved)
    _save_if_changed(world, state, saved)


def _save_if_changed(world: World, state: Path | None, saved: int) -> int:
    if state is not None and world.changes != saved:
        saved = world.changes
        persist.save(world, state)
    return saved


if __name__ == "__main__":
    sys.exit(main())
