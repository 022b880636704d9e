"""What is wrong with a site as it was built."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from operations.documentation.configuration import FILE, SiteConfiguration
from operations.documentation.html_page import HtmlPage, read_page


def navigation_faults(root: Path, site: SiteConfiguration) -> Iterator[str]:
    """Yield the pages that navigation names and that are not there, and those that it does not lead to."""
    docs = root / "docs"
    there = {str(file.relative_to(docs)) for file in docs.rglob("*.md")}
    for page in sorted(set(site.pages) - there):
        yield f"{FILE}: nav names {page}, which is not in docs/: remove it, or add the page"
    for page in sorted(there - set(site.pages)):
        yield f"docs/{page}: no entry of nav in {FILE} leads to it: add one"


def page_faults(root: Path, site: SiteConfiguration) -> Iterator[str]:
    """Yield the links of built pages that lead nowhere, and what pages would load from elsewhere."""
    look = Look(root=root, site=site)
    made_from = sources(site)
    for file in sorted(site.folder.rglob("*.html")):
        name = str(file.relative_to(site.folder))
        page = look.page(file)
        told = made_from.get(name, name)
        for target in dict.fromkeys([*page.links, *page.loads]):
            if fault := look.fault(name, target, loaded=target in page.loads):
                yield f"{told}: {fault}"


def sources(site: SiteConfiguration) -> dict[str, str]:
    """Return the page of `docs/` that each page of the site was made from."""
    made: dict[str, str] = {}
    for page in site.pages:
        path = PurePosixPath(page)
        folder = path.parent if path.name in {"index.md", "README.md"} else path.with_suffix("")
        made[str(folder / "index.html")] = f"docs/{page}"
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A look at a built site; a page is read once."""

    root: Path
    site: SiteConfiguration
    read: dict[Path, HtmlPage] = field(default_factory=dict)

    def page(self, file: Path) -> HtmlPage:
        """Return what a file of the site holds."""
        if file not in self.read:
            self.read[file] = read_page(file)
        return self.read[file]

    def fault(self, name: str, target: str, *, loaded: bool) -> str | None:
        """Return what is wrong with an address on a page, None if nothing is."""
        url = urlsplit(target)
        repository = f"{self.site.repository_url}/"
        if target.startswith(repository):
            path = unquote(urlsplit(target.removeprefix(repository)).path)
            return None if (self.root / path).exists() else f"{path} of the repository is not there"
        if url.scheme or url.netloc:
            elsewhere = loaded and not target.startswith(self.site.url)
            return (
                f"{target} would be loaded from another host: keep a copy, or do without"
                if elsewhere
                else None
            )
        return self._inside(name, target)

    def _inside(self, name: str, target: str) -> str | None:
        url = urlsplit(target)
        path, base = unquote(url.path), urlsplit(self.site.url).path
        if path.startswith("/"):
            path = path.removeprefix(base) if path.startswith(base) else f"..{path}"
        else:
            path = normpath(f"{PurePosixPath(name).parent}/{path}") if path else name
        if path.startswith(".."):
            return f"{target} leaves the site"
        file = self.site.folder / path
        if file.is_dir():
            file /= "index.html"
        if not file.is_file():
            return f"{target} leads to nothing"
        anchor = unquote(url.fragment)
        if anchor and file.suffix == ".html" and anchor not in self.page(file).anchors:
            return f"{target} leads to no heading: {file.relative_to(self.site.folder)} has no {anchor}"
        return None
