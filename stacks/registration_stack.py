"""What the Databricks account knows of an environment, apart from what its pipeline may change."""

from cdktf import TerraformStack
from constructs import Construct

from configuration.databricks.registration import RegisteredParts
from configuration.model import EnvironmentConfig
from constructs_lib.protection import Protection
from stacks.foundation import local_state, place_and_guard, remote_state
from stacks.outputs import export
from stacks.registration_layer import build_registration
from stacks.workspace_parts import parts_elsewhere


class RegistrationStack(TerraformStack):
    """The workspace of an environment and everything else that takes an administrator of the account.

    Its deployer could change every workspace of the account, so it is deployed with the approvals of the
    environment that `host` is, and its state lies there: no pipeline of the environment that it registers reaches it.
    It reads nothing of that environment: `parts` is what a person copied of its outputs. Its own outputs are what
    the environment's configuration repeats as `workspace`.

    Attributes:
        registration: The workspace, registered.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        config: EnvironmentConfig,
        host: EnvironmentConfig,
        parts: RegisteredParts,
        protection: Protection,
    ) -> None:
        super().__init__(scope, id_)
        if config.state.backend == "s3":
            remote_state(self, config=host)
        else:
            local_state(self)
        place = place_and_guard(self, config=config, protection=protection)
        self.registration = build_registration(
            self,
            config=config,
            parts=parts_elsewhere(parts, config=config, place=place),
        )
        workspace = self.registration.workspace
        export(self, workspace_id=workspace.id, workspace_url=workspace.url)
