"""What of an environment's AWS account its workspace is made of."""

from typing import Final

from cdktf import Fn, TerraformStack
from constructs import Construct

from configuration.databricks.regions import REGIONS, endpoint_service
from configuration.databricks.registration import RegisteredParts
from configuration.model import EnvironmentConfig
from constructs_lib.data_lake.medallion_lake import MedallionLake
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.place import Place
from constructs_lib.workspace.compute_role import COMPUTE, ComputeRole
from constructs_lib.workspace.private_link import PrivateLink, PrivateLinkServices
from constructs_lib.workspace.root_storage import RootStorage
from constructs_lib.workspace.workspace_keys import managed_services_uses, workspace_storage_uses
from constructs_lib.workspace.workspace_parts import NamedKey, WorkspaceParts
from stacks.databricks_admissions import WORKSPACE_BUCKET
from stacks.network_layer import NetworkLayer
from stacks.security_layer import customer_key

MANAGED_SERVICES: Final = "managed-services"
STORAGE: Final = "workspace-storage"


def build_parts(
    scope: Construct,
    *,
    config: EnvironmentConfig,
    network: NetworkLayer,
    lake: MedallionLake,
) -> WorkspaceParts:
    """Build the role, the bucket, the keys and the endpoints of a workspace in the private subnets."""
    place = Place.of(scope)
    compute = ComputeRole(
        scope,
        "compute",
        network=network.private,
        settle_seconds=config.databricks.workspace.settle_seconds,
    )
    managed_services_key = customer_key(
        scope,
        "managed_services_key",
        MANAGED_SERVICES,
        "Notebooks, queries and secrets",
        (),
        config=config,
        principals=managed_services_uses(place),
    )
    storage_key = customer_key(
        scope,
        "storage_key",
        STORAGE,
        "Root bucket and cluster volumes",
        ("s3",),
        config=config,
        principals=workspace_storage_uses(place, compute_role_arn=compute.role.made_arn),
    )
    private_link = (
        _private_link(scope, config=config, network=network)
        if config.databricks.workspace.private_link
        else None
    )
    root = RootStorage(
        scope,
        "root",
        purpose=WORKSPACE_BUCKET,
        key=storage_key,
        access_logs=lake.access_logs,
    )
    return WorkspaceParts(
        vpc_id=network.private.vpc.id,
        subnet_ids=[subnet.id for subnet in network.private.private_subnets.values()],
        security_group_id=network.workspace_security_group.group.id,
        endpoints={use: endpoint.id for use, endpoint in private_link.endpoints.items()}
        if private_link
        else {},
        compute_role_arn=compute.role.made_arn,
        root_bucket=root.bucket.id,
        managed_services_key=_named(managed_services_key),
        storage_key=_named(storage_key),
        role_settled=compute.role.propagation.settled,
        bucket_settled=[root.bucket.policy],
    )


def parts_elsewhere(given: RegisteredParts, *, config: EnvironmentConfig, place: Place) -> WorkspaceParts:
    """Return the parts that an environment's own stack made, as the configuration knows them."""
    endpoints = {"rest_api": given.rest_api_endpoint_id, "dataplane_relay": given.dataplane_relay_endpoint_id}
    return WorkspaceParts(
        vpc_id=given.vpc_id,
        subnet_ids=given.subnet_ids,
        security_group_id=given.security_group_id,
        endpoints={use: id_ for use, id_ in endpoints.items() if id_ is not None}
        if config.databricks.workspace.private_link
        else {},
        compute_role_arn=place.role_arn(place.name_of("iam_role", COMPUTE)),
        root_bucket=place.name_of("s3_bucket", WORKSPACE_BUCKET),
        managed_services_key=NamedKey(
            arn=given.managed_services_key_arn, alias=place.name_of("kms_alias", MANAGED_SERVICES)
        ),
        storage_key=NamedKey(arn=given.storage_key_arn, alias=place.name_of("kms_alias", STORAGE)),
    )


def parts_output(parts: WorkspaceParts) -> dict[str, object]:
    """Return what a person copies to `RegisteredParts`, under the same names."""
    return {
        "vpc_id": parts.vpc_id,
        "subnet_ids": list(parts.subnet_ids),
        "security_group_id": parts.security_group_id,
        "managed_services_key_arn": parts.managed_services_key.arn,
        "storage_key_arn": parts.storage_key.arn,
        **{f"{use}_endpoint_id": id_ for use, id_ in parts.endpoints.items()},
    }


def check_parts(
    stack: TerraformStack, parts: WorkspaceParts, given: RegisteredParts, *, environment: str
) -> None:
    """Warn in every plan and apply when the stack has other parts than are registered.

    A warning and no error: a changed part is deployed first, and its new id is copied then.
    """
    copied = given.model_dump(mode="json", exclude_none=True)
    same = [
        f"{Fn.jsonencode(value)} == {Fn.jsonencode(copied.get(name))}"
        for name, value in parts_output(parts).items()
    ]
    # Check blocks are missing from cdktf 0.21 (open-constructs/cdk-terrain#449).
    stack.add_override(
        "check.registration",
        {
            "assert": {
                "condition": "${" + " && ".join(same) + "}",
                "error_message": (
                    f"The Databricks account knows other parts of {environment} than this stack has: copy the output "
                    f"`registration` to environments/{environment}.py and deploy the registration."
                ),
            }
        },
    )


def _named(key: CustomerKey) -> NamedKey:
    return NamedKey(arn=key.arn, alias=key.alias.name)


def _private_link(scope: Construct, *, config: EnvironmentConfig, network: NetworkLayer) -> PrivateLink:
    region = REGIONS[config.region]
    if region.workspace_service is None or region.relay_service is None:
        raise ValueError(f"Databricks has no PrivateLink services in {config.region}")
    return PrivateLink(
        scope,
        "private_link",
        network=network.private,
        services=PrivateLinkServices(
            workspace=endpoint_service(config.region, region.workspace_service),
            relay=endpoint_service(config.region, region.relay_service),
        ),
    )
