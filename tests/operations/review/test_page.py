"""The page: by itself, readable by a parser, nothing of a change is markup in it."""

import re
from html.parser import HTMLParser

from operations.common.drawing import arranged
from operations.rehearsal.rehearsal import PASSED, Rehearsal, Step
from operations.review.arguments import Argument
from operations.review.drawing import drawing
from operations.review.graph import Graph, Node
from operations.review.layers import LAYERS
from operations.review.markdown import markdown
from operations.review.page import page
from operations.review.text import text as text_of
from tests.operations.review.entries import change
from tests.operations.review.reviews import review_of, several
from tests.operations.review.sources import removed_source

VOID = {"meta", "col", "br", "input", "wbr"}
HOSTILE = "<script>alert(1)</script>\"'&"


class Tags(HTMLParser):
    """Collects tags and checks that each is closed by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(text: str) -> Tags:
    tags = Tags()
    tags.feed(text)
    tags.close()
    assert tags.open == []
    return tags


def whole() -> str:
    graph = Graph(
        nodes=(
            Node(name="lake/gold", layer="lake", counts={}),
            Node(name="ingestion/prices", layer="ingestion", counts={}),
        ),
        edges=(("ingestion/prices", "lake/gold"),),
        left_out=3,
    )
    return page(
        review_of(
            [*several(), change("aws_sqs_queue", {"name": "q"}, {"name": HOSTILE})],
            settings={"anthill-dev": (Argument("provider.aws[0].region", "a", HOSTILE),)},
            graph=graph,
            caveats=(HOSTILE,),
            rehearsal=Rehearsal(
                stack="anthill-local", steps=(Step(name="base applied", outcome=PASSED, detail=HOSTILE),)
            ),
        ),
        repository_url="https://example.com/r",
    )


def test_it_is_well_formed_and_holds_nothing_foreign() -> None:
    text = whole()
    tags = read(text)
    assert "<script>alert" not in text
    assert sum(tag == "script" for tag, _ in tags.seen) == 1
    assert text.count(HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")[:10]) >= 3


def test_it_fetches_nothing() -> None:
    tags = read(whole())
    assert not [attributes for _, attributes in tags.seen if "src" in attributes or "onclick" in attributes]
    assert not [tag for tag, _ in tags.seen if tag in {"link", "img", "iframe"}]
    targets = {attributes["href"] for tag, attributes in tags.seen if tag == "a" and "href" in attributes}
    assert all(
        target and target.startswith(("https://example.com/r/", "#", "?environment=")) for target in targets
    )
    (policy,) = [
        attributes["content"]
        for tag, attributes in tags.seen
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert str(policy).startswith("default-src 'none'")
    assert "url(" not in re.sub(r"url\(#\w+\)", "", whole())


def test_every_change_can_be_filtered_and_reached_from_the_graph() -> None:
    tags = read(page(review_of(several())))
    rows = [attributes for _, attributes in tags.seen if attributes.get("class") == "row"]
    buttons = [attributes for tag, attributes in tags.seen if tag == "button"]
    assert len(rows) == len(several())
    for kind in ("environment", "layer", "action"):
        offered = {attributes["data-value"] for attributes in buttons if attributes["data-kind"] == kind}
        assert offered - {""} == {row[f"data-{kind}"] for row in rows}
    counted = [
        str(attributes["href"]) for _, attributes in tags.seen if str(attributes.get("href"))[:1] == "?"
    ]
    assert len(counted) == len({row["data-action"] for row in rows})
    assert all(address.endswith("#changes") for address in counted)
    ids = [attributes["id"] for _, attributes in tags.seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    reached = {
        str(attributes["href"])[1:]
        for _, attributes in tags.seen
        if str(attributes.get("href")).startswith("#")
    }
    assert reached
    assert reached <= set(ids)


def test_it_and_the_markdown_need_no_glyph_that_a_font_may_not_have() -> None:
    review = review_of([*several(), *removed_source("rates")])
    for text in (
        page(review),
        markdown(review, repository_url="https://example.com/r"),
        text_of(review, width=80),
    ):
        # Windows-1252 is what every Latin font has; a picture or an arrow is an empty box in some.
        text.encode("cp1252")


def test_an_empty_review_is_a_page_too() -> None:
    tags = read(page(review_of([])))
    assert not [tag for tag, _ in tags.seen if tag == "svg"]


def test_layers_are_columns_in_building_order_and_boxes_do_not_meet() -> None:
    nodes = tuple(
        Node(name=f"{layer}/{number}", layer=layer, counts={})
        for layer in ("monitoring", "network", "ingestion")
        for number in range(5)
    )
    graph = Graph(nodes=nodes, edges=(("ingestion/4", "network/0"), ("monitoring/0", "ingestion/4")))
    layers = {node.name: node.layer for node in nodes}
    columns = arranged(layers, graph.edges, LAYERS)
    assert [layers[column[0]] for column in columns] == ["network", "ingestion", "monitoring"]
    boxes = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)"', drawing(graph))
    assert len(set(boxes)) == len(nodes)


def test_nodes_stand_beside_what_they_touch() -> None:
    layers = {f"{layer}/{n}": layer for layer in ("network", "lake") for n in "abcd"}
    edges = tuple((f"lake/{one}", f"network/{other}") for one, other in zip("abcd", "dcba", strict=True))
    network, lake = arranged(layers, edges, LAYERS)
    partner = dict(edges)
    assert [partner[name] for name in lake] == network
