"""The documentation site in a real browser: every page is whole, nothing comes from elsewhere, search finds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from environments.catalogue import ENVIRONMENTS
from operations.cli import app
from operations.documentation.configuration import read_configuration
from operations.documentation.faults import sources
from tests.support.browser import Watch, beyond_the_edge, picture
from tests.support.site import copied, served

SCREEN = 800
MOST_SCREENS = 11
SMALLEST = 9
"""The height of the smallest words that are read without trouble, in pixels."""
LOOK: Final = """
() => ({
  headings: [...document.querySelectorAll("article h1")].map(each => each.checkVisibility()),
  unseen: [...document.querySelectorAll("article img")]
    .filter(each => !each.naturalWidth).map(each => each.src),
  high: document.documentElement.scrollHeight,
})
"""
DRAWN: Final = """
each => [each.src, each.clientWidth / each.naturalWidth, innerWidth - 1, (() => {
  each.closest('p').scrollLeft = each.clientWidth;
  return each.getBoundingClientRect().right; })()]
"""


@dataclass
class Visit:
    """What a reader sees of a page on a screen, and on a phone that is turned to it."""

    headings: list[bool]
    """Of each heading of the first level, whether it can be seen."""
    unseen: list[str]
    high: int
    """In pixels, on a screen."""
    wide: list[str]
    wide_on_a_phone: list[str]
    drawings: list[tuple[str, float, float, float]]
    """Of each drawing on a phone: its address, scale, the right edge of the window, and its own once scrolled."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The address of every page of the site, by what it was made from."""
    folder = copied(tmp_path_factory.mktemp("site"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        result = CliRunner().invoke(app, ["docs"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
    site = read_configuration(folder)
    with served(site.folder) as address:
        yield {
            source: urljoin(address, page.removesuffix("index.html"))
            for page, source in sources(site).items()
        }


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield tab
    tab.close()


@pytest.fixture(scope="module")
def visited(chromium: Browser, pages: dict[str, str]) -> tuple[Watch, dict[str, Visit]]:
    """Every page as it is seen, each loaded once: a load takes longer than all that is asked of it."""
    found: dict[str, Visit] = {}
    with chromium.new_page() as tab:
        watch = Watch(tab)
        for source, address in pages.items():
            tab.set_viewport_size({"width": 1280, "height": SCREEN})
            tab.goto(address)
            seen, wide = tab.evaluate(LOOK), beyond_the_edge(tab)
            tab.set_viewport_size({"width": 390, "height": 844})
            drawings: list[tuple[str, float, float, float]] = []
            for image in tab.locator('article img[src$=".svg"]').all():
                image.scroll_into_view_if_needed()
                drawings.append(image.evaluate(DRAWN))
            found[source] = Visit(**seen, wide=wide, wide_on_a_phone=beyond_the_edge(tab), drawings=drawings)
    return watch, found


def test_every_page_is_whole_and_comes_from_here_alone(
    visited: tuple[Watch, dict[str, Visit]], pages: dict[str, str]
) -> None:
    watch, visits = visited
    assert visits.keys() == pages.keys()
    faults: list[str] = []
    for source, visit in visits.items():
        if visit.headings != [True]:
            faults.append(f"{source}: {len(visit.headings)} headings of the first level")
        faults += [f"{source}: {image} is not shown" for image in visit.unseen]
        faults += [f"{source}: {wide}" for wide in visit.wide]
    assert faults == []
    assert watch.faults == []
    host = urljoin(pages["docs/index.md"], "/")
    assert [asked for asked in watch.asked if not asked.startswith((host, "data:", "blob:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_first_page_is_readable_on_any_screen(
    tab: Page, pages: dict[str, str], tmp_path: Path, scheme: str, width: int
) -> None:
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(pages["docs/index.md"])
    expect(tab.locator("body")).to_have_attribute(
        "data-md-color-scheme", "slate" if scheme == "dark" else "default"
    )
    assert beyond_the_edge(tab) == []
    assert picture(tab, f"site-{scheme}-{width}", tmp_path).stat().st_size > 20_000


def test_no_page_of_the_reference_is_too_long_to_read(visited: tuple[Watch, dict[str, Visit]]) -> None:
    screens = {
        source: visit.high / SCREEN
        for source, visit in visited[1].items()
        if source.startswith("docs/reference/")
    }
    assert len(screens) > 50
    assert {source: high for source, high in screens.items() if high > MOST_SCREENS} == {}


def test_the_words_in_pictures_can_be_read_on_a_phone(
    tab: Page, visited: tuple[Watch, dict[str, Visit]]
) -> None:
    visits = visited[1]
    assert {source: visit.wide_on_a_phone for source, visit in visits.items() if visit.wide_on_a_phone} == {}
    drawings = {drawing: rest for visit in visits.values() for drawing, *rest in visit.drawings}
    assert len(drawings) >= len(ENVIRONMENTS)
    for drawing, (scale, edge, right) in drawings.items():
        tab.goto(drawing)
        sizes = tab.locator("text").evaluate_all(
            "each => each.map(text => parseFloat(getComputedStyle(text).fontSize))"
        )
        assert min(sizes) * scale >= SMALLEST, drawing
        assert right <= edge, f"{drawing}: its right side cannot be scrolled to"


def test_a_reader_searches_and_gets_to_the_page(tab: Page, pages: dict[str, str]) -> None:
    watch = Watch(tab)
    tab.goto(pages["docs/index.md"])
    tab.keyboard.press("/")
    tab.keyboard.type("iterator age", delay=20)
    found = tab.get_by_role("option").filter(has_text="iterator").first
    expect(found).to_be_visible()
    found.click()
    expect(tab).to_have_url(re.compile("/runbooks/iterator-age/"))
    assert watch.faults == []
