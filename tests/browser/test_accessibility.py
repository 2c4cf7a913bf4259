"""Every page, in both languages, both themes, on a phone of 320 pixels and on a desk: axe finds nothing, nothing sticks
out, and what every page must have is there (domain.md R-5.2)."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

from influence.approval.doors import COOKIE
from influence.people.models import User
from influence.web.middleware import LANGUAGE_COOKIE
from tests.browser import places as walks
from tests.browser.axe import COLOURS, SHAPES, TAGS, overflow, violations
from tests.browser.lived_in import SECRET, Lived, lived_in
from tests.browser.pictures import picture
from tests.browser.places import DEVICE, NO_PAGES, Place, addresses, of_all_others, of_the_team, once
from tests.browser.stage import Stage
from tests.makers import House

NARROW, WIDE = {"width": 320, "height": 700}, {"width": 1280, "height": 900}
# Between them the two languages see each theme at each width, and each goes through every page whole at one of them.
# At the other, what its theme or its width can break is asked again.
LOOKS = {
    "fr": [("light", WIDE, TAGS), ("dark", NARROW, SHAPES)],
    "en": [("light", NARROW, TAGS), ("dark", WIDE, COLOURS)],
}


@pytest.fixture
def lived(stage: Stage, home: House) -> Lived:
    return lived_in(stage, home)


@pytest.mark.deep
@pytest.mark.parametrize("walk", [of_the_team, of_all_others], ids=["team", "others"])
def test_every_page_is_for_everybody(lived: Lived, walk: Callable[[Lived], list[Place]]) -> None:
    places = walk(lived)
    found = [
        *problems(lived.stage, places, language="fr"),
        *problems(lived.stage, once(places), language="en"),
    ]
    assert not found, "\n".join(found)


def test_every_page_is_named_in_the_walk() -> None:
    """Without walking: the deep test below holds the list against what was walked."""
    said = Path(walks.__file__).read_text(encoding="utf-8")
    assert {name for name in set(addresses()) - NO_PAGES if f'"{name}"' not in said} == set()


@pytest.mark.deep
def test_no_page_is_forgotten(lived: Lived) -> None:
    walked = {place.name for place in [*of_the_team(lived), *of_all_others(lived)]}
    known = set(addresses())
    assert known - walked == NO_PAGES
    assert walked - known == {"not found"}


def test_the_walk_finds_what_is_wrong(stage: Stage, home: House) -> None:
    page = stage.visit()
    page.goto("/accessibilite/")
    page.evaluate("document.querySelector('main').innerHTML = '<h3>x</h3><input><div class=far>.</div>'")
    page.evaluate("Object.assign(document.querySelector('.far').style, {width: '2000px', height: '1px'})")
    assert {line.split()[0] for line in violations(page)} >= {"label", "page-has-heading-one"}
    assert overflow(page)


def problems(stage: Stage, walked: list[Place], *, language: str) -> Iterator[str]:
    pages: dict[User | str, Page] = {}
    for place in walked:
        page = pages.get(place.who) or pages.setdefault(
            place.who, opened(stage, place.who, language=language)
        )
        page.set_viewport_size(WIDE)
        try:
            place.go(page)
        except PlaywrightError as error:
            raise AssertionError(f"{place} [{language}] cannot be reached") from error
        for line in [*about(page, language=language), *looked_at(page, place, language=language)]:
            yield f"{place} [{language}] {line}"


def opened(stage: Stage, who: User | str, *, language: str) -> Page:
    page = stage.visit(who if isinstance(who, User) else None, language=language)
    cookies = {LANGUAGE_COOKIE: language} | ({COOKIE: SECRET} if who == DEVICE else {})
    page.context.add_cookies(
        [{"name": name, "value": value, "url": stage.base} for name, value in cookies.items()]
    )
    return page


SEEN = """() => [document.documentElement.lang, document.title,
  document.querySelectorAll("footer a[href='/accessibilite/']").length]"""


def about(page: Page, *, language: str) -> Iterator[str]:
    """What axe does not ask."""
    lang, title, statements = page.evaluate(SEEN)
    if lang != language:
        yield f"the page says that its language is {lang!r}"
    if title.startswith("·") or "Influence" not in title:
        yield f"the title says nothing: {title!r}"
    if statements != 1:
        yield "the statement on accessibility is out of reach"


def looked_at(page: Page, place: Place, *, language: str) -> Iterator[str]:
    for scheme, size, rules in LOOKS[language]:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size(size)  # type: ignore[arg-type]
        look = f"{scheme} {size['width']}"
        yield from (f"[{look}] {line}" for line in [*violations(page, rules=rules), *overflow(page)])
        if os.environ.get("PICTURES_OF_ALL"):
            picture(
                page,
                f"walk/{language}-{place.name}-{place.note or 'plain'}-{look}".replace(" ", "-"),
                whole=True,
            )
