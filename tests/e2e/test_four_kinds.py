"""All four kinds of source go through the deployed settings to gold, a database's changes from a real PostgreSQL."""

import gzip
import io
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from anthill_lakehouse.local.tables import read_table
from configuration.names import Names
from environments.catalogue import ENVIRONMENTS
from operations.common.embedded_engine.engine_home import EngineHome
from operations.emulator.replication.server import running_server
from tests.e2e.conftest import ROOT, STACK, Deployment

pytestmark = pytest.mark.e2e

(LOCAL,) = [config for config in ENVIRONMENTS if config.is_local]
NAMES = Names.of(LOCAL)
SAMPLES = ROOT / "samples"
PORTFOLIO = "FOUR-KINDS"
SENT = {
    "holidays": "holidays-2026.csv",
    "instruments": "instruments.jsonl",
    "daily-prices": "daily-prices.jsonl",
    "intraday-trades": "intraday-trades.jsonl",
}
"""What each other source is sent, those first that others look into."""
HELD = ("US0378331005", "DE0007164600", "GB0007980591")
STEPS = {
    "1-inserted.sql": """
        INSERT INTO positions VALUES ('FOUR-KINDS', 'US0378331005', '2026-01-05', 100, '2026-01-05T18:00:00Z');
        INSERT INTO positions VALUES ('FOUR-KINDS', 'DE0007164600', '2026-01-05', 100, '2026-01-05T18:00:00Z');
        INSERT INTO positions VALUES ('FOUR-KINDS', 'GB0007980591', '2026-01-05', 100, '2026-01-05T18:00:00Z');
        CREATE TABLE audit (id int PRIMARY KEY);
        INSERT INTO audit VALUES (1);
    """,
    "2-changed.sql": """
        UPDATE positions SET quantity = 250.5 WHERE portfolio_id = 'FOUR-KINDS' AND isin = 'US0378331005';
        DELETE FROM positions WHERE portfolio_id = 'FOUR-KINDS' AND isin = 'DE0007164600';
        INSERT INTO audit VALUES (2);
    """,
    "3-of-another-type.sql": """
        ALTER TABLE positions ALTER quantity TYPE varchar;
        INSERT INTO positions VALUES ('FOUR-KINDS', 'DE0007164600', '2026-01-06', 'many', '2026-01-06T18:00:00Z');
    """,
    "4-put-right.sql": """
        DELETE FROM positions WHERE quantity = 'many';
        ALTER TABLE positions ALTER quantity TYPE numeric(38, 10) USING quantity::numeric;
        INSERT INTO positions VALUES ('FOUR-KINDS', 'DE0007164600', '2026-01-07', 7, '2026-01-07T18:00:00Z');
    """,
}
"""What is done to the database, a command each."""


@pytest.fixture(scope="module")
def synthesised(deployment: Deployment) -> dict[str, dict[str, Any]]:
    """The resources of the deployed configuration, by type."""
    file = deployment.folder / "cdktf.out" / "stacks" / STACK / "cdk.tf.json"
    resources: dict[str, dict[str, Any]] = json.loads(file.read_text())["resource"]
    return resources


