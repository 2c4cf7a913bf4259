"""One edition as a tagged PDF (PDF/UA-1) by Typst. Its own fonts only, so that every machine prints the same pages.

Runs in the press's own process only (influence.reporting.press)."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

# PDF/UA refuses a character that no font shows; Typst names the first one. A script a turn, at most so many.
UNKNOWN = re.compile(r'the text `"(.+?)"`')
SCRIPTS = 40
STAND_IN = "\u25a1"

Cleaning = Callable[[str], str]


def typeset(document: Mapping[str, Any], *, template: str, charts: Mapping[str, str]) -> bytes:
    """`charts`: name → SVG. Raises typst.TypstError."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "edition.typ").write_text(template, encoding="utf-8")
        for name, svg in charts.items():
            (root / f"{name}.svg").write_text(readable(svg), encoding="utf-8")
        return printed(root, cleaned(document, readable), at=datetime.fromisoformat(document["frozen_at"]))


def printed(root: Path, document: Any, *, at: datetime) -> bytes:
    """Letters of scripts that our fonts lack become STAND_IN: a name in Chinese must not keep the report back."""
    for _turn in range(SCRIPTS):
        (root / "document.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        try:
            return compiled(root, at=at)
        except typst.TypstError as error:
            unknown = UNKNOWN.search(str(error))
            if unknown is None:
                raise
            document = cleaned(document, without(script(unknown[1][0])))
    return compiled(root, at=at)


def compiled(root: Path, *, at: datetime) -> bytes:
    pdf = typst.compile(
        root / "edition.typ", root=root, format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )  # fmt: skip
    return bytes(pdf)


def cleaned(value: Any, by: Cleaning) -> Any:
    if isinstance(value, str):
        return by(value)
    if isinstance(value, Mapping):
        return {name: cleaned(part, by) for name, part in value.items()}
    return [cleaned(part, by) for part in value] if isinstance(value, list | tuple) else value


def readable(text: str) -> str:
    """Without emoji, the signs that only join or colour them, and control characters."""
    return "".join(char for char in text if char == "\n" or not is_ornament(char))


def is_ornament(char: str) -> bool:
    category = unicodedata.category(char)
    return (
        category in {"Cc", "Cn", "Co", "Cs"}
        or (category in {"So", "Sk"} and ord(char) > 0x2190)
        or char in "\u200d\ufe0e\ufe0f"
    )


def script(char: str) -> str:
    """« CJK », « HANGUL »: the first word of the character's name. Of the Latin alphabet only the very letter."""
    name = unicodedata.name(char, char)
    return name if name.startswith("LATIN") else name.split(" ")[0].split("-")[0]


def without(unknown: str) -> Cleaning:
    return lambda text: "".join(STAND_IN if script(char) == unknown else char for char in text)
