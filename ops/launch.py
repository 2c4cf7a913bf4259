"""Run one command that dies with its parent, without root's identity where asked.

Standard library only: it runs as `python -I -S ops/launch.py` in about 20 ms, before anything is installed.

PostgreSQL refuses to run as root. Three ways out, tried by `ops.identity` in this order:
  drop       become nobody: enough where nobody can reach the binary and the folder
  keep       become nobody, keep the one capability that walks through closed folders (a project under a 0700 home)
  namespace  a user namespace in which root carries another number (a container whose only user is root)
"""

import argparse
import ctypes
import os
import signal
import struct
import sys
from pathlib import Path

NOBODY = 65534
PR_SET_PDEATHSIG, PR_SET_SECUREBITS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 28, 47, 2
SECBIT_NO_SETUID_FIXUP = 1 << 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522
CLONE_NEWUSER = 0x10000000
INSIDE = 1000
UNREACHABLE = 3


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, doing: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{doing}: {os.strerror(number)}")


def die_with_parent(*, number: int, parent: int) -> None:
    """Ask the kernel to send signal `number` when the parent ends. Only Linux can; elsewhere a clean stop is all."""
    if not sys.platform.startswith("linux"):
        return
    _checked(_libc().prctl(PR_SET_PDEATHSIG, number, 0, 0, 0), "prctl")
    if parent and os.getppid() != parent:
        raise SystemExit(f"launch: parent {parent} is already gone")


def drop() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def keep() -> None:
    """Capabilities in the ambient set survive execve for a process that is not root (capabilities(7)).

    The securebit keeps them through setuid, and lets access(2) count them: initdb asks it about its own binaries.
    """
    libc = _libc()
    _checked(libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0), "securebits")
    drop()
    mask = 1 << CAP_DAC_OVERRIDE
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    data = struct.pack("=IIIIII", mask, mask, mask, 0, 0, 0)
    _checked(libc.capset(header, data), "capset")
    _checked(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0), "ambient capability")


def namespace() -> None:
    outer_user, outer_group = os.geteuid(), os.getegid()
    _checked(_libc().unshare(CLONE_NEWUSER), "unshare")
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{INSIDE} {outer_user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{INSIDE} {outer_group} 1", encoding="ascii")


def _try_to_reach(binary: Path) -> None:
    if not os.access(binary, os.R_OK | os.X_OK):
        raise PermissionError(13, f"{binary} cannot be reached")


def _try_to_write(folder: Path) -> None:
    trial = folder / f".trial-{os.getpid()}"
    try:
        trial.touch(exist_ok=False)
    except OSError as error:
        raise OSError(error.errno, f"{folder} cannot be written ({error.strerror})") from None
    trial.unlink()


WAYS = {"stay": lambda: None, "drop": drop, "keep": keep, "namespace": namespace}


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="launch")
    parser.add_argument("--way", choices=tuple(WAYS), default="stay")
    parser.add_argument("--folder", help="must be writable for the command")
    parser.add_argument("--signal", type=int, default=signal.SIGTERM)
    parser.add_argument("--parent", type=int, default=0)
    parser.add_argument("command", nargs="+")
    args = parser.parse_args(argv)
    try:
        WAYS[args.way]()
        # After the change of user: the kernel forgets the wish when credentials change (prctl(2)).
        die_with_parent(number=args.signal, parent=args.parent)
        if args.folder:
            _try_to_reach(Path(args.command[0]))
            _try_to_write(Path(args.folder))
        os.execv(args.command[0], args.command)  # noqa: S606 (no shell is the point)
    except OSError as error:
        print(f"launch: {args.way}: {error}", file=sys.stderr)
        raise SystemExit(UNREACHABLE) from None


if __name__ == "__main__":
    main(sys.argv[1:])
