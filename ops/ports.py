"""Free ports on the loopback."""

import socket

from ops.state import CannotStart

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def free_port(preferred: int = 0, *, tries: int = 20) -> int:
    """The preferred port, or one of the next `tries`, or any that the system gives."""
    for port in range(preferred, preferred + tries) if preferred else ():
        if is_free(port):
            return port
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        try:
            probe.bind((LOOPBACK, 0))
        except OSError as error:
            raise CannotStart(f"No free port on {LOOPBACK} ({error.strerror}).") from None
        port = probe.getsockname()[1]
    return int(port)


def exact_port(port: int, *, what: str, option: str) -> int:
    """A port that the person asked for by number: that one or a sentence."""
    if is_free(port):
        return port
    raise CannotStart(
        f"Port {port} for {what} is taken. Stop what listens there, or choose another with {option} N."
    )
