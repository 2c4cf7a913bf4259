"""axe-core on a page as it stands: WCAG 2.2 A and AA, and the best practices."""

from functools import lru_cache
from typing import Any

from playwright.sync_api import Page

from ops.state import PROJECT

TAGS = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# The rules that another theme can break.
COLOURS: dict[str, Any] = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
# The rules that another width can break too: what overlaps, and what can be scrolled.
SHAPES = {"type": "rule", "values": [*COLOURS["values"], "target-size", "scrollable-region-focusable"]}
RUN = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], preload: false})"


@lru_cache(maxsize=1)
def source() -> str:
    return (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, *, rules: dict[str, Any] = TAGS) -> list[str]:
    """One line each: the rule, how bad, and where. The script is put in from outside the page's own policy."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(source())
    found: list[dict[str, Any]] = page.evaluate(RUN, rules)["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {node['target'][0]} {node['html'][:160]} {worst(node)}"
        for rule in found
        for node in rule["nodes"]
    ]


def worst(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])[:300]


def overflow(page: Page) -> list[str]:
    """What sticks out of the screen to the right, if the page can be scrolled there."""
    return page.evaluate(OVERFLOW)


OVERFLOW = """() => {
  const wide = document.scrollingElement;
  if (wide.scrollWidth <= wide.clientWidth) return [];
  const out = [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > wide.clientWidth + 1 && !e.closest(".table-box"));
  return [`${wide.scrollWidth} px wide: ` + out.slice(0, 4).map(e => e.outerHTML.slice(0, 90)).join(' | ')];
}"""
