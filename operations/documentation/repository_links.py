"""Turns links that leave `docs/` into links to the repository, for a site has nothing beside its pages."""

import posixpath
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor

BEFORE_BUILDERS: Final = 1
"""MkDocs turns links between pages into addresses last, with priority 0; zensical after all of it."""


class RepositoryLinks(Extension):
    """The extension of Markdown; `url` is the repository's at the published revision."""

    def __init__(self, **given: Any) -> None:
        self.config = {"url": ["", "where the files of the repository are shown"]}
        super().__init__(**given)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the base class names it so
        """Register what rewrites the links."""
        md.treeprocessors.register(_Rewriter(md, self.getConfig("url")), "repository_links", BEFORE_BUILDERS)


class _Rewriter(Treeprocessor):
    def __init__(self, md: Markdown, url: str) -> None:
        super().__init__(md)
        self.url = url.rstrip("/")

    def run(self, root: Element) -> None:
        page = _page(self.md)
        for link in root.iter("a"):
            outside = leaves(page, link.get("href", ""))
            if outside:
                link.set("href", f"{self.url}/{outside}")


def leaves(page: str, target: str) -> str | None:
    """Return the path in the repository of what a page links to, or None if that is inside `docs/` or no file."""
    url = urlsplit(target)
    if url.scheme or url.netloc or not url.path:
        return None
    path = posixpath.normpath(posixpath.join("docs", posixpath.dirname(page), url.path))
    if posixpath.commonpath(["docs", path]) == "docs":
        return None
    return f"{path}#{url.fragment}" if url.fragment else path


def _page(md: Markdown) -> str:
    # zensical tells it in a processor of its own, MkDocs in the one that turns links.
    if "rendering_context" in md.preprocessors:
        context: Any = md.preprocessors["rendering_context"]
        return context.page.path
    links: Any = md.treeprocessors["relpath"]
    return links.file.src_uri


def makeExtension(**given: Any) -> RepositoryLinks:  # noqa: N802 - Markdown looks for this name
    """Return the extension."""
    return RepositoryLinks(**given)
