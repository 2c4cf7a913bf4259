"""Whether a text says one of a list of words. A rule, not a judgement: whole words or whole phrases, whatever the case,
the accents, the elision before them and the plural of each word (-s, -x, -aux)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

WORD = re.compile(r"[^\W_]+")
# « #PlanSocial » is read as two words, and as one.
CAPITAL_INSIDE = re.compile(r"(?<=[^\W\d_])(?=[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])")
LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
# Shorter words have no plural that one could take off: « bas », « gaz ».
SHORTEST = 4


def found(text: str, lines: Iterable[str]) -> tuple[str, ...]:
    """Those of `lines` that the text says, in their order. A line without a letter or a figure is never found."""
    wanted = {line: words(line) for line in lines}
    longest = max((len(phrase) for phrase in wanted.values()), default=0)
    sought = set(wanted.values()) - {()}
    said = {phrase for tokens in readings(text) for phrase in phrases(tokens, sought, longest=longest)}
    return tuple(line for line, phrase in wanted.items() if phrase in said)


def readings(text: str) -> tuple[tuple[str, ...], ...]:
    return words(text), words(CAPITAL_INSIDE.sub(" ", decomposed(text)))


def phrases(
    tokens: tuple[str, ...], sought: set[tuple[str, ...]], *, longest: int
) -> Iterator[tuple[str, ...]]:
    """Each sought phrase that stands somewhere in the words. Linear in the text: `longest` is the rule's."""
    openings = {phrase[0] for phrase in sought}
    for place, token in enumerate(tokens):
        if token in openings:
            for length in range(1, longest + 1):
                if tokens[place : place + length] in sought:
                    yield tokens[place : place + length]


def words(text: str) -> tuple[str, ...]:
    """An apostrophe parts two words, so « l'accord » holds « accord »."""
    return tuple(singular(word) for word in WORD.findall(decomposed(text).casefold()))


def decomposed(text: str) -> str:
    """Without accents, without what nobody sees, and in plain letters where somebody wrote in fancy ones."""
    kept = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    return "".join(sign for sign in kept if unicodedata.category(sign) not in ("Mn", "Cf", "Me"))


def singular(word: str) -> str:
    if len(word) < SHORTEST:
        return word
    if word.endswith("aux") and not word.endswith("eaux"):
        return word[:-2] + "l"
    return word[:-1] if word[-1] in "sx" else word
