"""One look at an environment."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cdktf_cdktf_provider_aws.cloudwatch_dashboard import CloudwatchDashboard
from constructs import Construct

from constructs_lib.place import Place

MOST_WIDGETS: Final = 500
WIDTH: Final = 24
"""Columns of a dashboard, and the most widgets (CloudWatch quotas and "Dashboard body structure")."""
HEIGHT: Final = 6
TITLE_HEIGHT: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A widget with one line per thing found: a namespace, the dimension that names it, a metric.

    `words` are parts of the names to be found, such as the beginning of an environment's names. A graph
    searches instead of naming, so that a new source appears by itself.
    """

    title: str
    """What stands above it."""
    namespace: str
    """CloudWatch's namespace, such as `AWS/Lambda`."""
    dimension: str
    """The dimension that a line is named after."""
    metric: str
    """The name of the metric."""
    statistic: str
    """How the values of one period become one, such as `Sum`."""
    words: str
    period_seconds: int = 300
    """The length of a period."""
    other_dimensions: tuple[str, ...] = ()
    """Further dimensions that the metric has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One layer of the platform: its title and its graphs, or a text where AWS has no metric."""

    title: str
    """What stands above it."""
    graphs: tuple[Graph, ...] = ()
    text: str = ""
    """Markdown in place of graphs."""


class Dashboard(Construct):
    """The dashboard of an environment: a row per layer, a line per source.

    Raises ValueError if it has more widgets than CloudWatch takes.

    Attributes:
        dashboard: The dashboard resource.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, rows: Sequence[Row]) -> None:
        super().__init__(scope, id_)
        region = Place.of(scope).region
        widgets: list[dict[str, Any]] = []
        top = 0
        for row in rows:
            widgets.append(_text(f"## {row.title}\n{row.text}".strip(), top))
            top += TITLE_HEIGHT if not row.text else 2
            if row.graphs:
                width = WIDTH // len(row.graphs)
                widgets += [
                    _graph(graph, region, x=index * width, y=top, width=width)
                    for index, graph in enumerate(row.graphs)
                ]
                top += HEIGHT
        if len(widgets) > MOST_WIDGETS:
            raise ValueError(
                f"dashboard {name!r} has {len(widgets)} widgets; CloudWatch takes {MOST_WIDGETS}"
            )
        self.dashboard = CloudwatchDashboard(
            self,
            "dashboard",
            dashboard_name=name,
            dashboard_body=json.dumps({"widgets": widgets}, separators=(",", ":"), sort_keys=True),
        )


def _text(markdown: str, y: int) -> dict[str, Any]:
    lines = markdown.count("\n") + 1
    return {
        "type": "text",
        "x": 0,
        "y": y,
        "width": WIDTH,
        "height": min(lines, 2),
        "properties": {"markdown": markdown, "background": "transparent"},
    }


def _graph(graph: Graph, region: str, *, x: int, y: int, width: int) -> dict[str, Any]:
    schema = ",".join((graph.namespace, graph.dimension, *graph.other_dimensions))
    search = (
        f"SEARCH('{{{schema}}} MetricName=\"{graph.metric}\" {graph.words}', "
        f"'{graph.statistic}', {graph.period_seconds})"
    )
    return {
        "type": "metric",
        "x": x,
        "y": y,
        "width": width,
        "height": HEIGHT,
        "properties": {
            "title": graph.title,
            "region": region,
            "view": "timeSeries",
            "period": graph.period_seconds,
            "stat": graph.statistic,
            "metrics": [
                # The first dollar keeps the second from Terraform.
                [{"expression": search, "id": "lines", "label": f"$${{PROP('Dim.{graph.dimension}')}}"}]
            ],
        },
    }
