"""What changed between two texts, word by word (core.comparing), under the name by which the rooms above know it."""

from influence.core.comparing import Change, changes

__all__ = ["Change", "changes"]
