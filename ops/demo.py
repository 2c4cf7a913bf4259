"""`bin/demo`: the sandbox, the mail page and the servers; last month played; then web, worker and beat, live."""

import argparse
import json
import shutil
import sys
import time

from ops import programs
from ops.embedded import Embedded
from ops.migrated import renew
from ops.ports import LOOPBACK
from ops.state import CannotStart, State
from ops.supervisor import Supervisor
from ops.up import WEB, announce, check_settings, port_of, start_mailsink, start_sandbox

# Both apps, as an organisation has them in the end: scopes are those of the settings' defaults.
APPS = {
    "LINKEDIN_CLIENT_ID": "sandbox-selfserve",
    "LINKEDIN_CLIENT_SECRET": "secret-selfserve",
    "LINKEDIN_COMMUNITY_CLIENT_ID": "sandbox-cma-std",
    "LINKEDIN_COMMUNITY_CLIENT_SECRET": "secret-cma-std",
    # A month is played within one day of the clock that calls are counted by.
    "LINKEDIN_COMMUNITY_CALLS_PER_MEMBER": "10000",
    "LINKEDIN_COMMUNITY_CALLS_PER_APP": "50000",
}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="demo", description="Influence with a sample committee, on this machine only."
    )
    parser.add_argument(
        "--once", action="store_true", help="play the story to its end, check it, print one JSON line"
    )
    parser.add_argument("--port", type=int, help=f"of the pages: {WEB}, or the next free one")
    args = parser.parse_args(argv)
    began = time.monotonic()
    # The sandbox forgets everything when it stops, so each demo starts anew, beside any other running copy.
    state = State.of_project(name="demo-once" if args.once else "demo").make()
    with Supervisor(state, out=sys.stderr) as supervisor:
        for name in ("valkey", "media"):
            shutil.rmtree(state.path(name), ignore_errors=True)
        supervisor.embedded = servers(state)
        return play(supervisor, state=state, args=args, began=began)


def servers(state: State) -> Embedded:
    """Nothing in a demo's database is worth keeping: a folder that does not start (another PostgreSQL made it, a stop cut it
    short) makes room for a new one."""
    try:
        return Embedded(state).start()
    except CannotStart:
        shutil.rmtree(state.path("postgres"), ignore_errors=True)
        return Embedded(state).start()


def play(supervisor: Supervisor, *, state: State, args: argparse.Namespace, began: float) -> int:
    port = port_of(args.port, usual=WEB, what="the pages", option="--port")
    supervisor.settings |= APPS | {"BASE_URL": f"http://{LOOPBACK}:{port}"}
    mail = start_mailsink(supervisor)
    sandbox = start_sandbox(supervisor)
    check_settings(supervisor)
    empty_database(supervisor)
    supervisor.run(programs.manage("collectstatic", "--noinput", "--verbosity", "0"))
    supervisor.say("Last month is being played through the real actions; this takes about half a minute.")
    supervisor.run(programs.manage("demo_past", "--sandbox", sandbox))
    supervisor.start(programs.web(port=port), address=f"http://{LOOPBACK}:{port}")
    supervisor.start(programs.worker())
    supervisor.start(programs.uploads())
    supervisor.start(programs.beat(state))
    outside = ("--sandbox", sandbox, "--mail", mail)
    return (
        once(supervisor, state=state, outside=outside, began=began)
        if args.once
        else stay(supervisor, outside=outside)
    )


def empty_database(supervisor: Supervisor) -> None:
    """Ours begins anew; one that the person named is theirs, and only brought up to date."""
    if supervisor.embedded and "DATABASE_URL" in supervisor.embedded.urls:
        renew(supervisor.environment)
    else:
        supervisor.run(programs.manage("migrate", "--noinput", "--verbosity", "0"))


def once(supervisor: Supervisor, *, state: State, outside: tuple[str, ...], began: float) -> int:
    result = state.path("once.json")
    result.unlink(missing_ok=True)
    spent = f"{time.monotonic() - began:.1f}"
    supervisor.start(
        programs.manage("demo_live", *outside, "--once", "--began", spent, "--output", str(result))
    )
    if supervisor.wait(until=result.exists) or not result.exists():
        return 1
    told = json.loads(result.read_text(encoding="utf-8"))
    print(json.dumps(told, ensure_ascii=False))
    return 1 if told["problems"] else 0


def stay(supervisor: Supervisor, *, outside: tuple[str, ...]) -> int:
    supervisor.run(programs.manage("demo_live", *outside))
    announce(supervisor)
    supervisor.say(SIGN_INS)
    return supervisor.wait()


SIGN_INS = """\
Sign in (password: trois-vallees-demo):
  bruno.marchal@trois-vallees.example   editor: fills the calendar
  claire.delmas@trois-vallees.example   leader: decides, best on a phone
  odile.fontaine@trois-vallees.example  operator
  remi.auclair@trois-vallees.example    reader, in English

Three approved posts go out within two minutes: watch them in the sandbox's feed. Last month's report is on the mail page."""


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as problem:
        sys.exit(str(problem))