@pytest.fixture(scope="module")
def sent(deployment: Deployment, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What became of everything that was sent, by source."""
    folder = tmp_path_factory.mktemp("sql")
    said: dict[str, list[dict[str, Any]]] = {}
    todo = [(source, SAMPLES / name) for source, name in SENT.items()]
    for name, text in STEPS.items():
        (folder / name).write_text(text)
        todo.append(("positions", folder / name))
    for source, file in todo:
        done = deployment.anthill("local", "send", source, str(file), "--json")
        said.setdefault(source, []).append(json.loads(done.stdout))
    return said


@pytest.fixture(scope="module")
def lakehouse(deployment: Deployment, sent: dict[str, list[dict[str, Any]]]) -> Path:
    assert sent
    deployment.anthill("lakehouse", "run", "--no-train")
    return deployment.folder / ".anthill" / "lakehouse"


def rows(lakehouse: Path, table: str, **wanted: object) -> list[dict[str, Any]]:
    found = read_table(lakehouse, table).to_pylist()
    return [row for row in found if all(row[name] == value for name, value in wanted.items())]


def resource(synthesised: dict[str, dict[str, Any]], type_: str, **wanted: object) -> dict[str, Any]:
    (found,) = [
        each
        for each in synthesised[type_].values()
        if all(each.get(name) == value for name, value in wanted.items())
    ]
    return dict(found)


def stored(said: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for one in said for each in one["stored"]]


def there(deployment: Deployment) -> Counter[Any]:
    """What the database holds."""
    home = EngineHome.under(deployment.folder / ".anthill").database
    with running_server(home) as server, server.connect("book") as connection:
        return Counter(connection.execute("SELECT portfolio_id, isin, as_of, quantity FROM positions"))


def test_a_stream_lands_as_its_delivery_is_configured(
    deployment: Deployment, synthesised: dict[str, dict[str, Any]], sent: dict[str, list[dict[str, Any]]]
) -> None:
    delivery = resource(
        synthesised,
        "aws_kinesis_firehose_delivery_stream",
        name=NAMES.named("delivery_stream", "stream-intraday-trades"),
    )["extended_s3_configuration"]
    (each,) = stored(sent["intraday-trades"])
    prefix = re.escape(delivery["prefix"]).replace(re.escape("!{timestamp:yyyy-MM-dd}"), r"\d{4}-\d\d-\d\d")
    assert re.match(prefix.replace(re.escape("!{timestamp:HH}"), r"\d\d"), each["key"])
    assert delivery["compression_format"] == "GZIP"
    body = gzip.decompress(deployment.content(each["bucket"], each["key"]))
    assert len(body) <= delivery["buffering_size"] * 2**20
    (processor,) = delivery["processing_configuration"]["processors"]
    assert processor["type"] == "AppendDelimiterToRecord"
    assert body.count(b"\n") == len(body.splitlines()) == sent["intraday-trades"][0]["records"]


def test_a_database_lands_as_its_replication_is_configured(
    deployment: Deployment, synthesised: dict[str, dict[str, Any]], sent: dict[str, list[dict[str, Any]]]
) -> None:
    target = resource(
        synthesised, "aws_dms_s3_endpoint", endpoint_id=NAMES.named("replication", "positions-landing")
    )
    mappings = resource(
        synthesised,
        "aws_dms_replication_config",
        replication_config_identifier=NAMES.named("replication", "positions"),
    )["table_mappings"]
    selected = [rule["object-locator"] for rule in json.loads(mappings)["rules"]]
    assert [(each["schema-name"], each["table-name"]) for each in selected] == [("public", "positions")]
    folder = f"{target['bucket_folder']}/public/positions/"
    assert {each["key"].startswith(folder) for each in stored(sent["positions"])} == {True}
    changes = [each for one in sent["positions"][1:] for each in one["stored"]]
    assert len(changes) == 4, "an altered table begins another file"
    for each in changes:
        assert target["date_partition_enabled"]
        assert re.fullmatch(r"\d{4}/\d\d/\d\d/\d{8}-\d{9}\.parquet", each["key"].removeprefix(folder))
    for each in stored(sent["positions"]):
        file = pq.ParquetFile(io.BytesIO(deployment.content(each["bucket"], each["key"])))
        assert file.metadata.row_group(0).column(0).compression == target["compression_type"]
        assert file.schema_arrow.names[0] == "Op"
        assert target["timestamp_column_name"] in file.schema_arrow.names
        assert str(file.schema_arrow.field("updated_at").type) == "timestamp[ms]"


def test_histories_are_those_of_the_database(lakehouse: Path) -> None:
    history: dict[str, list[tuple[Any, ...]]] = {}
    kept = rows(lakehouse, "silver.positions_records", portfolio_id=PORTFOLIO)
    for row in sorted(kept, key=lambda row: (row["as_of"], row["known_at"], row["line"])):
        if not row["problems"]:
            history.setdefault(f"{row['isin']} {row['as_of']}", []).append(
                (row["operation"], row["version"], row["is_current"], row["superseded_at"] is not None)
            )
    assert history == {
        f"{HELD[0]} 2026-01-05": [("I", 1, False, True), ("U", 2, True, False)],
        f"{HELD[1]} 2026-01-05": [("I", 1, False, True), ("D", 2, False, False)],
        f"{HELD[1]} 2026-01-06": [("D", 1, False, False)],
        f"{HELD[1]} 2026-01-07": [("I", 1, True, False)],
        f"{HELD[2]} 2026-01-05": [("I", 1, True, False)],
    }


def test_silver_is_the_table(deployment: Deployment, lakehouse: Path) -> None:
    """Whatever else was sent before: what the database holds now is what holds in silver, and nothing else."""
    found = there(deployment)
    silver = rows(lakehouse, "silver.positions")
    held = Counter((row["portfolio_id"], row["isin"], row["as_of"], row["quantity"]) for row in silver)
    assert held == found
    assert found.total() >= 3


def test_gold_is_made_of_all_four(lakehouse: Path) -> None:
    values = rows(lakehouse, "gold.portfolio_positions", portfolio_id=PORTFOLIO)
    by_day: dict[str, dict[str, float]] = {}
    for row in values:
        by_day.setdefault(row["isin"], {})[str(row["date"])] = row["quantity"]
    prices = {
        (row["isin"], str(row["trade_date"])): row["close"] for row in rows(lakehouse, "silver.daily_prices")
    }
    assert by_day[HELD[0]].keys() == {f"2026-01-{day:02}" for day in (5, 6, 7, 8, 9)}
    assert set(by_day[HELD[0]].values()) == {250.5}, "as updated"
    assert by_day[HELD[1]].keys() == {f"2026-01-{day:02}" for day in (7, 8, 9)}, "the first was deleted"
    for row in values:
        price = prices[row["isin"], str(row["price_date"])]
        assert row["market_value"] == pytest.approx(row["quantity"] * float(price))
    assert {row["isin"] for row in rows(lakehouse, "gold.intraday_summary")}, "of the stream"
    assert rows(lakehouse, "silver.market_holidays"), "of the files"


def test_nothing_is_lost_or_in_two_places(lakehouse: Path, sent: dict[str, list[dict[str, Any]]]) -> None:
    for row in rows(lakehouse, "gold.data_quality"):
        assert row["valid_versions"] + row["duplicates"] + row["quarantined"] == row["received"], row
    identifiers = {source.name: source.contract for source in LOCAL.sources.all}
    for source, said in sent.items():
        files = Counter(
            row["_source_file"].rpartition("/")[2] for row in rows(lakehouse, f"bronze.{identifiers[source]}")
        )
        names = {each["key"].rpartition("/")[2].partition(".")[0] for each in stored(said)}
        ours = {name: count for name, count in files.items() if any(name.startswith(each) for each in names)}
        if source == "positions":
            assert sum(ours.values()) >= sum(one["records"] for one in said)
        else:
            assert ours, source


def test_a_value_that_the_contract_does_not_allow_is_in_quarantine(lakehouse: Path) -> None:
    (row,) = [
        row
        for row in rows(lakehouse, "silver.positions_quarantine")
        if json.loads(row["record"])["portfolio_id"] == PORTFOLIO
    ]
    assert row["reasons"] == ["quantity.type: 'many' is not a number"]
    assert json.loads(row["record"])["Op"] == "I"


def test_a_table_that_is_not_in_the_mapping_is_nowhere(
    deployment: Deployment, sent: dict[str, list[dict[str, Any]]]
) -> None:
    assert [one["records"] for one in sent["positions"][1:]] == [2, 1, 2]
    keys = [
        each["Key"]
        for each in deployment.client("s3").list_objects_v2(Bucket=NAMES.s3_bucket("landing"))["Contents"]
    ]
    assert not [key for key in keys if "audit" in key]


def test_a_setting_that_is_not_known_is_refused_by_name_and_changes_nothing(
    deployment: Deployment, sent: dict[str, list[dict[str, Any]]], tmp_path: Path
) -> None:
    assert sent
    dms = deployment.client("dms")
    name = NAMES.named("replication", "positions-landing")
    (arn,) = [
        each["EndpointArn"]
        for each in dms.describe_endpoints()["Endpoints"]
        if each["EndpointIdentifier"] == name
    ]
    file = tmp_path / "late.sql"
    file.write_text("DELETE FROM positions;")
    before = there(deployment)
    dms.modify_endpoint(EndpointArn=arn, S3Settings={"CdcInsertsOnly": True})
    try:
        said = deployment.anthill("local", "send", "positions", str(file), code=1).stderr
    finally:
        dms.modify_endpoint(EndpointArn=arn, S3Settings={"CdcInsertsOnly": False})
    assert "S3Settings.CdcInsertsOnly is True, which can't be followed here" in said
    assert there(deployment) == before


def test_sql_that_the_database_refuses_changes_nothing(deployment: Deployment, tmp_path: Path) -> None:
    file = tmp_path / "wrong.sql"
    file.write_text("DELETE FROM positions; INSERT INTO positions (isin) VALUES ('X');")
    before = there(deployment)
    said = deployment.anthill("local", "send", "positions", str(file), code=2).stderr
    assert "wrong.sql: PostgreSQL says: null value in column" in said
    assert there(deployment) == before
