"""French typography, for drafts and for the interface's French catalogue.

A narrow no-break space before ; ! ? % and inside « », a no-break space before the colon, ’ and …
It skips what is not prose (addresses, placeholders, tags, code, hashtags, mentions, emoticons) and, applied
twice, changes nothing more. It works on a draft, never on a text that somebody approved.
"""

from __future__ import annotations

import re

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_SPACES = f"[ {NO_BREAK}{NARROW}\u2009]"

_MASK = "\ue000"
_PROTECTED = re.compile(
    rf"""
    {_MASK}
  | (?:https?://|www\.|mailto:)[^\s<>«»]+
  | [\w.+-]+@[\w-]+(?:\.[\w-]+)+
  | `[^`\n]*`
  | </?[A-Za-z][^<>]*> | <!--.*?-->
  | &(?:\w+|\#\d+);
  | \{{\{{.*?\}}\}} | \{{%.*?%\}} | \{{[^{{}}\n]*\}}
  | %\(\w+\)[a-z] | %[sdif](?!\w)
  | @\[[^\]\n]*\]\([^)\n]*\) | @\w+
  | \#\w+
  | (?<!\S)[:;=8xX][-'^o]?[()\[\]DPpOo/\\|*3]+(?!\w)
    """,
    re.VERBOSE | re.DOTALL,
)

# After which characters a missing space is put in: the end of a word, or of something closed.
_WORD_END = r"(?<=[\w)\]»”’'\"…])"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<![./…])\.{3}(?![./…])", "…"),
        (rf"(?<=[^\W\d_])'(?=[\w«{_MASK}])", "’"),
        (rf"«{_SPACES}*(?=[^\s»])", f"«{NARROW}"),
        (rf"(?<=[^\s«]){_SPACES}*»", f"{NARROW}»"),
        (rf"(?<=\S){_SPACES}+([;!?]+)(?![\w(/=])", rf"{NARROW}\1"),
        (rf"{_WORD_END}([!?]+)(?=\s|$|[)»”\"])", rf"{NARROW}\1"),
        (rf"{_WORD_END};(?=\s|$)", f"{NARROW};"),
        (rf"(?<=\S){_SPACES}+:(?=\s|$)", f"{NO_BREAK}:"),
        (rf"{_WORD_END}:(?=\s|$)", f"{NO_BREAK}:"),
        (rf"(?<=\d){_SPACES}+([%‰€])(?![\w(%])", rf"{NARROW}\1"),
    )
)


def typo_fr(text: str) -> str:
    kept = _PROTECTED.findall(text)
    masked = _PROTECTED.sub(_MASK, text)
    for pattern, replacement in _RULES:
        masked = pattern.sub(replacement, masked)
    pieces = iter(kept)
    return re.sub(_MASK, lambda _: next(pieces), masked)
