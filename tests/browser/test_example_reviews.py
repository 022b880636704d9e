"""Every example of a review is readable on a desktop, on a phone and for everybody."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from operations.documentation.example_reviews import FOLDER
from operations.documentation.reviewed_changes import CHANGES
from tests.support.browser import ROOT, Watch, beyond_the_edge, picture, violations


@pytest.mark.parametrize("name", [change.name for change in CHANGES])
def test_an_example_is_readable(chromium: Browser, tmp_path: Path, name: str) -> None:
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    try:
        watch = Watch(tab)
        tab.goto((ROOT / FOLDER / f"{name}.html").as_uri())
        expect(tab.locator("h1")).to_be_visible()
        for width in (1280, 390):
            tab.set_viewport_size({"width": width, "height": 900})
            assert beyond_the_edge(tab) == []
            assert picture(tab, f"{name}-{width}", tmp_path).stat().st_size > 10_000
        assert violations(tab) == []
        assert watch.faults == []
    finally:
        tab.close()
