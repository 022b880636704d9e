"""What the tests of Databricks share: sample constructs, and a reader of what a resource waits for."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from cdktf import TerraformStack
from cdktf_cdktf_provider_databricks.provider import DatabricksProvider

from constructs_lib.data_lake.access_log_bucket import AccessLogBucket
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.databricks_principal import DatabricksPrincipal
from constructs_lib.governance.lake_credential import LakeCredential
from constructs_lib.governance.lake_locations import LakeLocations, LocationSpec
from tests.constructs_lib.conftest import sample_key
from tests.support.place import DATABRICKS_ACCOUNT
from tests.support.template import Arguments, Template

DEPLOYER = DatabricksPrincipal(label="deploy", identity="deployer-id", is_service_principal=True)
ENGINEERS = DatabricksPrincipal(label="data-engineers", identity="data-engineers")
ROBOT = DatabricksPrincipal(label="jobs", identity="robot-id", is_service_principal=True)

REFERENCE = re.compile(r"\b((?:databricks|aws)_[a-z0-9_]+|terraform_data)\.([A-Za-z0-9_-]+)")


def account_provider(stack: TerraformStack) -> DatabricksProvider:
    return DatabricksProvider(
        stack,
        "account_provider",
        alias="account",
        host="https://accounts.cloud.databricks.com",
        account_id=DATABRICKS_ACCOUNT,
    )


def workspace_provider(stack: TerraformStack) -> DatabricksProvider:
    return DatabricksProvider(
        stack, "workspace_provider", alias="workspace", host="https://sample.cloud.databricks.com"
    )


def sample_credential(stack: TerraformStack, workspace: DatabricksProvider) -> LakeCredential:
    return LakeCredential(
        stack,
        "lake",
        readable=["sample-landing"],
        writable=["sample-gold"],
        key=sample_key(stack),
        workspace=workspace,
        ready=[],
        settle_seconds=30,
    )


def sample_locations(
    stack: TerraformStack,
    *specs: tuple[str, str, str],
    read_only: bool = False,
) -> tuple[LakeLocations, DatabricksProvider]:
    """Build locations, each of a name, a bucket and a prefix."""
    workspace = workspace_provider(stack)
    buckets = {name: _bucket(stack, name) for name in dict.fromkeys(bucket for _, bucket, _ in specs)}
    locations = LakeLocations(
        stack,
        "locations",
        locations=[
            LocationSpec(name=name, bucket=buckets[bucket], prefix=prefix, read_only=read_only)
            for name, bucket, prefix in specs
        ],
        credential=sample_credential(stack, workspace),
        key=sample_key(stack, "location_key"),
        workspace=workspace,
    )
    return locations, workspace


def _bucket(stack: TerraformStack, name: str) -> AccessLogBucket:
    return AccessLogBucket(
        stack,
        f"bucket_{name}",
        name=name,
        retention=Retention(days=None, noncurrent_days=7),
    )


def databricks_resources(template: Template) -> dict[str, Arguments]:
    """Return the Databricks resources of a stack by address."""
    return {
        f"{type_}.{id_}": arguments
        for type_, ids in template.json.get("resource", {}).items()
        if type_.startswith("databricks_")
        for id_, arguments in ids.items()
    }


def at(template: Template, address: str) -> Arguments:
    """Return the resource at an address."""
    type_, id_ = address.split(".")
    return template.resources(type_)[id_]


def address_of(template: Template, type_: str, suffix: str) -> str:
    """Return the address of the one resource of a type whose path ends so."""
    (found,) = [
        f"{type_}.{id_}"
        for id_, arguments in template.resources(type_).items()
        if arguments["//"]["metadata"]["path"].endswith(suffix)
    ]
    return found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, below in value.items():
            if name != "//":
                yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)


def waits_for(template: Template, address: str) -> frozenset[str]:
    """Return the addresses of all that is made before a resource: by reference or `depends_on`, however far.

    The provider of a workspace counts too: its host is an attribute of the workspace.
    """
    known = set(template.addresses)
    hosts = {
        f"databricks.{provider['alias']}": list(_texts(provider["host"]))
        for provider in template.json["provider"].get("databricks", [])
    }
    found: set[str] = set()
    ahead = [address]
    while ahead:
        arguments = at(template, ahead.pop())
        texts = [*_texts(arguments), *hosts.get(arguments.get("provider", ""), [])]
        named = {".".join(match.groups()) for text in texts for match in REFERENCE.finditer(text)}
        ahead += (named & known) - found
        found |= named & known
    return frozenset(found)


def waits(template: Template, address: str, type_: str, suffix: str) -> bool:
    """Return whether a resource waits for the one of a type whose path ends so."""
    return address_of(template, type_, suffix) in waits_for(template, address)
