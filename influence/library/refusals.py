"""Why a file was not taken, or not given up. Each refusal reads as a sentence in the language now active."""

from influence.library import words
from influence.networks.linkedin.limits import BadMedia


class Refusal(Exception):
    pass


class NotTaken(Refusal):
    """`broken` names the limit, what was found and what is allowed."""

    def __init__(self, name: str, broken: BadMedia) -> None:
        self.name, self.broken = name, broken
        super().__init__(name, broken)

    def __str__(self) -> str:
        return words.broken(self.broken)


class InUse(Refusal):
    """A version names the file: somebody approved, or may approve, these very bytes."""

    def __str__(self) -> str:
        return words.in_use()
