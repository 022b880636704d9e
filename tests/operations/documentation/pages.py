"""A reader of the tables of a generated page."""

from collections.abc import Iterator, Mapping

Row = dict[str, str]


def whole(made: Mapping[str, str], name: str) -> str:
    """Return a page with all those below it."""
    return "\n".join(
        text for file, text in made.items() if file == f"{name}.md" or file.startswith(f"{name}/")
    )


def rows(page: str, heading: str = "") -> Iterator[Row]:
    """Yield the rows of every table, or of those of one section, by the names of their columns."""
    header: list[str] = []
    within = not heading
    for line in page.splitlines():
        if line.startswith("#"):
            within = not heading or line.strip("# ") == heading
        if not line.startswith("|"):
            header = []
        elif not header:
            header = cells(line)
        elif within and not line.startswith("|---"):
            yield dict(zip(header, cells(line), strict=True))


def cells(line: str) -> list[str]:
    texts = (cell.strip() for cell in line.strip("|").split(" | "))
    return [text.removeprefix("**").removesuffix("**").strip("`") for text in texts]
