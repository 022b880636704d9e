"""The review's page in a real browser: what a reviewer does with it works, and it asks nobody for anything."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from operations.review.page import page as page_of
from tests.operations.review.entries import change
from tests.operations.review.reviews import review_of, several
from tests.support.browser import Watch, beyond_the_edge, picture

EXAMPLE = Path(__file__).parents[2] / "docs/examples/review/review.html"
HOSTILE = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A window of a desktop."""
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield tab
    tab.close()


def opened(tab: Page, file: Path) -> Watch:
    """Show a file; the last thing of each test is that nothing went wrong on it."""
    watch = Watch(tab)
    tab.goto(file.as_uri())
    expect(tab.locator("h1")).to_be_visible()
    return watch


def shown(tab: Page) -> int:
    """Count the changes that are to be seen."""
    return tab.locator("details.row:visible").count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_example_is_readable_on_any_screen(tab: Page, tmp_path: Path, scheme: str, width: int) -> None:
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    tab.set_viewport_size({"width": width, "height": 900})
    watch = opened(tab, EXAMPLE)
    assert beyond_the_edge(tab) == []
    ground, text = tab.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
    assert ground != text
    assert picture(tab, f"review-{scheme}-{width}", tmp_path).stat().st_size > 20_000
    assert watch.faults == []
    assert watch.asked == [EXAMPLE.as_uri()]


def test_every_construct_of_the_graph_has_its_box_and_its_name_in_it(tab: Page) -> None:
    watch = opened(tab, EXAMPLE)
    nodes = tab.locator("svg .node")
    assert nodes.count() > 3
    for node in nodes.all():
        box, name = node.locator("rect").bounding_box(), node.locator("text").first.bounding_box()
        assert box
        assert name
        assert box["x"] <= name["x"]
        assert name["x"] + name["width"] <= box["x"] + box["width"]
        assert box["y"] <= name["y"]
        assert name["y"] + name["height"] <= box["y"] + box["height"]
    assert watch.faults == []


def test_a_construct_lights_up_what_it_touches_and_leads_to_its_change(tab: Page) -> None:
    watch = opened(tab, EXAMPLE)
    edge = tab.locator("svg .edge").first
    start, end = edge.get_attribute("data-from"), edge.get_attribute("data-to")
    tab.locator(f'svg .node[data-name="{start}"] rect').hover()
    expect(tab.locator("svg")).to_have_class("focused")
    lit = set(tab.locator("svg .node.lit").evaluate_all("nodes => nodes.map(node => node.dataset.name)"))
    assert {start, end} <= lit
    assert len(lit) < tab.locator("svg .node").count()
    changed = tab.locator("svg a").first
    target = str(changed.get_attribute("href"))
    changed.click()
    row = tab.locator(target)
    expect(row).to_have_attribute("open", "")
    expect(row).to_be_in_viewport()
    assert watch.faults == []


def test_changes_are_filtered_by_layer_action_and_text(tab: Page) -> None:
    watch = opened(tab, EXAMPLE)
    everything = shown(tab)
    layers = tab.locator('.filters button[data-kind="layer"]:not([data-value=""])')
    counts: list[int] = []
    for button in layers.all():
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        counts.append(shown(tab))
        assert tab.locator("section.layer:visible").count() == 1
    assert all(0 < count < everything for count in counts)
    assert sum(counts) == everything
    tab.locator('.filters button[data-kind="layer"][data-value=""]').click()
    tab.locator('.filters button[data-kind="action"][data-value="REPLACE"]').click()
    assert shown(tab) == tab.locator('details.row[data-action="REPLACE"]').count() > 0
    tab.locator("#search").fill("nothing is called this")
    assert shown(tab) == 0
    assert watch.faults == []


def test_nothing_of_a_change_is_run(tab: Page, tmp_path: Path) -> None:
    hostile = change(
        "aws_sqs_queue", {"name": "q"}, {"name": HOSTILE}, path=f"anthill-dev/ingestion/{HOSTILE}"
    )
    file = tmp_path / "review.html"
    file.write_text(page_of(review_of([*several(), hostile], caveats=(HOSTILE,))), encoding="utf-8")
    watch = opened(tab, file)
    for row in tab.locator("details.row > summary").all():
        row.click()
    assert tab.title().startswith("Review:")
    assert tab.locator("p.caveat").inner_text() == HOSTILE
    assert tab.locator("img").count() == 0
    assert watch.faults == []
    assert watch.asked == [file.as_uri()]
