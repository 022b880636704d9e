"""What the code must keep, so that it runs in both places and agrees with the platform."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import anthill_lakehouse
import contracts
from anthill_lakehouse.bronze.decode import DECODERS
from anthill_lakehouse.datasets import DATASETS, SPARK_TYPES, dataset
from anthill_lakehouse.pipelines.derived import DERIVED
from configuration.lake import LayerName
from configuration.sources.catalogue import layer_of
from contracts.arrival import Format
from contracts.dataset import LogicalType
from contracts.replicated import TYPES
from environments.market_data import MARKET_DATA
from functions.arrival.settings import FORMATS

CODE = Path(anthill_lakehouse.__file__).parent
EAGER = {
    "withColumn",
    "withColumns",
    "withColumnRenamed",
    "drop",
    "collect",
    "count",
    "toPandas",
    "createDataFrame",
}
"""Of a DataFrame. The first four are analysed at once by Spark Connect 4.3: in a second run they see the table of
the first instead of the pipeline's own, and the order is lost. The others read data while a plan is made."""
MAY = {"sample", "local", "embedded", "tasks", "model", "checks"}

UNSAFE = {
    r"\bweekday\(": "weekday of a Sunday is -1 on Sail 0.7: dayofweek",
    r"\btry_divide\b": "fails on Sail 0.7: x / nullif(y, 0)",
    r"(?<!filter\()\bsplit\([^,]*(\([^)]*\))?[^,]*, ''\)": "has an empty text at both ends on Sail 0.7: filter them",
    r"\$(?=$|['\"])": "as the end of a pattern, $ also matches before a last newline in Java: \\z",
    r"\bbinaryFile\b": "Sail 0.7 reads a file twice that is cut into parts: only platform.py, for the others",
    r"\bround(ed)?\(.*,\s*[0-5]\)": "Sail 0.7 rounds the binary value: to six decimals or more",
}
"""What gives another answer than Spark's on Sail, without an error, by pattern; with what to write instead."""
CONTRACTS = Path(contracts.__file__).parent


def unsafe(text: str) -> list[str]:
    return [why for pattern, why in UNSAFE.items() if re.search(pattern, text)]


def definitions() -> Iterator[tuple[str, str]]:
    """Yield every text and every call of the definitions, with where it is; rules of contracts too."""
    for file in CODE.rglob("*.py"):
        place = file.relative_to(CODE)
        if place.parts[0] in MAY:
            continue
        tree = ast.parse(file.read_text())
        told = {
            id(node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                yield f"{place}:{node.lineno}", node.value
            elif isinstance(node, ast.JoinedStr | ast.Call):
                yield f"{place}:{node.lineno}", ast.unparse(node)
    for file in CONTRACTS.rglob("*.json"):
        for number, line in enumerate(file.read_text().splitlines(), start=1):
            if '"holds":' in line or '"only":' in line:
                yield f"{file.name}:{number}", line


def test_nothing_is_defined_that_sail_answers_otherwise_without_an_error() -> None:
    allowed = {"platform.py": UNSAFE[r"\bbinaryFile\b"]}
    found = {
        (place, why)
        for place, text in definitions()
        for why in unsafe(text)
        if allowed.get(place.partition(":")[0]) != why
    }
    assert found == set()


@pytest.mark.parametrize(
    "text",
    [
        "weekday(trade_date) < 5", "F.try_divide(a, b)", "transform(split(isin, ''), c -> c)", "x RLIKE '^[A-Z]$'",
        "^[A-Z]$", "spark.read.format('binaryFile')", "F.round(F.col('x'), 2)",
        "rounded(F.col('x'), 2)",
    ],
)  # fmt: skip
def test_what_is_unsafe_is_found(text: str) -> None:
    assert len(unsafe(text)) == 1


def orders(source: str) -> Iterator[str]:
    """Yield by what each min_by and max_by of a module orders; a name as what it is given."""
    tree = ast.parse(source)
    given = {
        target.id: ast.unparse(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"min_by", "max_by"}:
            order = node.args[1]
            yield given.get(order.id, "") if isinstance(order, ast.Name) else ast.unparse(order)


def test_no_first_or_last_value_is_found_by_a_struct() -> None:
    """Sail 0.7 keeps the whole batch in which a struct was found, which no pool of memory holds."""
    found = {
        file.name: list(orders(file.read_text()))
        for file in CODE.rglob("*.py")
        if file.relative_to(CODE).parts[0] not in MAY
    }
    assert sum(map(len, found.values())) >= 4
    assert not [name for name, each in found.items() if any("struct(" in order for order in each)]
    assert list(orders("at = F.struct('a', 'b')\nF.min_by('x', at)\nF.max_by('x', 'a')")) == [
        "F.struct('a', 'b')",
        "'a'",
    ]


def test_no_transformation_reads_or_analyses_while_it_is_defined() -> None:
    found = {
        f"{file.relative_to(CODE)}:{node.lineno} {node.func.attr}"
        for file in CODE.rglob("*.py")
        if file.relative_to(CODE).parts[0] not in MAY
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in EAGER
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "F")
    }
    assert found == set()


def test_datasets_are_those_of_the_sources() -> None:
    assert {each.name for each in DATASETS} == {source.contract for source in MARKET_DATA.all}
    for source in MARKET_DATA.all:
        of = dataset(source.contract)
        assert f"{of.volume}/{of.folder}/".removeprefix("landing/") == source.prefix
        assert (of.volume == "arrivals") is (layer_of(source) is LayerName.BRONZE)


def test_every_format_of_a_contract_can_be_read_and_checked() -> None:
    assert set(DECODERS) == set(FORMATS) == set(Format)


def test_every_type_of_a_contract_can_be_read() -> None:
    assert set(SPARK_TYPES) == set(TYPES) == set(LogicalType)


def test_no_two_tables_have_one_name() -> None:
    """A dataset named as a table of the lakehouse would stop every table."""
    made = [name for each in DATASETS for name in (each.bronze, each.records, each.silver, each.quarantine)]
    made += [derived.name for derived in DERIVED]
    assert sorted(made) == sorted(set(made))


def test_every_input_of_a_table_is_a_table() -> None:
    made = {name for each in DATASETS for name in (each.bronze, each.records, each.silver, each.quarantine)}
    made |= {derived.name for derived in DERIVED}
    assert {name for derived in DERIVED for name in derived.inputs} <= made
