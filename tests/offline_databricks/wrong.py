"""One wrong configuration: what is wrong, where Terraform finds it and what it says."""

from dataclasses import dataclass, field
from typing import Any

from tests.offline_databricks.project import ACCOUNT_ID

ACCOUNT = "databricks.account"
WORKSPACE = "databricks.workspace"


@dataclass(frozen=True)
class Wrong:
    name: str
    type: str
    arguments: dict[str, Any]
    says: str
    provider: str = WORKSPACE

    @property
    def address(self) -> str:
        return f"databricks_{self.type}.{self.name}"

    @property
    def resource(self) -> dict[str, Any]:
        return self.arguments | ({"provider": self.provider} if self.provider else {})


@dataclass(frozen=True)
class Network:
    """A right `mws_networks`, to be spoilt."""

    arguments: dict[str, Any] = field(
        default_factory=lambda: {
            "account_id": ACCOUNT_ID,
            "network_name": "anthill",
            "vpc_id": "vpc-1",
            "subnet_ids": ["subnet-1", "subnet-2"],
            "security_group_ids": ["sg-1"],
        }
    )


NETWORK = Network().arguments
ENTRY = {"group_name": "engineers", "permission_level": "CAN_USE"}
GRANT = {"principal": "engineers", "privileges": ["USE_CATALOG"]}
STORED = {
    "account_id": ACCOUNT_ID,
    "workspace_name": "anthill",
    "aws_region": "eu-west-1",
    "credentials_id": "c",
    "storage_configuration_id": "s",
}
POOL = {"instance_pool_name": "p", "idle_instance_autotermination_minutes": 10, "node_type_id": "m5.large"}
WAREHOUSE = {"name": "w", "cluster_size": "Small"}
LOGS = {
    "account_id": ACCOUNT_ID,
    "credentials_id": "c",
    "storage_configuration_id": "s",
    "log_type": "AUDIT_LOGS",
    "output_format": "JSON",
}
TASK = {"task_key": "t", "notebook_task": {"notebook_path": "/n"}}
SCHEDULE = {"quartz_cron_expression": "0 0 0 * * ?", "timezone_id": "UTC"}
