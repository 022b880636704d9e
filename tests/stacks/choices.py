"""Dev with one choice made otherwise, and what is right about it then."""

from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from botocore.session import get_session

from configuration.databricks.groups import Robot
from configuration.lake import LayerName, StorageClass, Transition
from configuration.model import EnvironmentConfig
from configuration.network import InterfaceEndpoint, NatStrategy
from environments.catalogue import ENVIRONMENTS
from offline_databricks.certificate import certificate
from tests.support.template import Template

(DEV,) = [config for config in ENVIRONMENTS if config.name.value == "dev"]
with TemporaryDirectory() as _folder:
    PEM: Final = certificate(Path(_folder) / "certificate.json").certificate

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


def robots(robot: Robot) -> EnvironmentConfig:
    first, *others = DEV.databricks.compute.policies
    policies = (changed(first, users=(*first.users, robot)), *others)
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


def services_are_watched(template: Template, _value: Enum) -> None:
    monitor = template.one("aws_ce_anomaly_monitor")
    assert (monitor["monitor_type"], monitor["monitor_dimension"]) == ("DIMENSIONAL", "SERVICE")
    assert len(template.resources("aws_ce_anomaly_subscription")) == 1


def the_tag_is_watched(template: Template, _value: Enum) -> None:
    tags = template.resources("aws_ce_cost_allocation_tag").values()
    assert {(tag["tag_key"], tag["status"]) for tag in tags} == {
        ("environment", "Active"),
        ("source", "Active"),
    }
    monitor = template.one("aws_ce_anomaly_monitor")
    assert (monitor["monitor_type"], "monitor_dimension" in monitor) == ("CUSTOM", False)


def the_robot_may_use_a_policy(template: Template, value: Enum) -> None:
    grants = str(template.resources("databricks_permissions"))
    assert DEV.databricks.handles.principals.of(Robot(value)) in grants
