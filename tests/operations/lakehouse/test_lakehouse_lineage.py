"""Which table is made of which is what the definitions read, as text, as JSON and as a picture."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from anthill_lakehouse.datasets import DATASETS
from anthill_lakehouse.local.lineage import Lineage
from anthill_lakehouse.pipelines.derived import DERIVED
from anthill_lakehouse.pipelines.names import table_names
from operations.cli import app
from operations.common.errors import InputError
from operations.lakehouse.lineage_picture import lineage_picture

SVG = "{http://www.w3.org/2000/svg}"
SMALL = Lineage(
    reads={
        "bronze.a": ("landing/a",),
        "bronze.b": ("landing/b",),
        "silver.a": ("bronze.a",),
        "gold.both": ("bronze.b", "silver.a"),
        "gold.more": ("gold.both",),
    }
)


def lineage(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["lakehouse", "lineage", *arguments])


def test_it_is_what_the_definitions_read() -> None:
    found = json.loads(lineage("--json").stdout)
    assert set(found) == set(table_names())
    for derived in DERIVED:
        assert set(found[derived.name]) == set(derived.inputs)
    for each in DATASETS:
        assert found[each.bronze] == [f"{each.volume}/{each.folder}"]
        assert each.bronze in found[each.records]
    order = list(found)
    assert all(
        order.index(read) < order.index(name) for name in found for read in found[name] if read in found
    )


def test_a_table_is_shown_with_what_it_is_made_of_and_where_it_goes() -> None:
    text = lineage("silver.splits").stdout
    made, goes = text.split("silver.splits goes into")
    assert "landing/market/splits" in made
    assert "gold.portfolio_value" in goes
    assert "gold.data_quality" not in text
    assert "gold.yearly_results goes into nothing else" in lineage("gold.yearly_results").stdout


def test_only_what_a_table_depends_on_or_feeds_is_around_it() -> None:
    assert SMALL.around("silver.a").reads == {
        "bronze.a": ("landing/a",),
        "silver.a": ("bronze.a",),
        "gold.both": ("silver.a",),
        "gold.more": ("gold.both",),
    }
    assert SMALL.read_by["bronze.b"] == ("gold.both",)


def test_an_unknown_table_names_the_nearest() -> None:
    refused = lineage("gold.yearly_result").exception
    assert isinstance(refused, InputError)
    assert "did you mean gold.yearly_results?" in str(refused)


def test_the_picture_has_every_box_once_and_every_arrow(tmp_path: Path) -> None:
    file = tmp_path / "lineage.svg"
    said = lineage("gold.portfolio_value", "--svg", str(file), "--json")
    drawn = ET.parse(file).getroot()  # noqa: S314 - written by this project
    reads = json.loads(said.stdout)
    names = {*reads, *(each for read in reads.values() for each in read)}
    boxes = [text.text for text in drawn.iterfind(f"{SVG}g/{SVG}text")]
    assert sorted(filter(None, boxes)) == sorted(names)
    arrows = {title.text for title in drawn.iterfind(f"{SVG}path/{SVG}title")}
    assert arrows == {f"{name} reads {each}" for name, read in reads.items() for each in read}


def test_in_the_picture_each_box_is_right_of_what_it_reads() -> None:
    drawn = ET.fromstring(lineage_picture(SMALL, "a title"))  # noqa: S314 - written by this project
    left = {
        str(group.findtext(f"{SVG}text")): float(group.find(f"{SVG}rect").attrib["x"])  # pyright: ignore[reportOptionalMemberAccess]
        for group in drawn.iterfind(f"{SVG}g")
    }
    assert all(left[read] < left[name] for name, all_read in SMALL.reads.items() for read in all_read)


def test_a_picture_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    refused = lineage("--svg", str(tmp_path / "no/folder.svg")).exception
    assert isinstance(refused, InputError)
    assert "--svg" in str(refused)


@pytest.mark.parametrize("name", ["silver.nothing", "x"])
def test_there_is_nothing_around_what_is_no_table(name: str) -> None:
    with pytest.raises(Exception, match="there is no table"):
        SMALL.around(name)
