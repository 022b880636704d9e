"""What must exist in an AWS account before a pipeline can deploy an environment."""

from collections.abc import Sequence
from typing import Literal

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from constructs import Construct

from configuration.github import GithubConfig
from configuration.model import EnvironmentConfig
from constructs_lib.data_lake.access_log_bucket import AccessLogBucket
from constructs_lib.data_lake.encrypted_bucket import EncryptedBucket
from constructs_lib.data_lake.lifecycle import Retention
from constructs_lib.delivery_identity.deployment_roles import DeploymentRoles
from constructs_lib.delivery_identity.state_access import StateAccess
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.ingestion.replication_account_roles import ROLES
from constructs_lib.protection import RETAINED
from constructs_lib.workspace.compute_role import COMPUTE
from stacks.foundation import (
    BOOTSTRAP_STATE_DIRECTORY,
    aws_provider,
    local_state,
    place_and_guard,
    remote_state,
)
from stacks.github import github_repository
from stacks.outputs import export

StateHome = Literal["local", "s3"]

PREVIOUS_STATES_DAYS = 365
"""How long a replaced state can be restored."""


class BootstrapStack(TerraformStack):
    """The state bucket and key, the GitHub identity, the pipeline's roles and its topic.

    The roles reach the states of `deployed_stacks` and of no other. Those of `registrations` are reached by a role
    of their own, which there is only where there are any.
    A person applies it once per environment with the state in a file (`state_home="local"`), then migrates
    that state into the bucket it made. Always on: nothing in it can be destroyed by Terraform.

    Attributes:
        key: The key of the state and of notifications.
        state: The state bucket.
        roles: The plan and deploy roles.
        notifications: The topic of the pipeline.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        config: EnvironmentConfig,
        github: GithubConfig,
        deployed_stacks: Sequence[str],
        registrations: Sequence[str],
        state_home: StateHome,
    ) -> None:
        super().__init__(scope, id_)
        if state_home == "s3":
            remote_state(self, config=config)
        else:
            local_state(self, BOOTSTRAP_STATE_DIRECTORY)
        aws_provider(self, config=config)
        place = place_and_guard(self, config=config, protection=RETAINED)

        self.key = CustomerKey(
            self,
            "state_key",
            purpose="state",
            description=f"Terraform state and pipeline notifications of {place.name_prefix}",
            administrators=config.keys.administrators,
            via_services=("s3", "sns"),
            deletion_window_days=config.keys.deletion_window_days,
        )
        history = Retention(days=None, noncurrent_days=PREVIOUS_STATES_DAYS)
        access_logs = AccessLogBucket(
            self,
            "state_access_logs",
            name=place.name_of("s3_bucket", "state-logs"),
            retention=Retention(days=PREVIOUS_STATES_DAYS, noncurrent_days=PREVIOUS_STATES_DAYS),
        )
        self.state = EncryptedBucket(
            self,
            "state",
            name=place.name_of("s3_bucket", "state"),
            key=self.key,
            access_logs=access_logs,
            retention=history,
        )
        self.roles = DeploymentRoles(
            self,
            "pipeline",
            environment=config.name.value,
            fixed_role_names=tuple(ROLES) if config.account.owns_account else (),
            machine_role=COMPUTE,
            repository=github_repository(github),
            deploy_workflow=github.workflow,
            branch=github.branch,
            state=self._access(deployed_stacks),
            create_provider=config.account.owns_account,
            registrations=self._access(registrations) if registrations else None,
        )
        self.notifications = SnsTopic(
            self,
            "notifications",
            name=place.name_of("sns_topic", "pipeline"),
            kms_master_key_id=self.key.arn,
        )
        export(
            self,
            state_bucket=self.state.name,
            state_key_arn=self.key.arn,
            plan_role_arn=self.roles.plan.arn,
            deploy_role_arn=self.roles.deploy.arn,
            notify_role_arn=self.roles.notify.arn,
            notification_topic_arn=self.notifications.arn,
        )
        if self.roles.registration is not None:
            export(self, registration_role_arn=self.roles.registration.arn)

    def _access(self, stacks: Sequence[str]) -> StateAccess:
        return StateAccess(
            bucket_arn=self.state.arn,
            key_arn=self.key.arn,
            object_keys=tuple(f"{stack}/terraform.tfstate" for stack in stacks),
        )
