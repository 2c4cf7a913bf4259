"""Whether two texts say nearly the same (R-2.8): ten executives with one text are what makes a programme look fake.

Measured on normalised words (no accents, case, hashtags, addresses, mentions), as `rapidfuzz` counts, both in percent:

| against a post of 60 words                        | token_sort | token_set |
|---------------------------------------------------|-----------:|----------:|
| three words changed, another hashtag              |         96 |        99 |
| the same in capitals                              |         97 |       100 |
| its paragraphs in another order                   |        100 |       100 |
| the same behind a sentence of introduction        |         88 |       100 |
| the same and a paragraph more                     |         82 |       100 |
| the same news in a leader's own voice, one opening|         78 |        86 |
| the same news in a leader's own voice             |         61 |        68 |
| another subject                                   |         55 |        58 |

So: alike from 80 on in order-free comparison, or where all the words of one are in the other. Below
eight words chance alone makes texts alike («Bravo à toutes les équipes !»): they are not compared."""

import re
import unicodedata
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from zlib import crc32

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

ALIKE, CONTAINED = 80, 97
FEWEST_WORDS = 8
# A text that holds all the words of another is only telling where the other is a text, not a slogan.
FEWEST_CONTAINED = 25
# Texts that are alike have far more of their words in common; to count that is much cheaper than to compare.
_SHARED = 0.5

# No look-behind, which would be tried at every letter.
_NOISE = re.compile(r"https?://\S+|www\.\S+|@\[[^\[\]\n]+\]\([^)]*\)|#\w+")
_ACCENTS = re.compile("[\u0300-\u036f]+")


def words(text: str) -> list[str]:
    """As they are compared. Letters from the mathematical alphabets are the letters that they look like."""
    plain = unicodedata.normalize("NFKD", _NOISE.sub(" ", text))
    return default_process(_ACCENTS.sub("", plain)).split()


def likeness(one: Sequence[str], other: Sequence[str]) -> int:
    """In percent; 0 below what counts as alike."""
    if min(len(one), len(other)) < FEWEST_WORDS:
        return 0
    first, second = set(one), set(other)
    fewest = min(len(first), len(second))
    if len(first & second) < _SHARED * fewest:
        return 0
    return round(
        compared(" ".join(one), " ".join(other), may_contain=min(len(one), len(other)) >= FEWEST_CONTAINED)
    )


def compared(one: str, other: str, *, may_contain: bool) -> float:
    found = fuzz.token_sort_ratio(one, other, score_cutoff=ALIKE)
    if found or not may_contain:
        return found
    return fuzz.token_set_ratio(one, other, score_cutoff=CONTAINED)


def alike(text: str, others: Mapping[int, str]) -> dict[int, int]:
    """Which of the others say nearly the same, and how nearly. 400 posts: below 50 ms."""
    mine = words(text)
    if len(mine) < FEWEST_WORDS:
        return {}
    found = {key: likeness(mine, words(other)) for key, other in others.items()}
    return {key: percent for key, percent in found.items() if percent}


SKETCHED, _WINDOW = 12, 3
# Shared by texts that are alike; measured: 8 and more of 12 where `likeness` finds something, at most 4 where it does not.
_FEWEST_SHARED = 3
# Of a run of words that very many posts share (a template's), only so many neighbours are looked at.
_NEIGHBOURS = 12
_CANDIDATES = 3

Sketch = frozenset[int]


def sketch(text: str) -> Sketch:
    """A few of the text's runs of three words, chosen so that nearly equal texts choose the same: to find, among many
    texts, those worth comparing."""
    found = words(text)
    if len(found) < FEWEST_WORDS:
        return frozenset()
    runs = {crc32(" ".join(found[n : n + _WINDOW]).encode()) for n in range(len(found) - _WINDOW + 1)}
    return frozenset(sorted(runs)[:SKETCHED])


def candidates(sketches: Mapping[int, Sketch], *, of: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Pairs of keys that are worth comparing, a few for each of `of`. The keys come in the order of the calendar."""
    of, uses = list(of), Counter(chain.from_iterable(sketches.values()))
    often = {run for key in of for run in sketches[key] if uses[run] > 1}
    kept = {key: told for key, runs in sketches.items() if len(told := runs & often) >= _FEWEST_SHARED}
    keys = list(kept)
    holders: dict[int, list[int]] = defaultdict(list)
    for place, runs in enumerate(kept.values()):
        for run in runs:
            holders[run].append(place)
    order = {key: place for place, key in enumerate(keys)}
    for key in of:
        if key in kept:
            yield from ((key, keys[other]) for other in nearest(order[key], kept[key], holders=holders))


def nearest(mine: int, runs: Sketch, *, holders: Mapping[int, list[int]]) -> Iterator[int]:
    """Those that share the most."""
    shared = Counter(chain.from_iterable(around(holders[run], mine) for run in runs))
    del shared[mine]
    for other, count in shared.most_common(_CANDIDATES):
        if count >= _FEWEST_SHARED:
            yield other


def around(places: list[int], mine: int) -> list[int]:
    if len(places) <= _NEIGHBOURS:
        return places
    start = max(0, bisect(places, mine) - _NEIGHBOURS // 2)
    return places[start : start + _NEIGHBOURS]
