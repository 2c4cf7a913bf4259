"""Code and documents cite paragraphs of docs/reference and rules R-x.y; whoever follows a citation finds something."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ops.state import PROJECT

REFERENCES = {path.name: path for path in (PROJECT / "docs" / "reference").glob("*.md")}
FOLDERS = "influence config workers ops sandbox bench drills tests templates static bin docs".split()
KINDS = {".py", ".md", ".html", ".css", ".js", ".txt", ".toml", ".typ", ".yml", ".yaml", ".sh", ""}

NUMBER = r"\d+(?:\.\d+)*"
NUMBERS = rf"{NUMBER}(?:(?:-|, §?| and §?| to §?){NUMBER})*"
# « (domain.md §1.5, §3.4) »; the sandbox's name for linkedin-api.md; rules; any § at all, to see which name no document.
CITED = re.compile(rf"\b(?P<document>[\w-]+\.md) §(?P<paragraphs>{NUMBERS})")
CONTRACT = re.compile(rf"\b[Cc]ontract(?:'s)? (?P<paragraphs>{NUMBERS})")
RULE = re.compile(r"\bR-\d+\.\d+\b")
ANY = re.compile(r"§\s?\d")
# An outside standard, or LinkedIn's own terms, shortly before it.
ELSEWHERE = re.compile(r"(?:\b(?:RFC|ISO|ITU|W3C|terms|Agreement)\b[^§\n]{0,30}(?:§[\d.]+, )?|\(89a )$")

Citation = tuple[str, str]


def sources() -> list[Path]:
    found = [path for folder in FOLDERS for path in (PROJECT / folder).rglob("*") if path.is_file()]
    kept = [
        path for path in found if path.suffix in KINDS and not {"__pycache__", "vendor"} & set(path.parts)
    ]
    return [path for path in [*kept, *PROJECT.glob("*.md")] if path.name != Path(__file__).name]


def citations(text: str, *, where: str = "") -> Iterator[Citation]:
    """(document, paragraph) and ("rules", R-x.y). In a reference itself a § without a document is its own."""
    for found in CITED.finditer(text):
        yield from ((found["document"], number) for number in numbers(found["paragraphs"]))
    if where.startswith(("sandbox", "tests/sandbox")):
        for found in CONTRACT.finditer(text):
            yield from (("linkedin-api.md", number) for number in numbers(found["paragraphs"]))
    if where.startswith("docs/reference/"):
        for at in homeless(text):
            number = re.match(NUMBER, text[at + 1 :].lstrip())
            yield Path(where).name, number[0] if number else "?"
    yield from (("rules", rule) for rule in RULE.findall(text))


def numbers(written: str) -> Iterator[str]:
    """ "2.8-2.11, §3.8": each of them, and those between the ends of a range."""
    for part in re.split(r", §?| and §?", written):
        first, *last = re.split(r"-| to §?", part)
        yield from between(first, last[0]) if last else (first,)


def between(first: str, last: str) -> Iterator[str]:
    chapter, low = first.rpartition(".")[::2]
    yield from (f"{chapter}.{n}" for n in range(int(low), int(last.rpartition(".")[2]) + 1))


def homeless(text: str) -> list[int]:
    """Where a § stands that neither a document of ours nor an outside one before it explains."""
    ours = [range(*found.span()) for found in CITED.finditer(text)]
    return [
        found.start()
        for found in ANY.finditer(text)
        if not any(found.start() in span for span in ours)
        and not ELSEWHERE.search(text[max(0, found.start() - 80) : found.start()])
    ]


def paragraphs(page: str) -> set[str]:
    """Headings « ## 4. … », « ### 4.1 … »; one heading may hold several (« 3.5 Change; 3.6 Delete »)."""
    headings = re.findall(r"^#{2,3} (.+)$", page, re.MULTILINE)
    return {number for line in headings for number in re.findall(rf"(?:^|; )({NUMBER})\b", line)}


def shelf() -> set[Citation]:
    """All that can be cited."""
    texts = {name: path.read_text(encoding="utf-8") for name, path in REFERENCES.items()}
    found = {(name, number) for name, text in texts.items() for number in paragraphs(text)}
    return found | {
        ("rules", rule) for rule in re.findall(r"^\| (R-\d+\.\d+) \|", texts["domain.md"], re.MULTILINE)
    }


def cited() -> Iterator[tuple[Path, str]]:
    for path in sources():
        try:
            yield path.relative_to(PROJECT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture without a suffix cites nothing


def test_every_citation_leads_somewhere() -> None:
    known = shelf()
    missing = {
        f"{where}: {document} {number}"
        for where, text in cited()
        for document, number in citations(text, where=where.as_posix())
        if (document, number) not in known
    }
    assert missing == set()


def test_every_paragraph_sign_names_its_document() -> None:
    lonely = [
        f"{where}: {text[at : at + 20]!r}"
        for where, text in cited()
        if not where.as_posix().startswith("docs/reference/")
        for at in homeless(text)
    ]
    assert lonely == []


@pytest.mark.parametrize("page", REFERENCES.values(), ids=lambda page: page.name)
def test_every_file_that_a_reference_names_exists(page: Path) -> None:
    named = set(re.findall(r"`([a-z]\w*/[\w/.]*?)`", page.read_text(encoding="utf-8")))
    files = {name for name in named if name.endswith((".py", "/"))}
    assert len(files) > 10
    assert [
        name for name in files if not any((PROJECT / at / name).exists() for at in ("", "influence"))
    ] == []


def test_every_rule_stands_in_one_row() -> None:
    rows = re.findall(
        r"^\| (R-\d+\.\d+) \|", REFERENCES["domain.md"].read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(rows) == len(set(rows)) >= 80


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        ("so it is (domain.md §9.9).", "a.py", {("domain.md", "9.9")}),
        ("(linkedin-api.md §2.8-2.10, §7.7)", "a.py",
         {("linkedin-api.md", n) for n in ("2.8", "2.9", "2.10", "7.7")}),
        ("CLDR by Babel, domain.md §5.4, R-9.9", "a.py", {("domain.md", "5.4"), ("rules", "R-9.9")}),
        ("as it is here (contract 1.2 to 1.4)", "sandbox/a.py",
         {("linkedin-api.md", n) for n in ("1.2", "1.3", "1.4")}),
        ("see the contract's 8.8 and 9", "sandbox/a.py", {("linkedin-api.md", "8.8"), ("linkedin-api.md", "9")}),
        ("a contract 12 months long", "docs/a.md", set()),
        ("only counted (§8.8)", "docs/reference/domain.md", {("domain.md", "8.8")}),
        ("(peers.md §3)", "a.py", {("peers.md", "3")}),
        ("RFC 5545 §3.3.5, ISO/IEC 14496-12 §4.2, §8.2.2", "docs/reference/domain.md", set()),
    ],
)  # fmt: skip
def test_a_citation_is_seen_however_it_is_written(text: str, where: str, found: set[Citation]) -> None:
    assert set(citations(text, where=where)) == found


def test_what_is_not_on_the_shelf_is_missed() -> None:
    known = shelf()
    absent = {("domain.md", "9.9"), ("peers.md", "3"), ("linkedin-api.md", "8.8"), ("rules", "R-9.9")}
    assert absent & known == set()
    assert {("domain.md", "4.5"), ("linkedin-api.md", "3.6"), ("rules", "R-2.2")} <= known
    assert homeless("warn of those that will (§12.4)") == [25]
    assert homeless("warn (linkedin-api.md §12.4), RFC 5545 §3.3.5") == []
