"""As whom a server runs: PostgreSQL refuses root, so a root start needs another identity (ops/launch.py)."""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ops.launch import NOBODY
from ops.state import CannotStart

LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Identity:
    """A way of ops/launch.py, and the owner that files must have for it."""

    way: str
    owner: int

    def command(
        self, command: Sequence[str], *, folder: Path | None = None, signal: int | None = None
    ) -> list[str]:
        """`signal` is what the command gets when this very process ends, however it ends."""
        line = [sys.executable, "-I", "-S", str(LAUNCH), "--way", self.way]
        if folder:
            line += ["--folder", str(folder)]
        if signal is not None:
            line += ["--signal", str(int(signal)), "--parent", str(os.getpid())]
        return [*line, "--", *command]

    def own(self, folder: Path) -> None:
        """Give the folder, whole, to the owner. A no-op when it is theirs already."""
        if folder.stat().st_uid == self.owner:
            return
        for root, folders, files in os.walk(folder):
            for name in [*folders, *files]:
                os.chown(Path(root) / name, self.owner, self.owner, follow_symlinks=False)
        os.chown(folder, self.owner, self.owner)


def as_is() -> Identity:
    return Identity(way="stay", owner=os.geteuid())


def find_identity(*, binary: Path, folder: Path) -> Identity:
    """How `binary` can run and write `folder`: as we are, or, for root, the first way that really works here."""
    if os.geteuid() != 0:
        return as_is()
    refusals = []
    for way, owner in (("drop", NOBODY), ("keep", NOBODY), ("namespace", 0)):
        identity = Identity(way=way, owner=owner)
        refusal = _refusal(identity, binary=binary, folder=folder)
        if refusal is None:
            return identity
        refusals.append(refusal)
    raise CannotStart(
        "The embedded servers do not run as root, and no other identity could be taken: "
        f"{'; '.join(refusals)}. Start as an ordinary user, or set DATABASE_URL and REDIS_URL."
    )


def _refusal(identity: Identity, *, binary: Path, folder: Path) -> str | None:
    try:
        identity.own(folder)
    except OSError as error:
        return f"{identity.way}: {error.strerror}"
    trial = subprocess.run(
        identity.command([str(binary), "--version"], folder=folder),
        capture_output=True,
        text=True,
        check=False,
    )
    return (
        None if trial.returncode == 0 else trial.stderr.strip() or f"{identity.way}: code {trial.returncode}"
    )
