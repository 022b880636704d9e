"""The whole platform of one environment."""

from cdktf import TerraformStack
from constructs import Construct

from constructs_lib.protection import Protection
from environments.model import EnvironmentConfig
from environments.names import Names
from stacks.foundation import attach_guard, aws_provider, emulated_provider, local_state, remote_state
from stacks.lake_layer import build_lake
from stacks.network_layer import build_network
from stacks.outputs import export
from stacks.security_layer import build_audit_trail, build_guard_rails, build_keys


class EnvironmentStack(TerraformStack):
    """Defines the network, keys, lake, audit and account settings of one environment.

    The local environment is this same class with other data: state in a file, the emulator's provider.

    Attributes:
        keys: The customer keys, by purpose.
        network: The private network with its endpoints and security groups.
        lake: The lake.
        trail: The audit trail.
    """

    def __init__(
        self, scope: Construct, id_: str, *, config: EnvironmentConfig, names: Names, protection: Protection
    ) -> None:
        super().__init__(scope, id_)
        boundary_arn: str | None = None
        if config.state.backend == "s3":
            remote_state(self, config=config, names=names)
            aws_provider(self, config=config)
            boundary_arn = names.boundary_arn
        else:
            local_state(self)
            emulated_provider(self, config=config)
        attach_guard(self, config=config, retained=protection.retained)

        self.keys = build_keys(self, config=config, names=names, protection=protection)
        self.network = build_network(
            self, config=config, names=names, logs_key=self.keys.logs, boundary_arn=boundary_arn
        )
        self.lake = build_lake(self, config=config, names=names, key=self.keys.lake, protection=protection)
        self.trail = build_audit_trail(
            self,
            config=config,
            names=names,
            key=self.keys.logs,
            lake=self.lake,
            boundary_arn=boundary_arn,
            protection=protection,
        )
        if config.account.owns_account:
            build_guard_rails(self, config=config, names=names)
        export(
            self,
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
        )
