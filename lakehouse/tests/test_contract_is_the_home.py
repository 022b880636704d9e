"""A fact is changed once, in the contract, and every place that shows it follows; nothing else changes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from source_page import PAGE, copied, said

from contracts.arrival import Format, Volume
from contracts.dataset import LogicalType
from contracts.quality import Check, Severity

SHOW = """
import json
from datetime import UTC, datetime
from pathlib import Path
from anthill_lakehouse.datasets import SPARK_TYPES, dataset
from anthill_lakehouse.quality.rules import references_of, rules_of
from anthill_lakehouse.sample.batches import Batch, encoded, write
from anthill_lakehouse.silver.records import published_rules
from environments.catalogue import ENVIRONMENTS
from main import build_app
of = dataset("dividends")
(config,) = [each for each in ENVIRONMENTS if each.name.value == "dev"]
build_app((config,), outdir="out").synth()
found = json.loads(Path("out/stacks/anthill-dev/cdk.tf.json").read_text())["resource"]
own = {
    kind: {key: body for key, body in bodies.items() if "ingestion_dividends_" in key}
    for kind, bodies in found.items()
}
tagged = [body["tags"] for bodies in own.values() for body in bodies.values() if "tags" in body]
tags = sorted({tags["domain"] for tags in tagged if "domain" in tags})
(late,) = [body for key, body in own["aws_cloudwatch_metric_alarm"].items() if "_events_late_alarm_" in key]
(rule,) = [body for key, body in own["aws_cloudwatch_event_rule"].items() if "_events_" in key]
(arrival,) = [json.loads(body["environment"]["variables"]["ARRIVAL"]) for body in own["aws_lambda_function"].values()]
batch = Batch(dataset="dividends", name="x", at=datetime(2026, 1, 6, tzinfo=UTC), records=[{"isin": "US0378331005"}])
write(batch, Path("written"))
(written,) = [str(file.parent) for file in Path("written").rglob("x")]
print(json.dumps({
    "tags": tags,
    "event": json.loads(rule["event_pattern"])["detail"]["object"]["key"],
    "alarm": late["period"] * late["evaluation_periods"],
    "check on arrival: domain": arrival["tags"]["domain"],
    "check on arrival: folder": arrival["landing_prefix"],
    "check on arrival: columns": arrival["columns"],
    "check on arrival: format": arrival["format"],
    "bronze: folder": f"{of.volume}/{of.folder}",
    "bronze: format": of.format,
    "silver: types": [SPARK_TYPES[column.logical_type] for column in of.columns],
    "silver: known at": of.time_column,
    "silver: rules": [(rule.name, rule.severity) for rule in rules_of(of)],
    "silver: references": [rule.name for rule in references_of(of)],
    "expectations": sorted(published_rules(of)),
    "objective": of.freshness_minutes,
    "sample: folder": written,
    "sample: form": encoded(batch)[:2].hex(),
}))
"""
Change = Callable[[dict[str, Any]], Any]


def column(name: str, **changes: Any) -> Change:
    return lambda document: next(
        each for each in document["schema"][0]["properties"] if each["name"] == name
    ).update(changes)


CHANGES: dict[str, tuple[Change, set[str]]] = {
    "domain": (lambda document: document.update(domain="income"), {"tags", "check on arrival: domain"}),
    "folder": (
        lambda document: document["servers"][0].update(path="income/dividends"),
        {"event", "check on arrival: folder", "bronze: folder", "sample: folder"},
    ),
    "format": (
        lambda document: document["servers"][0].update(format="jsonl"),
        {"check on arrival: format", "bronze: format", "sample: form"},
    ),
    "freshness": (
        lambda document: document["slaProperties"][0].update(value=2),
        {"alarm", "objective"},
    ),
    "a column that is required": (
        column("pay_date", required=True),
        {"check on arrival: columns", "expectations"},
    ),
    "a column's type": (column("pay_date", logicalType="timestamp"), {"silver: types"}),
    "when a record became known": (
        lambda document: (
            column("pay_date", logicalType="timestamp")(document),
            document["schema"][0].update(customProperties=[{"property": "knownAt", "value": "pay_date"}]),
        ),
        {"silver: types", "silver: known at"},
    ),
    "a check of a column": (column("currency", quality=[]), {"silver: rules", "expectations"}),
    "what others must know": (column("isin", relationships=[]), {"silver: references", "expectations"}),
    "a rule's severity": (
        lambda document: document["schema"][0]["quality"][0].update(severity="drop"),
        {"silver: rules"},
    ),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def before(project: Path) -> dict[str, Any]:
    return shown(project)


def shown(project: Path) -> dict[str, Any]:
    shutil.rmtree(project / "written", ignore_errors=True)
    return json.loads(said(project, "-c", SHOW).splitlines()[-1])


@pytest.mark.parametrize("fact", CHANGES)
def test_what_shows_a_fact_follows_the_contract(project: Path, before: dict[str, Any], fact: str) -> None:
    change, places = CHANGES[fact]
    file = project / "contracts" / "datasets" / "dividends.json"
    text = file.read_text()
    document = json.loads(text)
    change(document)
    file.write_text(json.dumps(document))
    try:
        after = shown(project)
    finally:
        file.write_text(text)
    assert {place for place, value in after.items() if value != before[place]} == places


@pytest.mark.parametrize("kind", [Check, Format, LogicalType, Severity, Volume])
def test_the_page_says_what_a_contract_may_say(kind: type[Check]) -> None:
    section = PAGE.read_text().partition("## What a contract says")[2].partition("\n## ")[0]
    assert [each.value for each in kind if f"`{each.value}`" not in section] == []
