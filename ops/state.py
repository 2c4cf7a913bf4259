"""The state folder: what a running copy of the project writes beside its code."""

import base64
import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

PROJECT = Path(__file__).resolve().parent.parent


class CannotStart(Exception):
    """One or two sentences for the person: what is wrong, and what to do."""


@dataclass(frozen=True)
class State:
    folder: Path

    @classmethod
    def of_project(cls, *, name: str = "") -> "State":
        """`.state/` of the project, or INFLUENCE_STATE; `name` for a folder of its own inside (tests)."""
        base = Path(os.environ.get("INFLUENCE_STATE") or PROJECT / ".state")
        return cls((base / name if name else base).absolute())

    def make(self) -> "State":
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # Others may walk through (the servers run as nobody when we are root) but not look around.
            self.folder.chmod(0o711)
        except OSError as error:
            raise CannotStart(
                f"The state folder {self.folder} cannot be made ({error.strerror}). "
                "Make it writable, or set INFLUENCE_STATE to a folder of yours."
            ) from None
        return self

    def path(self, *parts: str) -> Path:
        return self.folder.joinpath(*parts)

    def read(self, name: str) -> dict[str, Any]:
        """A JSON file of ours; empty when absent or cut short by a crash."""
        try:
            found = json.loads(self.path(name).read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, name: str, content: dict[str, Any]) -> None:
        self.write_private(name, json.dumps(content, indent=1) + "\n")

    def write_private(self, name: str, text: str) -> None:
        """Whole or not at all, readable by the owner only."""
        draft = self.path(f".{name}.{os.getpid()}")
        with os.fdopen(
            os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as out:
            out.write(text)
        draft.replace(self.path(name))

    def remove(self, name: str) -> None:
        self.path(name).unlink(missing_ok=True)

    def lock(self, name: str) -> TextIO | None:
        """The lock, held until the file is closed or the process ends; None when another process has it."""
        handle = self.path(name).open("a+", encoding="utf-8")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return None
        return handle


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode("ascii")


GENERATED = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(50),
    "TOKEN_KEYS": lambda: f"k1:{_key()}",
    "JOURNAL_KEY": _key,
    "PSEUDONYM_KEY": _key,
}


def embedded_secrets(state: State) -> dict[str, str]:
    """Secrets of this copy, made once into secrets.env. Never used where the person's own settings give them."""
    known = _read_secrets(state)
    missing = {name: make() for name, make in GENERATED.items() if name not in known}
    if missing:
        known |= missing
        state.write_private("secrets.env", "".join(f"{name}={value}\n" for name, value in known.items()))
    return {name: known[name] for name in GENERATED}


def _read_secrets(state: State) -> dict[str, str]:
    path = state.path("secrets.env")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {name: value for name, _sign, value in pairs if value}
