"""The pages for people: Jinja templates, French, without a script."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sandbox.wire import Response, as_page

FOLDER = Path(__file__).parent
_PAGES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, *, status: int = 200, **content: object) -> Response:
    return as_page(_PAGES.get_template(template).render(content), status=status)
