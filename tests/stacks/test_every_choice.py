"""Every value of every choice in the configuration that no shipped environment makes: it is built, and judged.

A new value without a case here fails the first test: a choice that nobody has tried is no choice.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin
from uuid import UUID

import pytest
from botocore.session import get_session
from pydantic import BaseModel

from environments.catalogue import DATABRICKS_ACCOUNT, ENVIRONMENTS
from environments.databricks.account import DatabricksAccountConfig, GroupOrigin, MetastoreMode
from environments.databricks.groups import Robot
from environments.lake import LayerName, StorageClass, Transition
from environments.model import EnvironmentConfig
from environments.monitoring import AnomalyScope
from environments.network import GatewayEndpoint, InterfaceEndpoint, NatStrategy
from environments.sources.database import DatabaseEngine, InstanceReplication
from main import build_app
from tests.support.template import Template

(DEV,) = [config for config in ENVIRONMENTS if config.name.value == "dev"]
PEM: Final = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"

ENDPOINT_SERVICES: Final = frozenset(
    {
        "dms",
        "ec2",
        "glue",
        "kinesis-streams",
        "kms",
        "logs",
        "monitoring",
        "secretsmanager",
        "sns",
        "sqs",
        "sts",
    }
)
"""The last part of their names (AWS PrivateLink guide, "AWS services that integrate with AWS PrivateLink")."""


def changed(model: Any, **fields: Any) -> Any:
    """Return a model with some fields replaced, and all of its rules checked again."""
    given = {name: getattr(model, name) for name in type(model).model_fields}
    return type(model).model_validate(given | fields)


def network(**fields: Any) -> EnvironmentConfig:
    return changed(DEV, network=changed(DEV.network, **fields))


def stored(storage_class: StorageClass) -> EnvironmentConfig:
    """Return dev with a class of storage in a layer that holds no tables: some cannot be read at once."""
    layers = tuple(
        changed(
            layer, retention_days=400, transitions=(Transition(after_days=30, storage_class=storage_class),)
        )
        if layer.name is LayerName.LOGS
        else layer
        for layer in DEV.lake.layers
    )
    return changed(DEV, lake=changed(DEV.lake, layers=layers))


def watching(**fields: Any) -> EnvironmentConfig:
    cost = changed(DEV.monitoring.cost, **fields)
    return changed(DEV, monitoring=changed(DEV.monitoring, cost=cost))


def databases(**fields: Any) -> EnvironmentConfig:
    found = tuple(changed(source, **fields) for source in DEV.sources.databases)
    return changed(DEV, sources=changed(DEV.sources, databases=found))


def isolated() -> EnvironmentConfig:
    """Return dev without a way out, which leaves it the sources that need none."""
    sources = changed(
        DEV.sources, apis=(), partners=(), files=tuple(f for f in DEV.sources.files if not f.partner)
    )
    endpoints = (*DEV.network.interface_endpoints, InterfaceEndpoint.DMS)
    found = changed(DEV.network, nat=NatStrategy.NONE, interface_endpoints=endpoints)
    workspace = changed(DEV.databricks.workspace, private_link=True)
    return changed(
        DEV, sources=sources, network=found, databricks=changed(DEV.databricks, workspace=workspace)
    )


def robots() -> EnvironmentConfig:
    first, *others = DEV.databricks.compute.policies
    policies = (changed(first, users=(*first.users, Robot.DEPLOY)), *others)
    compute = changed(DEV.databricks.compute, policies=policies)
    return changed(DEV, databricks=changed(DEV.databricks, compute=compute))


def storage_is_known(template: Template, value: Enum) -> None:
    shape: Any = get_session().get_service_model("s3").shape_for("TransitionStorageClass")
    assert value.value in shape.enum
    rules = template.by_path("aws_s3_bucket_lifecycle_configuration", "/lake/logs/lifecycle")["rule"]
    assert [step["storage_class"] for step in rules[0]["transition"]] == [value.value]


def endpoint_is_made(template: Template, value: Enum) -> None:
    assert value.value in ENDPOINT_SERVICES
    names = {endpoint["service_name"] for endpoint in template.resources("aws_vpc_endpoint").values()}
    assert f"com.amazonaws.eu-west-1.{value.value}" in names


def gateway_is_made(template: Template, _value: Enum) -> None:
    endpoints = template.resources("aws_vpc_endpoint").values()
    (found,) = [each for each in endpoints if each["service_name"] == "com.amazonaws.eu-west-1.dynamodb"]
    assert found["vpc_endpoint_type"] == "Gateway"


def nothing_leads_out(template: Template, _value: Enum) -> None:
    assert template.resources("aws_nat_gateway") == {}
    endpoint_is_made(template, InterfaceEndpoint.DMS)


def mysql_is_verified(template: Template, _value: Enum) -> None:
    ends = list(template.resources("aws_dms_endpoint").values())
    assert ends
    for end in ends:
        assert (end["engine_name"], end["ssl_mode"]) == ("mysql", "verify-full")
        assert "aws_dms_certificate." in end["certificate_arn"]
        assert "database_name" not in end
    assert {each["certificate_pem"] for each in template.resources("aws_dms_certificate").values()} == {PEM}


def nothing_is_watched(template: Template, _value: Enum) -> None:
    assert template.resources("aws_ce_anomaly_monitor") == {}
    assert template.resources("aws_ce_anomaly_subscription") == {}
    assert template.resources("aws_ce_cost_allocation_tag") == {}


def the_tag_is_watched(template: Template, _value: Enum) -> None:
    tags = template.resources("aws_ce_cost_allocation_tag").values()
    assert {(tag["tag_key"], tag["status"]) for tag in tags} == {
        ("environment", "Active"),
        ("source", "Active"),
    }
    monitor = template.one("aws_ce_anomaly_monitor")
    assert (monitor["monitor_type"], "monitor_dimension" in monitor) == ("CUSTOM", False)


def the_robot_may_use_a_policy(template: Template, _value: Enum) -> None:
    grants = str(template.resources("databricks_permissions"))
    assert str(DEV.databricks.handles.principals.deploy) in grants


Judge = Callable[[Template, Enum], None]
CASES: Final[tuple[tuple[Enum, Callable[[], EnvironmentConfig], Judge], ...]] = (
    (NatStrategy.NONE, isolated, nothing_leads_out),
    (GatewayEndpoint.DYNAMODB, lambda: network(gateway_endpoints=tuple(GatewayEndpoint)), gateway_is_made),
    *(
        (value, lambda: network(interface_endpoints=tuple(InterfaceEndpoint)), endpoint_is_made)
        for value in InterfaceEndpoint
        if value not in DEV.network.interface_endpoints
    ),
    (
        StorageClass.INTELLIGENT_TIERING,
        lambda: stored(StorageClass.INTELLIGENT_TIERING),
        storage_is_known,
    ),
    (StorageClass.ONEZONE_IA, lambda: stored(StorageClass.ONEZONE_IA), storage_is_known),
    (StorageClass.GLACIER, lambda: stored(StorageClass.GLACIER), storage_is_known),
    (StorageClass.DEEP_ARCHIVE, lambda: stored(StorageClass.DEEP_ARCHIVE), storage_is_known),
    (
        DatabaseEngine.MYSQL,
        lambda: databases(engine=DatabaseEngine.MYSQL, certificate_authority=PEM),
        mysql_is_verified,
    ),
    (AnomalyScope.NONE, lambda: watching(anomalies=AnomalyScope.NONE), nothing_is_watched),
    (
        AnomalyScope.ENVIRONMENT_TAG,
        lambda: watching(anomalies=AnomalyScope.ENVIRONMENT_TAG, activate_tags=True),
        the_tag_is_watched,
    ),
    (Robot.DEPLOY, robots, the_robot_may_use_a_policy),
)
ACCOUNT_CASES: Final[tuple[tuple[Enum, dict[str, Any], tuple[bool, bool]], ...]] = (
    # the choice, what it changes, whether a metastore and groups are made
    (
        MetastoreMode.REUSE,
        {
            "metastore": changed(
                DATABRICKS_ACCOUNT.metastore,
                mode=MetastoreMode.REUSE,
                id=UUID("00000000-0000-4000-8000-0000000000e1"),
            )
        },
        (False, True),
    ),
    (
        MetastoreMode.LOOKUP,
        {"metastore": changed(DATABRICKS_ACCOUNT.metastore, mode=MetastoreMode.LOOKUP, id=None)},
        (False, True),
    ),
    (GroupOrigin.PROVISIONED, {"groups": GroupOrigin.PROVISIONED}, (True, False)),
)


def label(value: Enum) -> str:
    """Return what tells a choice from every other: those of two lists may be equal as text."""
    return f"{type(value).__name__}.{value.name}"


def values(found: Any) -> Iterator[Enum]:
    """Yield the choices that a configuration makes."""
    if isinstance(found, Enum):
        yield found
    elif isinstance(found, BaseModel):
        for name in type(found).model_fields:
            yield from values(getattr(found, name))
    elif isinstance(found, tuple | list | frozenset):
        for each in found:
            yield from values(each)


def choices(annotation: Any, seen: set[type]) -> Iterator[Enum]:
    """Yield the choices that a type offers."""
    if get_origin(annotation) is not None or isinstance(annotation, UnionType) or annotation is Union:
        for each in get_args(annotation):
            yield from choices(each, seen)
    elif isinstance(annotation, type) and annotation not in seen:
        seen.add(annotation)
        if issubclass(annotation, Enum):
            yield from annotation
        elif issubclass(annotation, BaseModel):
            for field in annotation.model_fields.values():
                yield from choices(field.annotation, seen)


def test_every_choice_is_made_by_a_shipped_environment_or_tried_here() -> None:
    seen: set[type] = set()
    offered = {
        label(value)
        for model in (EnvironmentConfig, DatabricksAccountConfig)
        for value in choices(model, seen)
    }
    made = {label(value) for value in (*values(ENVIRONMENTS), *values(DATABRICKS_ACCOUNT))}
    tried = [label(value) for value, *_ in (*CASES, *ACCOUNT_CASES)]
    assert len(offered) > 70
    assert sorted(offered - made) == sorted(tried)


@pytest.mark.parametrize(("value", "build", "judge"), CASES, ids=[label(value) for value, *_ in CASES])
def test_a_choice_is_built_and_right(
    tmp_path: Path, value: Enum, build: Callable[[], EnvironmentConfig], judge: Judge
) -> None:
    build_app((build(),), outdir=str(tmp_path), stacks=["anthill-dev"]).synth()
    judge(Template.read(tmp_path, "anthill-dev"), value)


@pytest.mark.parametrize(
    ("value", "fields", "expected"), ACCOUNT_CASES, ids=[label(value) for value, *_ in ACCOUNT_CASES]
)
def test_a_choice_of_the_account_is_built(
    tmp_path: Path, value: Enum, fields: dict[str, Any], expected: tuple[bool, bool]
) -> None:
    account = changed(DATABRICKS_ACCOUNT, **fields)
    assert label(value) in {label(each) for each in values(account)}
    build_app(ENVIRONMENTS, account=account, outdir=str(tmp_path), stacks=["anthill-account"]).synth()
    stack = Template.read(tmp_path, "anthill-account")
    made = bool(stack.resources("databricks_metastore")), bool(stack.resources("databricks_group"))
    assert made == expected


@pytest.mark.parametrize("on_instance", [False, True], ids=["serverless", "instance"])
def test_a_replication_of_each_capacity_is_started_by_its_function(tmp_path: Path, on_instance: bool) -> None:
    fields: dict[str, Any] = {"started": True}
    if on_instance:
        fields |= {"serverless": None, "instance": InstanceReplication(instance_class="dms.t3.medium")}
    build_app((databases(**fields),), outdir=str(tmp_path), stacks=["anthill-dev"]).synth()
    template = Template.read(tmp_path, "anthill-dev")
    what = "ReplicationTask" if on_instance else "Replication"
    for source in DEV.sources.databases:
        path = f"/ingestion/{source.identifier}"
        schedule = template.by_path("aws_scheduler_schedule", f"{path}/schedule/schedule")
        assert schedule["state"] == "ENABLED"
        assert schedule["schedule_expression"] == (source.schedule or "rate(15 minutes)")
        assert schedule["target"]["arn"].endswith(f"function:anthill-dev-replicate-{source.name}")
        policy = template.by_path("aws_iam_role_policy", f"{path}/start/function/role/policy")["policy"]
        assert f'"dms:Start{what}"' in policy
        assert f'"dms:Describe{what}s"' in policy
    assert len(template.resources("aws_dms_replication_task")) == 2 * on_instance


def test_nothing_runs_before_it_is_said_to_be_started(stacks: dict[str, Template]) -> None:
    for config in ENVIRONMENTS:
        template = stacks[f"anthill-{config.name.value}"]
        schedules = template.resources("aws_scheduler_schedule").values()
        assert {schedule["state"] for schedule in schedules} == {"DISABLED"}
