"""Which column of a file is which. Headers may be French or English, in any case, with or without accents."""

import re
import unicodedata
from enum import StrEnum

from influence.people.models import Language


class Column(StrEnum):
    DATE = "date"
    TIME = "time"
    LEADER = "leader"
    PILLAR = "pillar"
    LANGUAGE = "language"
    TEMPLATE = "template"
    TEXT = "text"
    STATE = "state"


# The French name is the one that a missing column is asked for by, and that the example file has.
FRENCH: dict[Column, str] = {
    Column.DATE: "date",
    Column.TIME: "heure",
    Column.LEADER: "dirigeant",
    Column.PILLAR: "pilier",
    Column.LANGUAGE: "langue",
    Column.TEMPLATE: "modèle",
    Column.TEXT: "texte",
    Column.STATE: "état",
}
REQUIRED = (Column.DATE, Column.TIME, Column.LEADER, Column.PILLAR)


def key(word: str) -> str:
    """« Modèle » and « MODELE » are one word: letters and digits only, without accents or case."""
    plain = unicodedata.normalize("NFKD", word.replace("œ", "oe").replace("Œ", "oe"))
    bare = "".join(char for char in plain if not unicodedata.combining(char)).casefold()
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


KNOWN: dict[str, Column] = {key(name): column for column, name in FRENCH.items()} | {
    str(one): one for one in Column
}


def titles(language: str) -> dict[Column, str]:
    """The headers of a file that we write."""
    return dict(FRENCH) if language == Language.FRENCH else {column: str(column) for column in Column}


def named(header: str) -> str:
    """The column's own name if it is one of ours, else the name of a template's field."""
    return str(KNOWN.get(key(header), key(header)))
