"""What is wrong with a site as it was built: the builder itself looks at links between pages only."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
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
    read = cache(read_page)
    base = urlsplit(site.url).path
    for file in sorted(site.folder.rglob("*.html")):
        name = str(file.relative_to(site.folder))
        page = read(file)
        for target in dict.fromkeys([*page.links, *page.loads]):
            url = urlsplit(target)
            if target.startswith(f"{site.repository_url}/"):
                path = unquote(urlsplit(target.removeprefix(f"{site.repository_url}/")).path)
                if not (root / path).exists():
                    yield f"{name}: links to {path} of the repository, which is not there"
            elif url.scheme or url.netloc:
                if target in page.loads and not target.startswith(site.url):
                    yield f"{name}: loads {target} from another host: keep a copy, or do without"
            elif fault := _local_fault(site.folder, name, base, target, read):
                yield f"{name}: {fault}"


def _local_fault(
    folder: Path, name: str, base: str, target: str, read: Callable[[Path], HtmlPage]
) -> str | None:
    url = urlsplit(target)
    path = unquote(url.path)
    if path.startswith("/"):
        path = path.removeprefix(base).lstrip("/") if path.startswith(base) else f"..{path}"
    elif path:
        path = normpath(f"{Path(name).parent}/{path}")
    else:
        path = name
    file = folder / path
    if path.startswith(".."):
        return f"link {target} leaves the site"
    if file.is_dir():
        file /= "index.html"
    if not file.is_file():
        return f"link {target} leads to nothing"
    anchor = unquote(url.fragment)
    if anchor and file.suffix == ".html" and anchor not in read(file).anchors:
        return f"link {target}: {file.relative_to(folder)} has no anchor {anchor}"
    return None
