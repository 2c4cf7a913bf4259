"""A command in the foreground: its output is the person's to read, and a signal to us is a signal to it."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from types import FrameType

from ops.identity import as_is
from ops.state import PROJECT

FORWARDED = (signal.SIGTERM, signal.SIGHUP)


def foreground(command: Sequence[str], *, environment: Mapping[str, str]) -> int:
    """Its exit code. Where a signal ended it, SystemExit after it has ended: what the caller opened is then closed."""
    process = subprocess.Popen(
        as_is().command(command, signal=signal.SIGTERM), cwd=PROJECT, env=dict(environment)
    )
    received: list[int] = []

    def forward(number: int, _frame: FrameType | None) -> None:
        received.append(number)
        # Ctrl-C reaches the command by itself: it shares our terminal.
        if number in FORWARDED and process.poll() is None:
            process.send_signal(number)

    before = {number: signal.signal(number, forward) for number in (*FORWARDED, signal.SIGINT)}
    try:
        code = process.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if received:
        raise SystemExit(128 + received[0])
    return code if code >= 0 else 128 - code
