"""The review's page in a real browser: what a reviewer does with it works, and it asks nobody for anything."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from operations.review.graph import Graph, Node
from operations.review.page import page as page_of
from tests.operations.review.entries import change
from tests.operations.review.reviews import review_of, several
from tests.operations.review.sources import added_source
from tests.support.browser import Watch, beyond_the_edge, picture, violations

HOSTILE = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A window of a desktop."""
    tab = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield tab
    tab.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with a change of every kind that matters, in two environments, and a graph."""
    gone = change(
        "aws_nat_gateway",
        {"subnet_id": "s"},
        None,
        stack="anthill-prod",
        path="anthill-prod/network/egress/nat_b",
    )
    same = [
        change(
            "aws_sqs_queue", {"name": "a"}, {"name": "b"}, stack=stack, path=f"{stack}/ingestion/prices/queue"
        )
        for stack in ("anthill-dev", "anthill-prod", "anthill-local")
    ]
    changes = [*several(), gone, *same, *added_source("fx"), *added_source("fx", "anthill-prod")]
    counts: dict[str, dict[Any, int]] = {}
    layer = {each.construct: each.layer for each in changes}
    for each in changes:
        held = counts.setdefault(each.construct, {})
        held[each.action] = held.get(each.action, 0) + 1
    nodes = [*(Node(name=name, layer=layer[name], counts=held) for name, held in sorted(counts.items()))]
    still = Node(name="lake/bronze", layer="lake", counts={})
    edges = (
        ("ingestion/prices", "lake/bronze"),
        ("ingestion/prices", "network/egress"),
        ("lake/gold", "lake/bronze"),
    )
    graph = Graph(nodes=(*nodes, still), edges=edges)
    file = tmp_path_factory.mktemp("review") / "review.html"
    file.write_text(
        page_of(review_of(changes, graph=graph, caveats=("something is not known",))), encoding="utf-8"
    )
    return file


def opened(tab: Page, file: Path, query: str = "") -> Watch:
    """Show a file; the last thing of each test is that nothing went wrong on it."""
    watch = Watch(tab)
    tab.goto(f"{file.as_uri()}{query}")
    expect(tab.locator("h1")).to_be_visible()
    return watch


def shown(tab: Page) -> list[str]:
    """Return the paths of the changes that are to be seen, or are folded away in a group that is."""
    return tab.locator("details.row:not([hidden]) > summary code:first-of-type").evaluate_all(
        "codes => [...new Set(codes.filter(code => !code.closest('small') && code.parentElement.matches("
        "'summary > span:nth-child(2)')).map(code => code.textContent))]"
    )


def open_all(tab: Page) -> None:
    """Unfold everything that can be."""
    tab.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_readable_on_any_screen_and_for_everybody(
    tab: Page, made: Path, tmp_path: Path, scheme: str, width: int
) -> None:
    tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    tab.set_viewport_size({"width": width, "height": 900})
    watch = opened(tab, made)
    assert beyond_the_edge(tab) == []
    ground, text = tab.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
    assert ground != text
    assert violations(tab) == []
    assert picture(tab, f"review-{scheme}-{width}", tmp_path).stat().st_size > 20_000
    open_all(tab)
    assert beyond_the_edge(tab) == []
    assert violations(tab) == []
    assert watch.faults == []
    assert watch.asked == [made.as_uri()]


def test_a_page_that_everybody_can_read_is_told_from_one_that_not_everybody_can(tab: Page) -> None:
    tab.set_content("<html><body><img src='data:,'><button></button></body></html>")
    assert {fault.partition(":")[0] for fault in violations(tab)} >= {"image-alt", "button-name"}


def test_pictures_show_it_as_opened_filtered_and_unfolded(tab: Page, made: Path, tmp_path: Path) -> None:
    states = []
    for name, query in (("opened", ""), ("filtered", "?environment=prod&action=DESTROY"), ("unfolded", "")):
        opened(tab, made, query)
        if name == "unfolded":
            open_all(tab)
        states.append(picture(tab, f"review-{name}", tmp_path).read_bytes())
    assert len(set(states)) == 3


def test_every_construct_of_the_graph_has_its_box_and_its_name_in_it(tab: Page, made: Path) -> None:
    watch = opened(tab, made)
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


def test_a_construct_lights_up_what_it_touches_and_leads_to_its_change(tab: Page, made: Path) -> None:
    watch = opened(tab, made)
    edge = tab.locator("svg .edge").first
    start, end = edge.get_attribute("data-from"), edge.get_attribute("data-to")
    tab.locator(f'svg .node[data-name="{start}"] rect').hover()
    expect(tab.locator("svg")).to_have_class("focused")
    lit = set(tab.locator("svg .node.lit").evaluate_all("nodes => nodes.map(node => node.dataset.name)"))
    assert {start, end} <= lit
    assert len(lit) < tab.locator("svg .node").count()
    changed = tab.locator('svg a[href="#c-ingestion-fx"]')
    changed.click()
    row = tab.locator("#c-ingestion-fx")
    expect(row).to_have_attribute("open", "")
    expect(row).to_be_in_viewport()
    expect(tab.locator("details.group", has=row)).to_have_attribute("open", "")
    assert watch.faults == []


def test_changes_are_filtered_and_the_address_keeps_what_is_chosen(tab: Page, made: Path) -> None:
    watch = opened(tab, made)
    everything = tab.locator("details.row").count()
    for kind in ("environment", "layer", "action"):
        counts: list[int] = []
        for button in tab.locator(f'.filters button[data-kind="{kind}"]:not([data-value=""])').all():
            button.click()
            expect(button).to_have_attribute("aria-pressed", "true")
            counts.append(tab.locator("details.row:not([hidden])").count())
            chosen = button.get_attribute("data-value")
            assert f"{kind}={chosen}" in tab.url
            expect(tab.locator(".filters [role=status]")).to_have_text(f"{counts[-1]} of {everything} rows")
        assert all(0 < count < everything for count in counts)
        assert sum(counts) >= everything
        tab.locator(f'.filters button[data-kind="{kind}"][data-value=""]').click()
    tab.locator("#search").fill("NAT_B")
    assert shown(tab) == ["network/egress/nat_b"]
    tab.reload()
    assert shown(tab) == ["network/egress/nat_b"]
    expect(tab.locator("#search")).to_have_value("NAT_B")
    assert watch.faults == []


def test_a_number_of_the_matrix_leads_to_the_changes_that_it_counts(tab: Page, made: Path) -> None:
    watch = opened(tab, made)
    tab.get_by_role("link", name="1 destroyed in prod").click()
    expect(tab.locator("#changes")).to_be_in_viewport()
    assert shown(tab) == ["network/egress/nat_b"]
    assert watch.faults == []


def test_it_is_used_with_the_keyboard_alone(tab: Page, made: Path) -> None:
    opened(tab, made)
    tab.get_by_role("button", name="dev", exact=True).focus()
    tab.keyboard.press("Enter")
    assert "environment=dev" in tab.url
    row = tab.locator("details.row:not([hidden]):not(details.group *)").first
    row.locator("summary").focus()
    tab.keyboard.press("Enter")
    expect(row).to_have_attribute("open", "")
    outline = row.locator("summary").evaluate("summary => getComputedStyle(summary).outlineStyle")
    assert outline != "none"


def test_it_is_read_without_any_script(chromium: Browser, made: Path) -> None:
    tab = chromium.new_page(java_script_enabled=False, viewport={"width": 390, "height": 900})
    try:
        opened(tab, made)
        expect(tab.locator(".filters")).to_be_hidden()
        row = tab.locator("details.row:not(details.group *)").first
        row.locator("summary").click()
        expect(row.locator("pre.diff")).to_be_visible()
        tab.get_by_role("link", name="Which data is at risk").click()
        assert tab.url.endswith("#data")
    finally:
        tab.close()


def test_printed_it_holds_what_is_folded_away(tab: Page, made: Path) -> None:
    opened(tab, made)
    folded = tab.locator("details.group pre.diff").first
    expect(folded).to_be_hidden()
    before = tab.evaluate("document.documentElement.scrollHeight")
    tab.emulate_media(media="print")
    assert tab.evaluate("document.documentElement.scrollHeight") > before
    expect(tab.locator(".filters")).to_be_hidden()
    assert folded.evaluate("diff => diff.checkVisibility({contentVisibilityAuto: true})")


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
