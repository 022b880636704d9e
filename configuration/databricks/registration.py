"""What the Databricks account knows of an environment, and what the environment knows of its workspace."""

from collections.abc import Iterator
from typing import Annotated, Final

from pydantic import Field

from configuration.base import Model, repeated
from configuration.errors import Problem

_UUID: Final = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NUMBER: Final = r"([0-9a-f]{8}|[0-9a-f]{17})"
"""What EC2 ends its identifiers with: 17 hexadecimal digits, 8 in those from before 2018 (EC2 user guide, "Resource
IDs")."""

KeyArn = Annotated[
    str, Field(pattern=rf"^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{{12}}:key/({_UUID}|mrk-[0-9a-f]{{32}})$")
]
"""Of a key by its id, a UUID or that of a key in several regions (KMS developer guide, "Key identifiers")."""
EndpointId = Annotated[str, Field(pattern=rf"^vpce-{_NUMBER}$")]


class RegisteredParts(Model):
    """What of the environment's AWS account is registered: output `registration` of its own stack.

    Names of the role, of the bucket and of the keys follow from the environment.
    """

    vpc_id: Annotated[str, Field(pattern=rf"^vpc-{_NUMBER}$")]
    """The network of the environment."""
    subnet_ids: Annotated[
        tuple[Annotated[str, Field(pattern=rf"^subnet-{_NUMBER}$")], ...], Field(min_length=2)
    ]
    """The private subnets, each in a zone of its own: a workspace takes no fewer than two."""
    security_group_id: Annotated[str, Field(pattern=rf"^sg-{_NUMBER}$")]
    """That of compute."""
    managed_services_key_arn: KeyArn
    """The key of notebooks, queries and secrets."""
    storage_key_arn: KeyArn
    """The key of the root bucket and of clusters' volumes."""
    rest_api_endpoint_id: EndpointId | None = None
    """The PrivateLink endpoint of the workspace's pages and API; none without `private_link`."""
    dataplane_relay_endpoint_id: EndpointId | None = None
    """That of the connection of clusters to the control plane; none without `private_link`."""

    def problems(self) -> Iterator[Problem]:
        """Return subnets that are named twice."""
        yield from repeated("subnet_ids", self.subnet_ids)


class WorkspaceHandle(Model):
    """How the workspace is reached: outputs of `anthill-<env>-registration`, copied by a person once."""

    id: Annotated[int, Field(gt=0)]
    """Output `workspace_id`."""
    url: Annotated[
        str, Field(pattern=r"^https://[a-z0-9-]+(\.[a-z0-9-]+)*\.cloud\.databricks\.(com|us|mil)$")
    ]
    """Output `workspace_url`, without a slash at the end."""


class RegistrationConfig(Model):
    """How far the registration has come: first nothing, then the parts, then the workspace.

    They are data and no look-up: what an administrator of the account registers stands in a reviewed file, and a plan
    of either stack reads nothing of the other's account.
    """

    parts: RegisteredParts | None = None
    """None until the environment's own stack was deployed once; nothing is registered until then."""
    workspace: WorkspaceHandle | None = None
    """None until the registration was deployed; the environment's stack makes nothing in Databricks until then."""

    def problems(self) -> Iterator[Problem]:
        """Return a workspace that was made of nothing."""
        if self.workspace is not None and self.parts is None:
            yield Problem(
                field="parts",
                what="is missing, and the workspace is there",
                given="None",
                allowed="output `registration` of the environment's own stack",
                fix="copy that output, or remove the workspace",
            )
