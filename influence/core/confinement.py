"""Bounds that a process puts on itself before it reads what somebody else wrote. They cannot be lifted again.

Work may sit in one C instruction for hours, where no Python signal handler is ever called. So the clock's signals keep
their default action: the kernel ends the process, and its parent reads that from the exit code."""

import resource
import signal


def confine(*, memory: int) -> None:
    """No file may grow, no core is dumped, no more than `memory` bytes of address space; and the clock's signals kill."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def start_clock(seconds: int) -> None:
    """So much wall time from now, and no more of the processor's beyond what is already spent."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + seconds + 1, resource.RLIM_INFINITY))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def ran_out(code: int) -> bool:
    """What a child's exit code says: its time was over (or somebody ended it), rather than that it broke."""
    return code in {-signal.SIGALRM, -signal.SIGXCPU, -signal.SIGKILL}
