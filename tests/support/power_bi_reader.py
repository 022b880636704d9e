"""Reads a project of Power BI as somebody else would, and says what is wrong with it.

TrailsBI reads the TMDL, pbi-parsers the DAX and M in it. Neither complains of what it does not know, so that words and
lines are counted here: nothing in a file may be left over.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from pbi_parsers import dax, pq
from trailsbi.bpa import BPA_RULES, bpa_evaluate, bpa_inventory_tmdl
from trailsbi.tmdl import parse_tmdl_text, split_col_ref

Parser = Callable[[str], object]
_COLUMN: Final = {
    "dataType",
    "isHidden",
    "isKey",
    "formatString",
    "lineageTag",
    "summarizeBy",
    "sourceColumn",
}
WORDS: Final[Mapping[str, frozenset[str]]] = {
    "annotation": frozenset(),
    "column": frozenset(_COLUMN),
    "database": frozenset({"compatibilityLevel"}),
    "expression": frozenset({"lineageTag"}),
    "measure": frozenset({"formatString", "lineageTag"}),
    "model": frozenset({"culture", "defaultPowerBIDataSourceVersion", "sourceQueryCulture"}),
    "partition": frozenset({"mode", "source"}),
    "relationship": frozenset({"fromColumn", "toColumn"}),
    "table": frozenset({"lineageTag"}),
}
"""The objects of TOM that the project writes, each with the properties that it writes of it."""
VALUES: Final[Mapping[str, frozenset[str]]] = {
    "dataType": frozenset({"string", "int64", "double", "dateTime", "decimal", "boolean", "binary"}),
    "summarizeBy": frozenset({"none", "sum", "min", "max", "count", "average", "distinctCount"}),
    "mode": frozenset({"import", "directQuery", "dual"}),
}
"""What TOM allows (Microsoft.AnalysisServices.Tabular: DataType, AggregateFunction, ModeType)."""
JUDGED: Final = ("Error Prevention", "DAX Expressions")
"""The categories of the Best Practice Analyzer in which a model may have no finding; others are of taste."""


@dataclass(slots=True)
class Model:
    """A semantic model as it was read."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    relationships: list[tuple[tuple[str, str], tuple[str, str]]] = field(default_factory=list)
    expressions: dict[str, str] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def inside(self, table: str, kind: str) -> dict[str, dict[str, Any]]:
        """Return a table's columns, measures or partitions by name."""
        return {each["name"]: each for each in self.tables[table]["children"] if each["kw"] == kind}


def read_model(definition: Path) -> Model:
    """Return the model in a folder `definition`, with every fault of it."""
    model = Model()
    for file in sorted(definition.rglob("*.tmdl")):
        _read(file, file.relative_to(definition).as_posix(), model)
    for fault in (_hanging, _in_other_languages, _judged):
        model.faults += fault(model, definition)
    return model


