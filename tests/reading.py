"""What a page says, in the plain spaces and apostrophes of the source: typography is the catalogue's matter."""

from django.http.response import HttpResponseBase

PLAIN = {"&#39;": "'", "\u2019": "'", "\u00a0": " ", "\u202f": " ", "&nbsp;": " "}


def plain(words: str) -> str:
    for typeset, source in PLAIN.items():
        words = words.replace(typeset, source)
    return words


def said(answer: HttpResponseBase) -> str:
    return plain(answer.content.decode())  # type: ignore[attr-defined]
