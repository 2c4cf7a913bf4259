"""Small calendars, as people make them."""

from influence.editorial.importing import Plan, plan, read
from tests.makers import NOW, House

HEADS = "date;heure;dirigeant;pilier;texte"
FIRST = "10/06/2026;9h00;Claire Martin;Transformation;Ce que j'ai appris au bloc."
SECOND = "12/06/2026;09:30;Claire Martin;Q;Une autre idée."


def lines(*rows: str, heads: str = HEADS, end: str = "\r\n") -> bytes:
    return end.join([heads, *rows, ""]).encode()


def planned(home: House, *rows: str, heads: str = HEADS, at: object = NOW) -> Plan:
    return plan(read(lines(*rows, heads=heads)), organisation=home.organisation, now=at)  # type: ignore[arg-type]


def told(found: Plan) -> list[tuple[int, str]]:
    return [(problem.line, problem.column) for problem in found.problems]


def plain(sentence: object) -> str:
    """As it is written in the code, whether or not the French catalogue has put its typography in."""
    return str(sentence).translate(str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " "}))
