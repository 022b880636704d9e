"""The definitions, asked once for what they declare."""

import runpy

from pyspark.pipelines.graph_element_registry import graph_element_registration_context

from anthill_lakehouse.embedded.graph import Graph, GraphError, Planned, planned
from anthill_lakehouse.pipelines import DEFINITIONS


def declared() -> tuple[Graph, dict[str, Planned]]:
    """Return the tables and their plans by name, in the session that is active. No plan is run, and no table read.

    Raises GraphError for a table without a flow, and for what can't be run on Sail.
    """
    graph = Graph()
    with graph_element_registration_context(graph):
        runpy.run_path(str(DEFINITIONS))
    if without := sorted(set(graph.tables) - set(graph.flows)):
        raise GraphError(f"nothing says how to make {', '.join(without)}")
    return graph, {name: planned(flow.func()) for name, flow in graph.flows.items()}
