"""What the constructs of Databricks refuse, each beside what they accept."""

from collections.abc import Callable, Sequence

import pytest
from cdktf import DataResource, TerraformStack

from constructs_lib.consumption.federated_database import DatabaseSpec, FederatedDatabase
from constructs_lib.databricks_principal import DatabricksPrincipal
from constructs_lib.iam.foreign_role import ForeignRole
from constructs_lib.iam.policy_document import Statement
from constructs_lib.networking.private_network import PrivateNetwork
from constructs_lib.networking.workspace_security_group import WorkspaceSecurityGroup
from constructs_lib.object_permissions import object_permissions
from constructs_lib.settling_time import SettlingTime
from constructs_lib.workspace.registered_network import RegisteredNetwork
from constructs_lib.workspace.workspace_members import WorkspaceMembers
from constructs_lib.workspace.workspace_parts import NamedKey, WorkspaceParts
from tests.constructs_lib.conftest import Build
from tests.constructs_lib.databricks import (
    DATABRICKS_ACCOUNT,
    ENGINEERS,
    ROBOT,
    account_provider,
    workspace_provider,
)
from tests.constructs_lib.networking.test_private_network import network
from tests.support.template import Template

Synth = Callable[[Build], Template]


def role(stack: TerraformStack, statement: Statement) -> ForeignRole:
    return ForeignRole(
        stack,
        "role",
        purpose="sample",
        description="A role",
        taken_by="arn:aws:iam::414351767826:root",
        external_id=DATABRICKS_ACCOUNT,
        takes_itself=False,
        statements=[statement],
        settle_seconds=30,
    )


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        (Statement(sid="All", actions=("s3:*",), resources=("arn:aws:s3:::x",)), r"allows \['s3:\*'\]"),
        (Statement(sid="Any", actions=("s3:GetObject",), resources=("*",)), "on every resource"),
    ],
)
def test_a_role_for_databricks_with_wide_permissions_is_refused(
    synth: Synth, statement: Statement, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        synth(lambda stack: role(stack, statement))


def test_a_settling_time_comes_after_something(synth: Synth) -> None:
    with pytest.raises(ValueError, match="something to come after"):
        synth(lambda stack: SettlingTime(stack, "wait", after=[], triggers={}, seconds=1))


@pytest.mark.parametrize(("seconds", "commands"), [(0, None), (30, "sleep 30")])
def test_a_settling_time_keeps_the_order_even_if_it_does_not_sleep(
    synth: Synth, seconds: int, commands: str | None
) -> None:
    def build(stack: TerraformStack) -> None:
        first = DataResource(stack, "first")
        SettlingTime(stack, "settling", after=[first], triggers={"a": "b"}, seconds=seconds)

    wait = synth(build).by_path("terraform_data", "/settling/wait")
    assert wait["depends_on"] == ["terraform_data.first"]
    found = [each["local-exec"]["command"] for each in wait.get("provisioner", [])]
    assert found == ([commands] if commands else [])


def permissions(kind: str, level: str, principals: Sequence[DatabricksPrincipal]) -> Build:
    return lambda stack: object_permissions(
        stack,
        "permissions",
        kind=kind,
        object_id="1",
        level=level,
        principals=principals,
        workspace=workspace_provider(stack),
    )


@pytest.mark.parametrize(
    ("kind", "level", "principals", "message"),
    [
        ("warehouse_id", "CAN_USE", [ENGINEERS], "'warehouse_id' names no object"),
        ("cluster_policy_id", "CAN_MANAGE", [ENGINEERS], "'CAN_MANAGE' is not a level of cluster_policy_id"),
        ("instance_pool_id", "CAN_USE", [ENGINEERS], "'CAN_USE' is not a level of instance_pool_id"),
        ("sql_endpoint_id", "CAN_USE", [], "permissions: nobody is named"),
    ],
)
def test_impossible_permissions_are_refused(
    synth: Synth, kind: str, level: str, principals: Sequence[DatabricksPrincipal], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        synth(permissions(kind, level, principals))


def test_permissions_name_one_object_groups_and_service_principals(synth: Synth) -> None:
    found = synth(permissions("sql_endpoint_id", "CAN_USE", [ENGINEERS, ROBOT])).one("databricks_permissions")
    assert found["sql_endpoint_id"] == "1"
    assert found["access_control"] == [
        {"group_name": "data-engineers", "permission_level": "CAN_USE"},
        {"service_principal_name": "robot-id", "permission_level": "CAN_USE"},
    ]


@pytest.mark.parametrize(
    ("administrators", "groups", "message"),
    [
        ([], ["data-engineers"], "administrators is empty"),
        (["platform-admins"], ["platform-admins", "analysts"], r"not both: \['platform-admins'\]"),
    ],
)
def test_impossible_members_are_refused(
    synth: Synth, administrators: list[str], groups: list[str], message: str
) -> None:
    def build(stack: TerraformStack) -> None:
        WorkspaceMembers(
            stack,
            "members",
            administrators=administrators,
            groups=groups,
            service_principals={},
            administering_service_principals={},
            workspace=workspace_provider(stack),
            ready=[],
            settle_seconds=30,
        )

    with pytest.raises(ValueError, match=message):
        synth(build)


def guard(stack: TerraformStack, private: PrivateNetwork) -> WorkspaceSecurityGroup:
    return WorkspaceSecurityGroup(
        stack,
        "guard",
        network=private,
        control_plane_cidrs=["10.0.0.0/16"],
        prefix_list_ids=[],
    )


def test_a_workspace_in_one_zone_is_refused(synth: Synth) -> None:
    def build(stack: TerraformStack) -> None:
        key = NamedKey(arn="arn:aws:kms:eu-west-1:123456789012:key/sample", alias="alias/sample")
        RegisteredNetwork(
            stack,
            "registered",
            parts=WorkspaceParts(
                vpc_id="vpc-0123456789abcdef0",
                subnet_ids=["subnet-0123456789abcdef0"],
                security_group_id="sg-0123456789abcdef0",
                endpoints={},
                compute_role_arn="arn:aws:iam::123456789012:role/sample",
                root_bucket="sample",
                managed_services_key=key,
                storage_key=key,
            ),
            private_link=None,
            account=account_provider(stack),
        )

    with pytest.raises(ValueError, match=r"at least 2 private subnets.*given 1"):
        synth(build)


def database(engine: str) -> Build:
    def build(stack: TerraformStack) -> None:
        FederatedDatabase(
            stack,
            "positions",
            name="sample-positions",
            catalog_name="sample_positions",
            database=DatabaseSpec(
                name="positions", engine=engine, database="book", server_cidr="10.9.0.0/28", server_port=5432
            ),
            security_group=guard(stack, network(stack, "none")),
            workspace=workspace_provider(stack),
            ready=[],
        )

    return build


def test_an_engine_that_cannot_be_federated_is_refused(synth: Synth) -> None:
    with pytest.raises(ValueError, match="no connection for engine 'mongodb'; allowed: mysql, postgres"):
        synth(database("mongodb"))


@pytest.mark.parametrize(
    ("engine", "kind", "options"),
    [("mysql", "MYSQL", None), ("postgres", "POSTGRESQL", {"database": "book"})],
)
def test_a_foreign_catalogue_names_a_database_only_where_there_are_several(
    synth: Synth, engine: str, kind: str, options: dict[str, str] | None
) -> None:
    template = synth(database(engine))
    assert template.one("databricks_connection")["connection_type"] == kind
    assert template.one("databricks_catalog").get("options") == options
