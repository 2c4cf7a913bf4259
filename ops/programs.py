"""The processes that make up a running copy, as the supervisor takes them."""

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from ops.ports import LOOPBACK
from ops.state import State
from ops.supervisor import Program

QUEUES = "publish,mail,engagement,reports,housekeeping"


def answers(address: str) -> Callable[[], bool]:
    """A question for Program.ready: does this address answer, whatever it says short of a server error?"""

    def ask() -> bool:
        try:
            with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310 (our own loopback address)
                return bool(response.status < 500)
        except urllib.error.HTTPError as error:
            return error.code < 500
        except OSError:
            return False

    return ask


def manage(*arguments: str) -> Program:
    return Program(name=arguments[0], command=[sys.executable, "manage.py", *arguments])


def web(*, port: int, threads: int | None = None) -> Program:
    return Program(
        name="web",
        command=[
            sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"{LOOPBACK}:{port}",
            "--worker-class", "gthread", "--workers", "1", "--threads", str(threads or number("WEB_THREADS", 4)),
            "--no-control-socket", "--graceful-timeout", "10", "--log-level", "warning",
        ],
        ready=answers(f"http://{LOOPBACK}:{port}/sante/"),
    )  # fmt: skip


def worker(*, concurrency: int | None = None) -> Program:
    return celery("worker", queues=QUEUES, concurrency=concurrency or number("WORKER_CONCURRENCY", 2))


def uploads() -> Program:
    """Files on their way to LinkedIn, and export files, apart from all else: a film takes minutes.

    They wait for the network and for a child process, so that threads do, in one process. Two for films
    (workers.publishing.UPLOADS_IN_HAND), one for an export file, one to look."""
    return celery("uploads", queues="media", concurrency=4, pool="threads")


def celery(name: str, *, queues: str, concurrency: int, pool: str = "prefork") -> Program:
    # Celery warns root in nine lines. Messages are JSON only, which is what its warning is about.
    quiet = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"} if os.geteuid() == 0 else {}
    return Program(
        name=name,
        command=[
            sys.executable, "-m", "celery", "-A", "workers.app", "--quiet", "worker", "--queues", queues,
            "--pool", pool, "--concurrency", str(concurrency), "--hostname", f"{name}@%h",
            "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING",
        ],
        environment=quiet,
        grace=30.0,
    )  # fmt: skip


def beat(state: State) -> Program:
    schedule = state.path("beat-schedule")
    return Program(
        name="beat",
        command=[
            sys.executable, "-m", "celery", "-A", "workers.beat", "--quiet", "beat", "--schedule", str(schedule),
            "--pidfile", "", "--loglevel", "WARNING",
        ],
    )  # fmt: skip


def sandbox(*, port: int, state_file: Path | None = None) -> Program:
    command = [sys.executable, "-m", "sandbox", "--port", str(port)]
    if state_file:
        command += ["--state", str(state_file)]
    return Program(
        name="sandbox", command=command, ready=answers(f"http://{LOOPBACK}:{port}/_sandbox/health")
    )


def mailsink(*, smtp_port: int, http_port: int, folder: Path | None = None) -> Program:
    command = [
        sys.executable,
        "-m",
        "ops.mailsink",
        "--smtp-port",
        str(smtp_port),
        "--http-port",
        str(http_port),
    ]
    if folder:
        command += ["--folder", str(folder)]
    return Program(name="mail", command=command, ready=answers(f"http://{LOOPBACK}:{http_port}/sante"))


def number(name: str, otherwise: int) -> int:
    """A whole number from the environment. config.env has refused a malformed one before."""
    text = os.environ.get(name, "")
    return int(text) if text.isdigit() else otherwise
