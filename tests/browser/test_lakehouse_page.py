"""The page of a run of the sample, in a real browser: read on any screen, without script and without a network."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from anthill_lakehouse.local.pipeline import run
from anthill_lakehouse.sample.market import generate
from operations.lakehouse.gold_view import gold_view
from operations.lakehouse.made import write_made
from operations.lakehouse.page import page as page_of
from tests.support.browser import Watch, beyond_the_edge, picture, violations

NOW = datetime(2026, 1, 6, 23, tzinfo=UTC)
WITHOUT_PRICES = "2025-02-12"
ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small sample with faults."""
    home = tmp_path_factory.mktemp("lakehouse")
    generate(home, symbols=6, days=130, seed=1, trades_per_day=2, faults=True)
    # A day of which no prices came: portfolios are worth what they were at the prices of the day before.
    shutil.rmtree(home / f"landing/market/daily-prices/date={WITHOUT_PRICES}")
    run(home)
    write_made(home, ROOT, "Sail", NOW)
    file = home / "report.html"
    file.write_text(page_of(gold_view(home)), encoding="utf-8")
    return file


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A window in which no script runs."""
    tab = chromium.new_page()
    yield tab
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "size"), [(1280, "wide"), (390, "narrow")])
def test_it_is_readable_on_any_screen_and_for_everybody(
    tab: Page, made: Path, tmp_path: Path, scheme: str, width: int, size: str
) -> None:
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    tab.set_viewport_size({"width": width, "height": 900})
    watch = Watch(tab)
    tab.goto(made.as_uri())
    assert beyond_the_edge(tab) == []
    assert violations(tab) == []
    assert picture(tab, f"lakehouse-{scheme}-{width}", tmp_path).stat().st_size > 20_000
    assert tab.locator(f".{size} svg:visible").count() == tab.locator("svg:visible").count() >= 2
    assert watch.faults == []
    assert watch.asked == [made.as_uri()]


@pytest.mark.parametrize("width", [1280, 390])
def test_words_of_charts_lie_in_them_and_are_large_enough(tab: Page, made: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.goto(made.as_uri())
    for svg in tab.locator("svg:visible").all():
        box = svg.bounding_box()
        assert box
        for text in svg.locator("text").all():
            held = text.bounding_box()
            assert held
            assert box["x"] - 1 <= held["x"]
            assert held["x"] + held["width"] <= box["x"] + box["width"] + 1
            assert min(held["height"], held["width"]) >= 6
            assert max(held["height"], held["width"]) >= 10 or len(text.inner_text()) < 3


def test_figures_are_those_that_people_read(tab: Page, made: Path) -> None:
    tab.goto(made.as_uri())
    words = tab.locator("body").inner_text()
    assert re.search(r"Made 2026-01-06 23:00 UTC by Sail from commit [0-9a-f]{12}", words)
    assert not re.search(r"(?<![\w.-])-0(\.0+)?(?![\w.])", words)
    assert not re.search(r"\d\.\d+e[+-]\d", words)
    assert "Ranked are years with 63 sessions or more" in words
    assert "oldest price" in words
    assert re.search(r"(million|thousand) (CHF|EUR|GBP|USD)", words)


def test_a_day_without_prices_is_a_gap_and_its_values_are_marked(tab: Page, made: Path) -> None:
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.goto(made.as_uri())
    growth, *portfolios = tab.locator("svg:visible").all()
    lines = growth.locator("path[clip-path][style*='stroke: #2f6fed']").evaluate_all(
        "paths => paths.map(path => path.getAttribute('d'))"
    )
    assert [line.count("M") for line in lines] == [2]
    rings = [svg for svg in portfolios if "price of an earlier session" in (svg.text_content() or "")]
    assert rings
    expect(
        tab.get_by_text("A ring marks a value made with the price of an earlier session.").first
    ).to_be_visible()


def test_a_rule_leads_to_the_records_that_broke_it(chromium: Browser, made: Path) -> None:
    tab = chromium.new_page(java_script_enabled=False)
    try:
        tab.goto(made.as_uri())
        tab.get_by_role("link", name="daily_prices").first.click()
        expect(tab.locator("#quarantine-daily_prices")).to_be_in_viewport()
        expect(tab.locator("#quarantine-daily_prices ~ .records").first).to_contain_text("landing/market")
    finally:
        tab.close()
