"""The whole platform of one environment."""

from cdktf import TerraformStack
from constructs import Construct

from configuration.databricks.registration import WorkspaceHandle
from configuration.model import EnvironmentConfig
from constructs_lib.ingestion.source_spec import Surroundings, Target
from constructs_lib.protection import Protection
from stacks.emulator_gaps import leave_out
from stacks.foundation import aws_provider, emulated_provider, local_state, place_and_guard, remote_state
from stacks.handover import handover
from stacks.ingestion_layer import build_ingestion, outputs_of
from stacks.lake_layer import build_lake
from stacks.lakehouse_layer import build_lakehouse
from stacks.monitoring_layer import SEVERITIES, build_alarm_topics, build_monitoring
from stacks.network_layer import build_network
from stacks.outputs import export
from stacks.registration_layer import RegistrationLayer, build_registration
from stacks.release import project_version
from stacks.security_layer import build_audit_trail, build_guard_rails, build_keys
from stacks.workspace_layer import build_workspace
from stacks.workspace_parts import build_parts, check_parts, parts_output


class EnvironmentStack(TerraformStack):
    """The whole platform of one environment, from the network to what people take from the workspace.

    The local environment is this same class with other data: state in a file, the emulator's provider.

    Attributes:
        keys: The customer keys, by purpose.
        network: The private network with its endpoints and security groups.
        lake: The lake.
        trail: The audit trail.
        topics: The topics of alarms.
        parts: What the workspace is made of.
        lakehouse: What is in the workspace; None until it is registered.
        ingestion: The sources.
    """

    def __init__(
        self, scope: Construct, id_: str, *, config: EnvironmentConfig, protection: Protection
    ) -> None:
        super().__init__(scope, id_)
        if config.state.backend == "s3":
            remote_state(self, config=config)
            aws_provider(self, config=config)
        else:
            local_state(self)
            emulated_provider(self, config=config)
        place_and_guard(self, config=config, protection=protection)

        self.keys = build_keys(self, config=config)
        self.network = build_network(self, config=config, logs_key=self.keys.logs)
        self.lake = build_lake(self, config=config, key=self.keys.lake)
        self.trail = build_audit_trail(
            self,
            config=config,
            key=self.keys.logs,
            lake=self.lake,
        )
        databricks = Construct(self, "databricks")
        self.parts = build_parts(
            databricks,
            config=config,
            network=self.network,
            lake=self.lake,
        )
        registered = self._registered(config)
        workspace = registered and build_workspace(
            databricks, config=config, network=self.network, registered=registered
        )
        if config.account.owns_account:
            build_guard_rails(self, config=config)
        self.topics = build_alarm_topics(self, config=config, key=self.keys.logs)
        self.ingestion = build_ingestion(
            self,
            config=config,
            surroundings=Surroundings(
                landing=Target(bucket_name=self.lake.layers["landing"].name, key=self.keys.lake),
                bronze=Target(bucket_name=self.lake.layers["bronze"].name, key=self.keys.lake),
                ingestion_key=self.keys.ingestion,
                logs_key=self.keys.logs,
                topics=self.topics,
                log_retention_days=config.monitoring.log_retention_days,
            ),
            network=self.network,
            workspace=workspace,
        )
        self.lakehouse = workspace and build_lakehouse(
            self,
            config=config,
            network=self.network,
            lake=self.lake,
            workspace=workspace,
            ingestion=self.ingestion,
        )
        build_monitoring(
            self,
            config=config,
            topics=self.topics,
            trail=self.trail,
            lake=self.lake,
            logs_key=self.keys.logs,
        )
        export(
            self,
            # The lakehouse's bundle refuses an infrastructure that it was not made for.
            release=project_version(),
            region=config.region,
            account_id=config.account.id,
            vpc_id=self.network.private.vpc.id,
            private_subnet_ids=[subnet.id for subnet in self.network.private.private_subnets.values()],
            workspace_security_group_id=self.network.workspace_security_group.group.id,
            lake_key_arn=self.keys.lake.arn,
            logs_key_arn=self.keys.logs.arn,
            lake_buckets={name: layer.name for name, layer in self.lake.layers.items()},
            access_log_bucket=self.lake.access_logs.name,
            audit_bucket=self.trail.bucket.name,
            audit_log_group=self.trail.log_group.name,
            ingestion_key_arn=self.keys.ingestion.arn,
            alarm_topic_arns={severity.value: self.topics.arn(severity) for severity in SEVERITIES},
            registration=parts_output(self.parts),
            **outputs_of(self.ingestion),
            **(handover(config, self.lakehouse) if self.lakehouse else {}),
        )
        leave_out(self, config.emulator_gaps)

    def _registered(self, config: EnvironmentConfig) -> RegistrationLayer | WorkspaceHandle | None:
        """Return the workspace: registered here, elsewhere, or not yet."""
        registration = config.databricks.registration
        if registration is None:
            return build_registration(self, config=config, parts=self.parts)
        if registration.parts is not None:
            check_parts(self, self.parts, registration.parts, environment=config.name.value)
        return registration.workspace
