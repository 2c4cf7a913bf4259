"""`bin/influence up`: the embedded servers, the schema, then web, worker and beat until Ctrl-C."""

import argparse

from config.env import problems_and_values
from ops import programs
from ops.embedded import Embedded
from ops.ports import LOOPBACK, exact_port, free_port
from ops.state import CannotStart, State
from ops.supervisor import Supervisor

WEB, SANDBOX, SMTP, MAIL_PAGE = 8000, 8100, 8025, 8200


def main(argv: list[str]) -> int:
    args = arguments(argv)
    state = State.of_project()
    with Supervisor(state, embedded=Embedded(state)) as supervisor:
        return bring_up(supervisor, state=state, args=args)


def arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="influence up", description="Run Influence on this machine until Ctrl-C."
    )
    port = {"type": int, "metavar": "N"}
    parser.add_argument("--port", **port, help=f"port of the pages; {WEB}, or the next free one")
    parser.add_argument("--with-sandbox", action="store_true", help="run the LinkedIn sandbox and use it")
    parser.add_argument(
        "--sandbox-port", **port, help=f"port of the sandbox; {SANDBOX}, or the next free one"
    )
    parser.add_argument(
        "--with-mailsink", action="store_true", help="keep all mail on a page instead of sending it"
    )
    parser.add_argument("--smtp-port", **port, help=f"port that takes the mail; {SMTP}, or the next free one")
    parser.add_argument("--mail-port", **port, help=f"port of the mail page; {MAIL_PAGE}, or a free one")
    return parser.parse_args(argv)


def bring_up(supervisor: Supervisor, *, state: State, args: argparse.Namespace) -> int:
    port = port_of(args.port, usual=WEB, what="the pages", option="--port")
    supervisor.settings["BASE_URL"] = supervisor.environment.get("BASE_URL") or f"http://{LOOPBACK}:{port}"
    if args.with_mailsink:
        start_mailsink(supervisor, smtp_port=args.smtp_port, http_port=args.mail_port)
    if args.with_sandbox:
        start_sandbox(supervisor, port=args.sandbox_port)
    start_product(supervisor, state=state, port=port)
    announce(supervisor)
    return supervisor.wait()


def port_of(asked: int | None, *, usual: int, what: str, option: str) -> int:
    return exact_port(asked, what=what, option=option) if asked else free_port(usual)


def start_mailsink(
    supervisor: Supervisor, *, smtp_port: int | None = None, http_port: int | None = None
) -> str:
    """The address of the mail page."""
    smtp = port_of(smtp_port, usual=SMTP, what="the mail server", option="--smtp-port")
    page = port_of(http_port, usual=MAIL_PAGE, what="the mail page", option="--mail-port")
    supervisor.settings["SMTP_URL"] = f"smtp://{LOOPBACK}:{smtp}"
    address = f"http://{LOOPBACK}:{page}"
    supervisor.start(programs.mailsink(smtp_port=smtp, http_port=page), address=address)
    return address


def start_sandbox(supervisor: Supervisor, *, port: int | None = None) -> str:
    """The address of the sandbox; every process started later takes it for LinkedIn."""
    chosen = port_of(port, usual=SANDBOX, what="the sandbox", option="--sandbox-port")
    address = f"http://{LOOPBACK}:{chosen}"
    supervisor.settings |= {"LINKEDIN_API_URL": address, "LINKEDIN_AUTH_URL": address}
    supervisor.start(programs.sandbox(port=chosen), address=address)
    return address


def start_product(supervisor: Supervisor, *, state: State, port: int) -> None:
    """Schema, static files, then the four processes. Stops with sentences where a setting is wrong."""
    check_settings(supervisor)
    supervisor.run(programs.manage("migrate", "--noinput", "--verbosity", "0"))
    supervisor.run(programs.manage("collectstatic", "--noinput", "--verbosity", "0"))
    supervisor.start(programs.web(port=port), address=f"http://{LOOPBACK}:{port}")
    supervisor.start(programs.worker())
    supervisor.start(programs.uploads())
    supervisor.start(programs.beat(state))


def check_settings(supervisor: Supervisor) -> None:
    problems, _values = problems_and_values(supervisor.environment)
    if problems:
        raise CannotStart("Influence cannot start:\n" + "\n".join(f"- {problem}" for problem in problems))


def announce(supervisor: Supervisor) -> None:
    width = max(len(name) for name in supervisor.addresses)
    lines = [f"  {name:<{width}}  {address}" for name, address in supervisor.addresses.items()]
    supervisor.say("\n".join(["", "Influence runs. Ctrl-C stops it.", *lines, ""]))
