"""Who may sign in to a workspace."""

from collections.abc import Mapping, Sequence

from cdktf import ITerraformDependable, TerraformProvider
from cdktf_cdktf_provider_databricks.permission_assignment import PermissionAssignment
from constructs import Construct

from constructs_lib.settling_time import SettlingTime


class WorkspaceMembers(Construct):
    """The groups and service principals of the account that a workspace admits.

    They are named as the account names them, so that no look-up is needed. The deployer is not among them:
    as the workspace's creator it is its administrator already, and would lock itself out on destroy.
    Raises ValueError if no group administers the workspace.

    `administrators` are groups that manage the workspace, `groups` those that use it; `service_principals` use
    it too, `administering_service_principals` manage it: both are application ids by label.

    Attributes:
        admitted: What a resource depends on that names one of them: they are known in the workspace then
            (databricks/terraform-provider-databricks#2739).
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        administrators: Sequence[str],
        groups: Sequence[str],
        service_principals: Mapping[str, str],
        administering_service_principals: Mapping[str, str],
        workspace: TerraformProvider,
        ready: Sequence[ITerraformDependable],
        settle_seconds: int,
    ) -> None:
        super().__init__(scope, id_)
        if not administrators:
            raise ValueError("a workspace needs a group that administers it; administrators is empty")
        both = sorted(set(administrators).intersection(groups))
        if both:
            raise ValueError(f"groups are administrators or users, not both: {both}")
        robots = {
            **{name: (id_, "ADMIN") for name, id_ in administering_service_principals.items()},
            **{name: (id_, "USER") for name, id_ in service_principals.items()},
        }
        ranks = {**dict.fromkeys(administrators, "ADMIN"), **dict.fromkeys(groups, "USER")}
        assignments = [
            *(
                PermissionAssignment(
                    self,
                    group.replace("-", "_"),
                    provider=workspace,
                    group_name=group,
                    permissions=[rank],
                    depends_on=ready,
                )
                for group, rank in ranks.items()
            ),
            *(
                PermissionAssignment(
                    self,
                    f"{name.replace('-', '_')}_service_principal",
                    provider=workspace,
                    service_principal_name=application_id,
                    permissions=[rank],
                    depends_on=ready,
                )
                for name, (application_id, rank) in robots.items()
            ),
        ]
        settling = SettlingTime(
            self,
            "settling",
            after=assignments,
            triggers={"members": ",".join(sorted([*ranks, *(id_ for id_, _ in robots.values())]))},
            seconds=settle_seconds,
        )
        self.admitted = settling.settled
