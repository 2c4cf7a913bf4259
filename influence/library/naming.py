"""The name that a person gave a file: for reading only. It never becomes a path."""

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 200


def tidy(name: str) -> str:
    """Without folders, control characters and those that turn the reading direction (a name that lies about its end);
    in the spelling in which it will be looked for."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip()
    if len(seen) > LONGEST:
        ending = PurePosixPath(seen).suffix[:10]
        seen = seen[: LONGEST - len(ending)] + ending
    return seen or "fichier"
