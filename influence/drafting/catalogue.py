"""The post templates that ship with the product: one file each under templates/posts/{fr,en}/ (sources).

A file that breaks a rule stops the load with its path and its line: shipped files are code. What an organisation may choose
from, these and its own, is queries.offered."""

from functools import cache
from pathlib import Path

from influence.drafting.environment import LANGUAGES
from influence.drafting.policy import hint
from influence.drafting.problems import DraftingError, Kind, Problem
from influence.drafting.sources import PostTemplate, read_source
from influence.drafting.words import sentences

SHIPPED = Path(__file__).resolve().parents[2] / "templates" / "posts"


class CatalogueError(Exception):
    def __init__(self, path: Path, line: int, why: str) -> None:
        super().__init__(f"{path}:{line}: {why}")


@cache
def catalogue(language: str, directory: Path = SHIPPED) -> tuple[PostTemplate, ...]:
    """Every template of one language, by title."""
    paths = sorted((directory / language).glob("*.txt"))
    return tuple(sorted((load(path, language=language) for path in paths), key=lambda one: one.title))


def template(slug: str, language: str, directory: Path = SHIPPED) -> PostTemplate:
    known = {one.slug: one for one in catalogue(language, directory)}
    if slug not in known:
        raise DraftingError(Problem(Kind.UNKNOWN_TEMPLATE, name=slug, hint=hint(slug, among=list(known))))
    return known[slug]


def source_of(slug: str, language: str, directory: Path = SHIPPED) -> str:
    """The file as it is written. Raises as `template` does for a name that is none."""
    one = template(slug, language, directory)
    return (directory / one.language / f"{one.slug}.txt").read_text(encoding="utf-8")


def load(path: Path, *, language: str) -> PostTemplate:
    if language not in LANGUAGES:
        raise CatalogueError(path, 1, f"no such language: {language}")
    try:
        return read_source(path.read_text(encoding="utf-8"), slug=path.stem, language=language)
    except DraftingError as error:
        raise CatalogueError(path, error.line or 1, " ".join(sentences(error))) from None
