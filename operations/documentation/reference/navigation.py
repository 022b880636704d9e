"""The entries of the reference's pages in the navigation of the site."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final

from operations.common.errors import InputError

FILE: Final = "mkdocs.yml"
BEGIN: Final = "# Written by `make reference` from here"
END: Final = "# to here."
BETWEEN: Final = re.compile(rf"(?<={BEGIN}\n).*?(?=^ *{END}$)", re.DOTALL | re.MULTILINE)
FOLDER: Final = "reference"
DEPTH: Final = 3
"""How deep in the list of entries the pages of the reference are."""


def with_entries(text: str, made: Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return the settings of the site with an entry for each page that is made.

    `names` are the pages that lead to others or stand alone, and what they are called. Raises InputError without the
    two comments that the entries stand between.
    """
    entries = "".join(line for file, name in names.items() for line in _entry(file, name, made, DEPTH))
    changed, count = BETWEEN.subn(lambda _: entries, text)
    if not count:
        raise InputError(f"{FILE}: nav has no {BEGIN!r} with {END!r} below it: put both there")
    return changed


def _entry(file: str, name: str, made: Mapping[str, str], depth: int) -> Iterator[str]:
    below = [each for each in made if each.endswith(".md") and _leader(each, made) == file]
    if not below:
        yield f"{'  ' * depth}- {name}: {FOLDER}/{file}\n"
        return
    yield f"{'  ' * depth}- {name}:\n"
    yield f"{'  ' * (depth + 2)}- Overview: {FOLDER}/{file}\n"
    for each in below:
        title = made[each].partition("\n")[0].rpartition(": ")[2].replace("_", " ")
        yield from _entry(each, f"{title[:1].upper()}{title[1:]}", made, depth + 2)


def _leader(file: str, made: Mapping[str, str]) -> str | None:
    """Return the page that leads to one in a folder: it is called as the folder, or is the folder's own."""
    folder = posixpath.dirname(file)
    leaders = (f"{folder}.md", f"{folder}/README.md")
    return next((each for each in leaders if each in made and each != file), None) if folder else None
