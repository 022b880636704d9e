"""A fact is changed once, in its home, and every place that shows it follows; nothing else changes."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from source_page import PAGE, copied, said

from contracts.arrival import Format, Volume
from contracts.dataset import LogicalType
from contracts.quality import Check, OnViolation

CONTRACT, DECLARATIONS = "contracts/datasets/dividends.json", "environments/market_data.py"
SHOW = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from configuration.sources.catalogue import Sources
from contracts.contract import forget
from main import build_app
from operations.lakehouse.datasets_page import datasets_page

def stacks(config):
    (own,) = [each for each in config.sources.files if each.name == "dividends"]
    alone = config.model_copy(update={"sources": Sources(files=(own,), partners=config.sources.partners)})
    build_app((alone,), outdir="out", stacks=("anthill-dev",)).synth()
    found = json.loads(Path("out/stacks/anthill-dev/cdk.tf.json").read_text())["resource"]
    own = {
        kind: {key: body for key, body in bodies.items() if "ingestion_dividends_" in key}
        for kind, bodies in found.items()
    }
    tags = [body["tags"] for bodies in own.values() for body in bodies.values() if "tags" in body]
    (late,) = [body for key, body in own["aws_cloudwatch_metric_alarm"].items() if "_events_late_alarm_" in key]
    (rule,) = [body for key, body in own["aws_cloudwatch_event_rule"].items() if "_events_" in key]
    (check,) = [json.loads(body["environment"]["variables"]["ARRIVAL"]) for body in own["aws_lambda_function"].values()]
    return {
        "tags: domain": sorted({each["domain"] for each in tags if "domain" in each}),
        "tags: owner": sorted({each["source-owner"] for each in tags if "source-owner" in each}),
        "event": json.loads(rule["event_pattern"])["detail"]["object"]["key"],
        "alarm": late["period"] * late["evaluation_periods"],
        "alarm: who is told": (late["tags"]["alarm-owner"], late["alarm_description"]),
        "check on arrival: tags": check["tags"],
        "check on arrival: folder": check["landing_prefix"],
        "check on arrival: columns": check["columns"],
        "check on arrival: format": check["format"],
    }

def lakehouse():
    from anthill_lakehouse.datasets import SPARK_TYPES, dataset
    from anthill_lakehouse.quality.rules import references_of, rules_of
    from anthill_lakehouse.sample.batches import Batch, encoded, write
    from anthill_lakehouse.silver.records import published_rules
    of, at = dataset("dividends"), datetime(2026, 1, 6, tzinfo=UTC)
    batch = Batch(dataset="dividends", name=str(number), at=at, records=[{"isin": "US0378331005"}])
    write(batch, Path("written"))
    (written,) = [str(file.parent) for file in Path("written").rglob(str(number))]
    return {
        "bronze: folder": f"{of.volume}/{of.folder}",
        "bronze: format": of.format,
        "bronze: columns": of.column_names,
        "silver: types": [SPARK_TYPES[column.logical_type] for column in of.columns],
        "silver: key": of.key,
        "silver: known at": of.time_column,
        "silver: rules": [(rule.name, rule.severity, rule.holds, rule.why) for rule in rules_of(of)],
        "silver: references": [rule.name for rule in references_of(of)],
        "expectations": sorted(published_rules(of)),
        "objective": of.freshness_minutes,
        "sample: folder": written,
        "sample: form": encoded(batch)[:2].hex(),
        "page": datasets_page([of]),
    }

def configuration():
    try:
        from environments.catalogue import ENVIRONMENTS
    except ValueError:
        return {"configuration": "refused"}
    (config,) = [each for each in ENVIRONMENTS if each.name.value == "dev"]
    return {"configuration": "taken", **stacks(config)}

for number, edits in enumerate(json.load(sys.stdin)):
    before = {file: Path(file).read_text() for file in edits}
    for file, text in edits.items():
        Path(file).write_text(text)
    forget()
    for module in [name for name in sys.modules if name.startswith(("anthill_lakehouse", "environments"))]:
        del sys.modules[module]  # They read contracts as they are imported.
    print(json.dumps(configuration() | lakehouse()))
    for file, text in before.items():
        Path(file).write_text(text)
"""
Change = Callable[[dict[str, Any]], Any]


def table(**changes: Any) -> Change:
    return lambda document: document["schema"][0].update(changes)


def server(**changes: Any) -> Change:
    return lambda document: document["servers"][0].update(changes)


def rule(**changes: Any) -> Change:
    return lambda document: document["schema"][0]["quality"][0].update(changes)


