"""What an environment has of Databricks."""

from collections.abc import Iterator
from uuid import UUID

from configuration.base import Model
from configuration.databricks.compute import ComputeConfig
from configuration.databricks.consumption import ConsumptionConfig
from configuration.databricks.governance import GovernanceConfig
from configuration.databricks.groups import Robot
from configuration.databricks.registration import RegisteredParts, RegistrationConfig, WorkspaceHandle
from configuration.databricks.workspace import WorkspaceConfig
from configuration.errors import Problem


class PrincipalIds(Model):
    """The application ids of an environment's service principals."""

    deploy: UUID
    """The one that the pipeline deploys as."""
    plan: UUID
    """The one that plans and the drift check sign in as."""
    jobs: UUID
    """The one that jobs and pipelines run as."""
    power_bi: UUID
    """The one that Power BI reads gold as."""

    def of(self, robot: Robot) -> str:
        """Return the id by which grants and permissions call a service principal."""
        return str(getattr(self, robot.name.lower()))

    def problems(self) -> Iterator[Problem]:
        """Return service principals that are the same one: each would have the rights of both."""
        known: dict[UUID, str] = {}
        for name in type(self).model_fields:
            given: UUID = getattr(self, name)
            if given in known:
                yield Problem(
                    field=name,
                    what=f"is the service principal of {known[given]}, which would have the rights of both",
                    given=str(given),
                    allowed="a service principal of its own for each",
                    fix="copy output `principals` of `anthill-account`, where each has another id",
                )
            known.setdefault(given, name)


class AccountHandles(Model):
    """What an environment knows of the account: outputs of `anthill-account`, copied by a person once.

    They are data and no look-up, so that a plan of an environment calls no API and reads no foreign state.
    """

    metastore_id: UUID
    """The metastore of the region, output of `anthill-account`."""
    principals: PrincipalIds
    budget_policy_id: UUID
    """The budget policy that serverless usage is tagged by, output of `anthill-account`."""


class DatabricksConfig(Model):
    """The Databricks side of an environment."""

    account_id: UUID
    """Of the Databricks account: the console shows it at the top right."""
    handles: AccountHandles
    registration: RegistrationConfig | None = None
    """None where the environment's own stack registers its workspace: in the embedded AWS, which is one person's.
    Elsewhere `anthill-<env>-registration` does, as an administrator of the account."""
    governs_metastore: bool = False
    """Whether this environment holds what all workspaces of a metastore share: grants on system tables and the
    values of governed tags. Exactly one real environment does."""
    workspace: WorkspaceConfig
    governance: GovernanceConfig
    compute: ComputeConfig
    consumption: ConsumptionConfig

    @property
    def registered_workspace(self) -> WorkspaceHandle | None:
        """The workspace that its registration made; None where there is none yet, or this stack makes it."""
        return self.registration.workspace if self.registration else None

    @property
    def parts_to_register(self) -> RegisteredParts | None:
        """What is registered, None until all of it is there: PrivateLink needs its endpoints."""
        parts = self.registration.parts if self.registration else None
        if parts is not None and self.workspace.private_link and parts.rest_api_endpoint_id is None:
            return None
        return parts
