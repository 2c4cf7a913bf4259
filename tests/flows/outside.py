"""What lies outside the house: the sandbox, whose clock takes ours along, and the mail that arrived."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import time_machine

from influence.demo.outside import Sandbox
from influence.networks.http import Call, Http
from ops.mailbox import Received
from ops.mailsink import MailSink


class SandboxClock(Sandbox):
    """One time for the sandbox and for whatever reads this process's clock."""

    def __init__(self, address: str, *, traveller: time_machine.Traveller) -> None:
        super().__init__(address)
        self._calls, self._traveller = Http(address), traveller

    def set_clock(self, now: datetime | None) -> None:
        super().set_clock(now)
        if now is not None:
            self._traveller.move_to(now)

    def fault(self, name: str, **more: Any) -> None:
        self.control("faults", {"fault": name} | more)

    def mend(self) -> None:
        self._calls.send(Call("DELETE", "/_sandbox/faults"))


@dataclass
class Outside:
    sandbox: SandboxClock
    mail: MailSink

    def state(self) -> dict[str, Any]:
        return self.sandbox.state()

    def created(self) -> list[dict[str, Any]]:
        """Every call that made a post, whether or not its caller ever heard of it."""
        return [call for call in self.state()["create_calls"] if call["status"] == 201]

    def texts(self) -> list[str]:
        return sorted(post["text"] for post in self.state()["posts"])

    def letters(self, to: str, about: str = "") -> list[Received]:
        """Newest first."""
        mine = [one for one in self.mail.box.all() if to in one.recipients]
        return [one for one in mine if about.casefold() in one.subject.casefold()]