def column(name: str, **changes: Any) -> Change:
    return lambda document: next(
        each for each in document["schema"][0]["properties"] if each["name"] == name
    ).update(changes)


def one_more(document: dict[str, Any]) -> None:
    added = {"name": "note", "logicalType": "string", "description": "What the provider adds"}
    document["schema"][0]["properties"].append(added)


def known_when_paid(document: dict[str, Any]) -> None:
    column("pay_date", logicalType="timestamp")(document)
    table(customProperties=[{"property": "knownAt", "value": "pay_date"}])(document)


FACTS: dict[str, tuple[Change, set[str]]] = {
    "domain": (
        lambda document: document.update(domain="income"),
        {"tags: domain", "check on arrival: tags", "page"},
    ),
    "purpose": (lambda document: document.update(description={"purpose": "Income"}), {"page"}),
    "version": (lambda document: document.update(version="2.0.0"), {"page"}),
    "folder": (
        server(path="income/dividends"),
        {"event", "check on arrival: folder", "bronze: folder", "sample: folder", "page"},
    ),
    "format": (
        server(format="jsonl"),
        {"check on arrival: format", "bronze: format", "sample: form", "page"},
    ),
    "volume, which only a stream's declaration goes with": (
        server(server="arrivals"),
        {"configuration", "bronze: folder", "sample: folder", "page"},
    ),
    "that it holds changes, which only a database's declaration goes with": (
        table(customProperties=[{"property": "changes", "value": True}]),
        {"configuration", "silver: rules", "expectations", "page"},
    ),
    "freshness": (
        lambda document: document["slaProperties"][0].update(value=2),
        {"alarm", "objective", "page"},
    ),
    "one more column": (one_more, {"bronze: columns", "silver: types", "page"}),
    "what a column says": (column("pay_date", description="When it is paid"), {"page"}),
    "a column that is required": (
        column("pay_date", required=True),
        {"check on arrival: columns", "expectations", "page"},
    ),
    "what identifies a record": (column("amount", primaryKey=True), {"silver: key", "page"}),
    "a column's type": (column("pay_date", logicalType="timestamp"), {"silver: types", "page"}),
    "when a record became known": (known_when_paid, {"silver: types", "silver: known at", "page"}),
    "a check of a column": (column("currency", quality=[]), {"silver: rules", "expectations", "page"}),
    "what others must know": (
        column("isin", relationships=[]),
        {"silver: references", "expectations", "page"},
    ),
    "what a rule says": (rule(implementation={"holds": "pay_date > ex_date"}), {"silver: rules"}),
    "a rule's severity": (rule(severity="drop"), {"silver: rules", "page"}),
    "a rule's name": (rule(name="pay_date.late"), {"silver: rules", "expectations", "page"}),
}
OWNER: dict[str, set[str]] = {"owner": {"tags: owner", "alarm: who is told"}}
"""A fact of the declaration."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What the places show: as it is, and after each edit."""
    project = copied(tmp_path_factory.mktemp("project"))
    contract, declared = ((project / file).read_text() for file in (CONTRACT, DECLARATIONS))
    edits: dict[str, dict[str, str]] = {"": {}}
    for fact, (change, _) in FACTS.items():
        document = json.loads(contract)
        change(document)
        edits[fact] = {CONTRACT: json.dumps(document)}
    before, after = declared.split('name="dividends"')
    edits["owner"] = {
        DECLARATIONS: f'{before}name="dividends"{after.replace("market-data", "income-desk", 1)}'
    }
    said_lines = said(project, "-c", SHOW, given=json.dumps([*edits.values()])).splitlines()
    return dict(zip(edits, map(json.loads, said_lines), strict=True))


@pytest.mark.parametrize("fact", [*FACTS, *OWNER])
def test_what_shows_a_fact_follows_its_home(shown: dict[str, dict[str, Any]], fact: str) -> None:
    places = OWNER[fact] if fact in OWNER else FACTS[fact][1]
    assert {place for place, value in shown[fact].items() if value != shown[""][place]} == places
    assert shown[fact]["configuration"] == ("refused" if "configuration" in places else "taken")


@pytest.mark.parametrize("kind", [Check, Format, LogicalType, OnViolation, Volume])
def test_the_page_says_what_a_contract_may_say(kind: type[Check]) -> None:
    section = PAGE.read_text().partition("## Fields of a contract")[2].partition("\n## ")[0]
    assert [each.value for each in kind if f"`{each.value}`" not in section] == []
