"""`bin/demo`: the sandbox, the mail page and the servers; last month played; then web, worker and beat, live."""

import argparse
import json
import shutil
import sys
import time

from ops import programs
from ops.embedded import Embedded
from ops.ports import LOOPBACK
from ops.state import State
from ops.supervisor import Supervisor
from ops.up import WEB, announce, check_settings, port_of, start_mailsink, start_sandbox

APP = {
    "LINKEDIN_CLIENT_ID": "sandbox-cma-std",
    "LINKEDIN_CLIENT_SECRET": "secret-cma-std",
    "LINKEDIN_SCOPES": "r_basicprofile,w_member_social,w_member_social_feed,r_member_postAnalytics",
}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="demo", description="Influence with a sample committee, on this machine only.")
    parser.add_argument("--once", action="store_true", help="play the story to its end, check it, print one JSON line")
    parser.add_argument("--port", type=int, help=f"of the pages: {WEB}, or the next free one")
    args = parser.parse_args(argv)
    began = time.monotonic()
    # The sandbox forgets everything when it stops, so each demo starts anew, beside any other running copy.
    state = State.of_project(name="demo-once" if args.once else "demo").make()
    for name in ("postgres", "valkey"):
        shutil.rmtree(state.path(name), ignore_errors=True)
    with Supervisor(state, embedded=Embedded(state), out=sys.stderr) as supervisor:
        return play(supervisor, state=state, args=args, began=began)


def play(supervisor: Supervisor, *, state: State, args: argparse.Namespace, began: float) -> int:
    port = port_of(args.port, usual=WEB, what="the pages", option="--port")
    supervisor.settings |= APP | {"BASE_URL": f"http://{LOOPBACK}:{port}"}
    mail = start_mailsink(supervisor)
    sandbox = start_sandbox(supervisor)
    check_settings(supervisor)
    supervisor.run(programs.manage("migrate", "--noinput", "--verbosity", "0"))
    supervisor.run(programs.manage("collectstatic", "--noinput", "--verbosity", "0"))
    supervisor.say("Last month is being played through the real actions; this takes about half a minute.")
    supervisor.run(programs.manage("demo_past", "--sandbox", sandbox))
    supervisor.start(programs.web(port=port), address=f"http://{LOOPBACK}:{port}")
    supervisor.start(programs.worker())
    supervisor.start(programs.beat(state))
    return once(supervisor, sandbox=sandbox, mail=mail, began=began) if args.once else stay(supervisor, sandbox=sandbox, mail=mail)
