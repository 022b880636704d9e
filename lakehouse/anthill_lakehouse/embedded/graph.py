"""What the definitions declare, and the order in which its tables can be made."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, NoReturn

from pyspark.pipelines.flow import AutoCdcFlow, Flow
from pyspark.pipelines.graph_element_registry import GraphElementRegistry
from pyspark.pipelines.output import MaterializedView, Output, StreamingTable, Table
from pyspark.sql import DataFrame


class GraphError(Exception):
    """What of the definitions can't be run here; the text says what could be."""


class Graph(GraphElementRegistry):
    """Keeps what `pyspark.pipelines` declares: tables by name, and the flow of each. Raises GraphError for the rest."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}
        self.flows: dict[str, Flow] = {}

    def register_output(self, output: Output) -> None:
        """Add a table."""
        if not isinstance(output, MaterializedView | StreamingTable):
            _refuse(f"{output.name} is a {type(output).__name__}", "tables and materialized views")
        if alike := [name for name in self.tables if name.casefold() == output.name.casefold()]:
            # Spark's names have no case: its pipelines make one table of the two, with the rows of both, and are green.
            raise GraphError(
                f"{output.name} and {alike[0]} are one table to Spark: give one of them another name"
            )
        self.tables[output.name] = output

    def register_flow(self, flow: Flow) -> None:
        """Add the flow of a table."""
        if flow.target in self.flows:
            _refuse(f"{flow.target} has two flows", "one flow for each table")
        self.flows[flow.target] = flow

    def register_auto_cdc_flow(self, flow: AutoCdcFlow) -> None:
        """Refuse it."""
        _refuse(f"{flow.target} has an AUTO CDC flow", "flows by a function")

    def register_sql(self, sql_text: str, file_path: Path) -> None:
        """Refuse it."""
        del sql_text
        _refuse(f"{file_path} is SQL", "definitions in Python")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """How a table is made, and the names of the tables that this reads."""

    frame: DataFrame
    inputs: frozenset[str]


def planned(frame: DataFrame) -> Planned:
    """Return the plan of a frame with the tables that it names: as it is sent to the engine."""
    plan: Any = frame
    # The client has no public way to ask a plan what it reads.
    sent = plan._plan.to_proto(plan.sparkSession.client)
    return Planned(frame=frame, inputs=frozenset(_named_tables(sent)))


def in_order(inputs: Mapping[str, Collection[str]], known: Collection[str]) -> list[str]:
    """Return the tables so that each comes after those that it reads, which `inputs` names.

    Raises GraphError for a circle, and for a table that is neither one of them nor `known`.
    """
    for name, read in inputs.items():
        if unknown := sorted(set(read) - set(inputs) - set(known)):
            raise GraphError(f"{name} reads {', '.join(unknown)}, which no definition makes")
    try:
        return [each for each in TopologicalSorter(inputs).static_order() if each in inputs]
    except CycleError as error:
        raise GraphError(f"tables read each other in a circle: {' <- '.join(error.args[1])}") from error


def with_ancestors(name: str, inputs: Mapping[str, Collection[str]]) -> set[str]:
    """Return a table and all that it is made of. Raises GraphError if there is no such table."""
    if name not in inputs:
        raise GraphError(f"there is no table {name!r}; there are: {', '.join(sorted(inputs))}")
    found, left = set[str](), [name]
    while left:
        each = left.pop()
        if each in inputs and each not in found:
            found.add(each)
            left += inputs[each]
    return found


def _named_tables(message: Any) -> Iterable[str]:
    """Yield the names of tables in a message of Spark Connect's protocol, however deep."""
    for field, value in message.ListFields():
        if field.name == "named_table":
            yield value.unparsed_identifier
        elif field.message_type is None:
            continue
        elif field.message_type.GetOptions().map_entry:
            if field.message_type.fields_by_name["value"].message_type is not None:
                for each in value.values():
                    yield from _named_tables(each)
        else:
            for each in [value] if hasattr(value, "ListFields") else value:
                yield from _named_tables(each)


def _refuse(what: str, allowed: str) -> NoReturn:
    raise GraphError(f"{what}, which Sail can't run: allowed are {allowed}; or use --engine spark")