def _read(file: Path, name: str, model: Model) -> None:
    lines = [line for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
    references = [line.removeprefix("ref table ") for line in lines if line.startswith("ref table ")]
    model.listed += [each.strip("'") for each in references]
    roots = parse_tmdl_text("\n".join(line for line in lines if not line.startswith("ref table ")))
    read = len(references)
    for thing in _all(roots):
        kind, called = thing["kw"], thing["name"]
        read += _lines_of(thing)
        model.tags += [thing["props"]["lineageTag"]] if "lineageTag" in thing["props"] else []
        if unknown := sorted(set(thing["props"]) - WORDS.get(kind, frozenset())):
            model.faults.append(f"{name}: {kind} {called} has {', '.join(unknown)}, which it cannot have")
        if kind not in WORDS:
            model.faults.append(f"{name}: there is no {kind}")
        for key, allowed in VALUES.items():
            if (value := thing["props"].get(key)) is not None and value not in allowed:
                model.faults.append(f"{name}: {key} of {called} is {value}")
    if read != len(lines):
        model.faults.append(f"{name}: {len(lines)} lines, of which {read} say something")
    for root in roots:
        match root["kw"]:
            case "table":
                if root["name"] in model.tables:
                    model.faults.append(f"{name}: another table {root['name']}")
                model.tables[root["name"]] = root
            case "relationship":
                ends = (split_col_ref(root["props"].get(key, "")) for key in ("fromColumn", "toColumn"))
                model.relationships.append((next(ends), next(ends)))
            case "expression":
                model.expressions[root["name"]] = root["expr"]
            case _:
                pass


def _all(things: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for thing in things:
        yield thing
        yield from _all(thing["children"])


def _lines_of(thing: Mapping[str, Any]) -> int:
    """Return how many lines say an object: its description, its head, its properties; not what is inside it."""
    told = len(thing["desc"].splitlines()) + 1
    for text in (thing["expr"], *thing["props"].values()):
        several = isinstance(text, str) and "\n" in text
        told += len([line for line in text.split("\n") if line.strip()]) if several else 0
    return told + len(thing["props"])


def _hanging(model: Model, _: Path) -> list[str]:
    """Return what refers to nothing, and what is there twice."""
    columns = {(table, name) for table in model.tables for name in model.inside(table, "column")}
    found = [
        f"a relationship leads to {'.'.join(end)}"
        for ends in model.relationships
        for end in ends
        if end not in columns
    ]
    kinds = {(t, n): model.inside(t, "column")[n]["props"].get("dataType") for t, n in columns}
    found += [
        f"a relationship joins {'.'.join(one)} to {'.'.join(other)}, of another type"
        for one, other in model.relationships
        if one in columns and other in columns and kinds[one] != kinds[other]
    ]
    if sorted(model.listed) != sorted(model.tables):
        found.append(f"model.tmdl lists {sorted(model.listed)}, and there are {sorted(model.tables)}")
    measures = [name.casefold() for table in model.tables for name in model.inside(table, "measure")]
    found += [
        f"measure {name} twice" for name in sorted({each for each in measures if measures.count(each) > 1})
    ]
    for table in model.tables:
        children = [
            each["name"].casefold() for each in model.tables[table]["children"] if each["kw"] != "partition"
        ]
        found += [
            f"{table} has {name} twice" for name in {each for each in children if children.count(each) > 1}
        ]
        if len(model.inside(table, "partition")) != 1:
            found.append(f"{table} has no partition, or several")
    found += [f"lineage tag {tag} twice" for tag in sorted(set(model.tags)) if model.tags.count(tag) > 1]
    return found


def _in_other_languages(model: Model, _: Path) -> list[str]:
    found: list[str] = []
    columns = {f"{table}[{name}]" for table in model.tables for name in model.inside(table, "column")}
    for table in model.tables:
        for name, measure in model.inside(table, "measure").items():
            found += _parsed(f"measure {name}", dax.to_ast, measure["expr"])
            used = {re.sub(r"\s", "", each) for each in re.findall(r"\w+\s*\[[^\]]+\]", measure["expr"])}
            found += [f"measure {name} is over {each}" for each in sorted(used - columns)]
        for partition in model.inside(table, "partition").values():
            found += _parsed(f"the query of {table}", pq.to_ast, str(partition["props"].get("source", "")))
    for name, text in model.expressions.items():
        found += _parsed(f"expression {name}", pq.to_ast, text)
    return found


def _parsed(what: str, parse: Parser, text: str) -> list[str]:
    return [f"{what} {why}: {text}"] if (why := _refusal(parse, text)) else []


# pbi-parsers tries one rule after another: the query of a filter takes it a second.
@cache
def _refusal(parse: Parser, text: str) -> str:
    try:
        return "" if parse(text) is not None else "says nothing"
    # Of a parser in beta any exception is a no; it raises AssertionError among others.
    except Exception as error:  # noqa: BLE001
        return f"cannot be parsed ({type(error).__name__} {error})"


def _judged(_: Model, definition: Path) -> list[str]:
    found, _ = bpa_evaluate(bpa_inventory_tmdl(definition))
    rules = {rule[0]: rule for rule in BPA_RULES}
    return [
        f"{rules[rule][3]}: {each['table']}[{each['name']}] {each['note']}"
        for rule, things in found.items()
        if rules[rule][1] in JUDGED
        for each in things
    ]
