"""A replication is followed as it is deployed, and what is not known is refused by its name."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from constructs_lib.ingestion.replication import SETTINGS, table_mappings
from operations.common.errors import OperationError
from operations.emulator.replication.deployed import S3Target, deployed
from operations.emulator.replication.table_mappings import NAMING, TableMappings
from tests.operations.conftest import Client
from tests.operations.emulator.replication.given import TARGET

NAME = "anthill-test-strict"
ANOTHER = {"boolean": True, "integer": 7, "string": "other"}
"""A value of each type of an API that is not the default."""


@pytest.fixture(scope="module")
def dms(aws: Client) -> Any:
    return aws("dms")


@pytest.fixture
def replication(dms: Any) -> Iterator[Any]:
    """Deploy a replication with settings of one's own; it's gone after the test."""
    made: list[str] = []

    def deploy(
        target: dict[str, Any],
        settings: str = SETTINGS,
        kind: str = "full-load-and-cdc",
        engine: str = "postgres",
    ) -> None:
        arns = [
            dms.create_endpoint(EndpointIdentifier=f"{NAME}-{end}", EndpointType=type_, **facts)["Endpoint"][
                "EndpointArn"
            ]
            for end, type_, facts in (
                (
                    "database",
                    "source",
                    {"EngineName": engine, "PostgreSQLSettings": {"DatabaseName": "book"}},
                ),
                ("landing", "target", {"EngineName": "s3", "S3Settings": target}),
            )
        ]
        made.extend(arns)
        config = dms.create_replication_config(
            ReplicationConfigIdentifier=NAME,
            SourceEndpointArn=arns[0],
            TargetEndpointArn=arns[1],
            ComputeConfig={"MaxCapacityUnits": 2},
            ReplicationType=kind,
            ReplicationSettings=settings,
            TableMappings=table_mappings([("public", "positions")]),
        )["ReplicationConfig"]
        made.append(config["ReplicationConfigArn"])

    yield deploy
    for arn in reversed(made):
        if "replication-config" in arn:
            dms.delete_replication_config(ReplicationConfigArn=arn)
        else:
            dms.delete_endpoint(EndpointArn=arn)


def test_it_is_read_as_it_is_deployed(dms: Any, replication: Any) -> None:
    replication(TARGET | {"CdcMaxBatchInterval": 90})
    found = deployed(dms, NAME)
    assert (found.changes, found.database) == (True, "book")
    assert (found.target.bucket_folder, found.target.cdc_max_batch_interval) == ("portfolio/positions", 90)
    assert TableMappings(NAME, found.table_mappings).selects("public", "positions")


def test_one_that_is_not_deployed_is_said_so(dms: Any) -> None:
    with pytest.raises(OperationError, match=f"replication {NAME} is not deployed: run 'make up'"):
        deployed(dms, NAME)


def test_every_setting_of_s3_is_followed_or_refused_by_its_name() -> None:
    """A new setting of the API is refused until somebody says what it does."""
    shape = boto3.client("dms", region_name="eu-west-1").meta.service_model.shape_for("S3Settings")
    followed = {field.alias for field in S3Target.model_fields.values()}
    assert followed <= set(shape.members), "the API has no other"
    for name in set(shape.members) - followed:
        with pytest.raises(ValueError, match=name):
            S3Target.model_validate(TARGET | {name: ANOTHER[shape.members[name].type_name]})


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (
            {"DataFormat": "csv"},
            r"S3Settings\.DataFormat is 'csv', which can't be followed here; known: .*'parquet'",
        ),
        ({"PreserveTransactions": True}, r"S3Settings\.PreserveTransactions is True"),
        ({"CdcInsertsOnly": True}, r"S3Settings\.CdcInsertsOnly is True"),
        (
            {"DatePartitionTimezone": "Europe/Paris"},
            r"S3Settings\.DatePartitionTimezone is 'Europe/Paris'.*none of that",
        ),
    ],
)
def test_a_setting_of_the_target_that_is_not_known(
    dms: Any, replication: Any, target: dict[str, Any], said: str
) -> None:
    replication(TARGET | target)
    with pytest.raises(OperationError, match=f"(?s)replication {NAME}: {said}"):
        deployed(dms, NAME)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("ErrorBehavior", "DataErrorPolicy"), "LOG_ERROR", r"ErrorBehavior\.DataErrorPolicy is 'LOG_ERROR'"),
        (
            ("FullLoadSettings", "TargetTablePrepMode"),
            "DROP_AND_CREATE",
            r"TargetTablePrepMode is 'DROP_AND_CREATE'",
        ),
        (("TargetMetadata",), {"FullLobMode": True}, "TargetMetadata"),
    ],
)
def test_a_setting_of_the_replication_that_is_not_known(
    dms: Any, replication: Any, path: tuple[str, ...], value: object, said: str
) -> None:
    settings = json.loads(SETTINGS)
    place = settings
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    replication(TARGET, json.dumps(settings))
    with pytest.raises(OperationError, match=said):
        deployed(dms, NAME)


def test_a_kind_and_an_engine_that_are_not_known(dms: Any, replication: Any) -> None:
    replication(TARGET, kind="cdc")
    with pytest.raises(
        OperationError, match=r"the replication's type is 'cdc'.*full-load or full-load-and-cdc"
    ):
        deployed(dms, NAME)


def test_another_engine_is_not_known(dms: Any, replication: Any) -> None:
    replication(TARGET, engine="mysql")
    with pytest.raises(OperationError, match=r"the engine of its database is 'mysql'.*known: postgres"):
        deployed(dms, NAME)


def rules(*given: dict[str, Any]) -> TableMappings:
    return TableMappings(NAME, json.dumps({"rules": list(given)}))


def selection(schema: str, table: str, action: str = "include", **more: Any) -> dict[str, Any]:
    locator = {"schema-name": schema, "table-name": table}
    return {
        "rule-type": "selection", "rule-id": "1", "rule-name": "1", "object-locator": locator, "rule-action": action
    } | more  # fmt: skip


def transformation(target: str, action: str, value: str | None = None, **locator: str) -> dict[str, Any]:
    return {
        "rule-type": "transformation", "rule-id": "2", "rule-name": "2", "rule-target": target,
        "object-locator": {name.replace("_", "-"): given for name, given in locator.items()},
        "rule-action": action, "value": value,
    }  # fmt: skip


def test_what_is_excluded_is_not_read_whatever_includes_it() -> None:
    found = rules(
        selection("public", "%"), selection("public", "pay%", "exclude"), selection("hr", "a.b", "explicit")
    )
    names = [
        ("public", "positions"),
        ("public", "payroll"),
        ("hr", "a.b"),
        ("hr", "axb"),
        ("Public", "positions"),
    ]
    assert [found.selects(*name) for name in names] == [True, False, True, False, False]


def test_names_are_changed_where_they_are_written() -> None:
    found = rules(
        selection("%", "%"),
        transformation("schema", "rename", "book", schema_name="public"),
        transformation("table", "add-prefix", "t_", schema_name="public", table_name="%"),
        transformation("column", "convert-uppercase", schema_name="%", table_name="%", column_name="i%"),
        transformation(
            "column", "remove-column", schema_name="%", table_name="positions", column_name="secret"
        ),
    )
    assert found.place("public", "positions") == ("book", "t_positions")
    assert [found.column("public", "positions", name) for name in ("isin", "quantity", "secret")] == [
        "ISIN", "quantity", None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (selection("p", "t", "skip"), "rule-action of a selection is 'skip'.*include, exclude, explicit"),
        (selection("p", "t", filters=[{"filter-type": "source"}]), "filters of rule 1"),
        (selection("p", "t%", "explicit"), "the table of an explicit rule is 'p.t%'"),
        (selection("p", "t") | {"load-order": 1}, "load-order of rule 1 is 1"),
        (
            transformation("table", "define-primary-key", schema_name="p", table_name="t"),
            "rule-action of a table",
        ),
        (
            transformation("tablespace", "rename", schema_name="p", table_name="t"),
            "rule-target is 'tablespace'",
        ),
        (selection("p", "t") | {"rule-type": "table-settings"}, "rule-type is 'table-settings'"),
        (
            transformation("column", "rename", "x", schema_name="p", table_name="t"),
            "object-locator of rule 2",
        ),
    ],
)
def test_a_rule_that_is_not_known(rule: dict[str, Any], said: str) -> None:
    with pytest.raises(OperationError, match=f"replication {NAME}: {said}"):
        rules(rule)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30))
def test_a_name_without_a_wildcard_means_itself(name: str) -> None:
    pattern = name.replace("%", "_")
    found = rules(selection("public", pattern))
    assert found.selects("public", pattern)
    assert not found.selects("public", f"{pattern}x")
    assert all(isinstance(change(name, "v"), str) for change in NAMING.values())
