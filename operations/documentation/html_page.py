"""Reads what a page of HTML links to, what it loads, and what can be linked to in it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

LOADED: Final = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
"""Elements whose address a browser fetches by itself, and the attribute that has it."""
NOT_FETCHED: Final = {"canonical", "next", "prev", "alternate"}
"""Relations of `link` that only name another page."""


@dataclass(slots=True)
class HtmlPage:
    """A page as a browser would see it."""

    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)


def read_page(file: Path) -> HtmlPage:
    """Return what a file of HTML holds."""
    reader = _Reader()
    reader.feed(file.read_text(encoding="utf-8"))
    reader.close()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = HtmlPage()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.page.anchors |= {found[name] for name in ("id", "name") if name in found}
        if tag == "a" and "href" in found:
            self.page.links.append(found["href"])
        address = found.get(LOADED.get(tag, ""))
        if address and not set(found.get("rel", "").split()) & NOT_FETCHED:
            self.page.loads.append(address)
