"""What clusters a team may start."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.cluster_policy import ClusterPolicy
from constructs import Construct

from constructs_lib.compute.cluster_rules import PolicySpec, cluster_rules
from constructs_lib.databricks_principal import DatabricksPrincipal
from constructs_lib.object_permissions import object_permissions


class TeamPolicy(Construct):
    """A cluster policy of a team and who uses it; nobody starts a cluster without one.

    Always on: what `cluster_rules` fixes and bounds.

    `team` is the value of the tag `team`.

    Attributes:
        policy: The cluster policy.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        spec: PolicySpec,
        team: str,
        users: Sequence[DatabricksPrincipal],
        tags: Mapping[str, str],
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
    ) -> None:
        super().__init__(scope, id_)
        self.policy = ClusterPolicy(
            self,
            "policy",
            provider=workspace,
            name=spec.name,
            description=f"{spec.kind.capitalize()} clusters of {team}",
            definition=cluster_rules(spec, tags=tags, team=team),
            depends_on=ready,
        )
        object_permissions(
            self,
            "permissions",
            kind="cluster_policy_id",
            object_id=self.policy.id,
            level="CAN_USE",
            principals=users,
            workspace=workspace,
        )
