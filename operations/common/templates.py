"""HTML and SVG from the templates that lie beside the code: every value is escaped."""

from pathlib import Path
from typing import Any, Final, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from operations.common.tables import spans

FOLDER: Final = Path(__file__).parents[1]
"""Templates are named from here, such as `review/page.html`."""

ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def render(template: str, **values: object) -> str:
    """Return a template filled with values."""
    return ENVIRONMENT.get_template(template).render(**values)


def _as_it_is(file: str) -> Markup:
    """Return a style sheet or a script of this project, which is not escaped."""
    return Markup((FOLDER / file).read_text(encoding="utf-8"))  # noqa: S704 - written by this project


def _breakable(path: str) -> Markup:
    """Return a path that a browser breaks after its slashes."""
    return Markup("/<wbr>").join(map(escape, path.split("/")))


cast("dict[str, Any]", ENVIRONMENT.globals).update(as_it_is=_as_it_is)
cast("dict[str, Any]", ENVIRONMENT.filters).update(breakable=_breakable, spans=spans)
