"""What would be too long a page, as one that leads to others: each has what a reader looks up together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from operations.common.markdown import table
from operations.documentation.reference.markdown import opening, page

LINKS: Final = "../../../"
"""How a part of a page of `docs/reference` names what lies in the project's folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One of the pages: its file without ending, its title, what the leading page says of it, and its lines."""

    name: str
    title: str
    says: str
    lines: Sequence[str]


def split(
    file: str, opened: Sequence[str], parts: Iterable[Part], after: Sequence[str] = ()
) -> dict[str, str]:
    """Return the pages by file: the one that leads to the others, then those, in a folder of the same name.

    `opened` are the first lines of the leading page, its title first; `after` stands below its table of the parts.
    """
    title, folder = opened[0].removeprefix("# "), file.removesuffix(".md")
    held = list(parts)
    contents = ((f"[{each.title}]({folder.rpartition('/')[2]}/{each.name}.md)", each.says) for each in held)
    leading = [*opened, *table(("page", "what it has"), contents), *after]
    back = f"Part of [{title}](../{file.rpartition('/')[2]})."
    return {
        file: page(leading),
        **{
            f"{folder}/{each.name}.md": page([*opening(f"{title}: {each.title}", back), *each.lines])
            for each in held
        },
    }
