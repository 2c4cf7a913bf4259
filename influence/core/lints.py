"""What makes a text harder to read, or sound like nobody: shown to whoever writes, never decided for them.

Only braces that a template left behind keep a text from going out (`BLOCKING`). Places are offsets into the text as
`core.text.normalise` leaves it; (0, 0) is the post as a whole. Sources: letters, hashtags and
emoji in domain.md §2.4, tone in domain.md §2.1. Every rule is linear in the text (R-2.14)."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from influence.core import tone, topics
from influence.core.text import Hashtag, Segment, leftover_markup, markup_places, normalise, read, segments
from influence.core.text import Mention as Named

MOST_HASHTAGS = 5
MOST_EMOJI = 3
# So many words in capitals are a sentence that is shouted; fewer may be names.
SHOUTED_WORDS, SHOUTED_LETTERS = 4, 15
# A hashtag of one case and so many letters is most likely several words.
LONG_TAG, LONG_CAPITALS = 15, 9
EXCERPT = 60


class Rule(StrEnum):
    MARKUP = "markup"
    FAKE_LETTERS = "fake_letters"
    ALT_MISSING = "alt_missing"
    HASHTAG_CASE = "hashtag_case"
    HASHTAGS_MANY = "hashtags_many"
    EMOJI_RUN = "emoji_run"
    EMOJI_BULLETS = "emoji_bullets"
    SHOUTING = "shouting"
    TONE = "tone"
    THIRD_PERSON = "third_person"
    LINK_AND_COMMENT = "link_and_comment"


BLOCKING = frozenset({Rule.MARKUP})


@dataclass(frozen=True)
class Finding:
    """`better`: what could stand there instead, where that is known. `why`: the key of a reason, of `tone.Why`."""

    rule: Rule
    start: int = 0
    end: int = 0
    said: str = ""
    better: str = ""
    why: str = ""

    @property
    def blocks(self) -> bool:
        return self.rule in BLOCKING


@dataclass(frozen=True)
class Written:
    """What is looked at. `alts`: of each image in its order; `tags`: hashtags as the organisation writes them."""

    text: str
    language: str = "fr"
    name: str = ""
    first_comment: str = ""
    alts: Sequence[str] = ()
    tags: Collection[str] = ()


def lints(written: Written) -> tuple[Finding, ...]:
    """In the order of the text, what stops it first."""
    text = normalise(written.text)
    found = [one for rule in RULES for one in rule(text, written)]
    return tuple(sorted(found, key=lambda one: (not one.blocks, one.start, one.rule)))


def excerpt(text: str, finding: Finding) -> tuple[str, str, str]:
    """What stands before it, itself, and what comes after: one line, cut at words."""
    text = normalise(text)
    before = text[max(0, finding.start - EXCERPT) : finding.start].rpartition("\n")[2]
    after = text[finding.end : finding.end + EXCERPT].partition("\n")[0]
    if len(before) == EXCERPT:
        before = "…" + before.partition(" ")[2]
    if len(after) == EXCERPT:
        after = after.rpartition(" ")[0] + "…"
    return before, text[finding.start : finding.end][: 2 * EXCERPT], after


# Braces

_FIELD = re.compile(r"(?<!\{)\{[^\W\d]\w*\}(?!\})")


def braces(text: str) -> tuple[str, ...]:
    """Template markup, or a field that nobody filled: `{{ … }}`, `{champ}`."""
    return (*leftover_markup(text), *_FIELD.findall(text))


def markup(text: str, written: Written) -> Iterator[Finding]:
    for start, end in markup_places(text):
        yield Finding(Rule.MARKUP, start, end, text[start:end])
    for match in _FIELD.finditer(text):
        yield at(Rule.MARKUP, match)


def at(rule: Rule, match: re.Match[str], *, better: str = "") -> Finding:
    return Finding(rule, match.start(), match.end(), match.group(), better=better)


# Letters

# Mathematical, full-width, circled and squared letters, the letterlike ones that fill the holes of the first, and
# letters struck through or underlined one by one. Flags are made of other signs.
_FAKE = (
    "\U0001d400-\U0001d7ff\uff21-\uff3a\uff41-\uff5a\u24b6-\u24e9\U0001f130-\U0001f149\U0001f150-\U0001f169"
    "\U0001f170-\U0001f189\u210a-\u2113\u2115\u2118-\u211d\u2124\u2128\u212c-\u2131\u2133\u2134"
)
_FANCY = re.compile(rf"[{_FAKE}](?:[\s'’.,-]?[{_FAKE}])+|(?:\w[\u0332\u0335\u0336]){{2,}}")
_STROKES = re.compile("[\u0332\u0335\u0336]")
_SQUARED = {
    **{chr(first + n): chr(ord("A") + n) for first in (0x1F130, 0x1F150, 0x1F170) for n in range(26)},
    **{chr(0x24B6 + n): chr(ord("A") + n) for n in range(26)},
}


def fake_letters(text: str, written: Written) -> Iterator[Finding]:
    for match in _FANCY.finditer(text):
        yield at(Rule.FAKE_LETTERS, match, better=honest(match.group()))


def honest(said: str) -> str:
    plain = "".join(_SQUARED.get(sign, sign) for sign in _STROKES.sub("", said))
    return unicodedata.normalize("NFKC", plain)


_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒ]"
_SHOUT = re.compile(rf"(?<![\w#@]){_CAPITAL}{{2,}}(?:[ '’,\u00a0\u202f-]+{_CAPITAL}+(?!\w))+")


def shouting(text: str, written: Written) -> Iterator[Finding]:
    for match in _SHOUT.finditer(text):
        words = re.findall(rf"{_CAPITAL}+", match.group())
        if len(words) >= SHOUTED_WORDS and sum(map(len, words)) >= SHOUTED_LETTERS:
            yield at(Rule.SHOUTING, match)


# Hashtags

_SMALL_WORD = re.compile(r".{3,}(?:des|dela|pour|avec|sans|dans|entre|and|the|for|with).{3,}")
_ONE_WORD = re.compile(r"(?:isations?|ités?|ements?|ologies?|ations?)$")


def placed(text: str) -> Iterator[tuple[int, Segment]]:
    place = 0
    for segment in segments(text):
        yield place, segment
        place += len(f"@[{segment.name}]({segment.urn})" if isinstance(segment, Named) else read(segment))


def hashtags(text: str) -> list[tuple[int, str]]:
    return [(place, one.word) for place, one in placed(text) if isinstance(one, Hashtag)]


def hashtag_case(text: str, written: Written) -> Iterator[Finding]:
    """Read aloud, words that no capital parts are one word that nobody knows."""
    usual = {tag.casefold(): tag for tag in written.tags if not tag.islower()}
    for place, word in hashtags(text):
        better = usual.get(word.casefold(), "") if word.islower() else ""
        if better or runs_on(word):
            said, instead = f"#{word}", f"#{better}" if better else ""
            yield Finding(Rule.HASHTAG_CASE, place, place + len(said), said, better=instead)


def runs_on(word: str) -> bool:
    """Of one case and long: most likely several words."""
    if word.isupper():
        return len(word) >= LONG_CAPITALS
    if not word.islower():
        return False
    if len(word) >= LONG_TAG + 5 or (len(word) >= LONG_TAG and not _ONE_WORD.search(word)):
        return True
    return bool(_SMALL_WORD.fullmatch(word)) and not _ONE_WORD.search(word)


def hashtags_many(text: str, written: Written) -> Iterator[Finding]:
    found = hashtags(text)
    if len(found) > MOST_HASHTAGS:
        place, word = found[MOST_HASHTAGS]
        yield Finding(Rule.HASHTAGS_MANY, place, place + len(word) + 1, f"#{word}", better=str(len(found)))


# Emoji

_SIGN = "[\U0001f300-\U0001f64f\U0001f680-\U0001f6ff\U0001f780-\U0001f7ff\U0001f900-\U0001faff\u2600-\u27bf\u2b05-\u2b55\u231a-\u23ff]"
_MORE = "[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
_EMOJI = rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|{_SIGN}{_MORE}*(?:\u200d{_SIGN}{_MORE}*)*)"
_RUN = re.compile(rf"{_EMOJI}(?:[ \u00a0]?{_EMOJI}){{{MOST_EMOJI},}}")
_BULLET = re.compile(rf"^[ \t\u00a0]*({_EMOJI})[ \t\u00a0]*(?=\w|[«\"'(])", re.MULTILINE)


def emoji_run(text: str, written: Written) -> Iterator[Finding]:
    for match in _RUN.finditer(text):
        yield at(Rule.EMOJI_RUN, match)


def emoji_bullets(text: str, written: Written) -> Iterator[Finding]:
    """One line may begin with one; two are a list, read aloud sign by sign."""
    found = list(_BULLET.finditer(text))
    if len(found) > 1:
        yield Finding(
            Rule.EMOJI_BULLETS, found[0].start(1), found[0].end(1), found[0][1], better=str(len(found))
        )


# Voice


def located(text: str, lines: Collection[str]) -> Iterator[tuple[str, int, int]]:
    """Each line that the text says, with the place: words as `core.topics` reads them, but for hashtags."""
    wanted = {phrase: line for line in lines if (phrase := topics.words(line))}
    tokens = [(token, m.start(), m.end()) for m in topics.WORD.finditer(text) for token in topics.words(m[0])]
    openings = {phrase[0]: set[int]() for phrase in wanted}
    for phrase in wanted:
        openings[phrase[0]].add(len(phrase))
    for place, (token, start, _end) in enumerate(tokens):
        for length in sorted(openings.get(token, ()), reverse=True):
            said = tuple(one for one, _start, _end in tokens[place : place + length])
            if said in wanted:
                yield wanted[said], start, tokens[place + length - 1][2]
                break


def institutional(text: str, written: Written) -> Iterator[Finding]:
    listed = tone.PHRASES.get(written.language, {})
    for line, start, end in located(text, listed):
        yield Finding(Rule.TONE, start, end, text[start:end], why=listed[line])


def third_person(text: str, written: Written) -> Iterator[Finding]:
    """The leader's own name, unless it signs the text or tags somebody."""
    if len(topics.words(written.name)) < 2:
        return
    for place, segment in placed(text):
        if isinstance(segment, Named):
            continue
        for _line, start, end in located(read(segment), [written.name]):
            if not stands_alone(text, place + start, place + end):
                yield Finding(Rule.THIRD_PERSON, place + start, place + end, read(segment)[start:end])


def stands_alone(text: str, start: int, end: int) -> bool:
    """On a line of its own, but for a dash before it or a full stop after it."""
    before, after = text[max(0, start - 3) : start], text[end : end + 3]
    is_first = start <= 3 or "\n" in before
    is_last = end + 3 >= len(text) or "\n" in after
    beside = before.rpartition("\n")[2] + after.partition("\n")[0]
    return is_first and is_last and not topics.words(beside)


# What goes with it

_ADDRESS = re.compile(r"https?://\S+")


def link_and_comment(text: str, written: Written) -> Iterator[Finding]:
    match = _ADDRESS.search(text)
    if match and written.first_comment.strip():
        yield at(Rule.LINK_AND_COMMENT, match)


def alt_missing(text: str, written: Written) -> Iterator[Finding]:
    for place, words in enumerate(written.alts, start=1):
        if not words.strip():
            yield Finding(Rule.ALT_MISSING, better=str(place))


RULES: tuple[Callable[[str, Written], Iterator[Finding]], ...] = (
    markup, fake_letters, alt_missing, hashtag_case, hashtags_many, emoji_run, emoji_bullets, shouting, institutional,
    third_person, link_and_comment,
)  # fmt: skip
