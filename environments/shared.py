"""What the environments of one company have in common. Edit these values first."""

from typing import Final
from uuid import UUID

from environments.account import DatabricksConfig
from environments.github import GithubConfig
from environments.monitoring import SubscriberConfig
from environments.network import InterfaceEndpoint

REGION: Final = "eu-west-1"

GITHUB: Final = GithubConfig(
    owner="example-company",
    owner_id=1000001,
    repository="anthill",
    repository_id=2000002,
    workflow=".github/workflows/_stage.yml",
)

DATABRICKS: Final = DatabricksConfig(account_id=UUID("00000000-0000-4000-8000-000000000001"))

RUNBOOKS_URL: Final = f"https://github.com/{GITHUB.owner}/{GITHUB.repository}/blob/main/docs/runbooks"

ON_CALL: Final = SubscriberConfig(emails=("platform-on-call@example.com",))
TEAM: Final = SubscriberConfig(emails=("data-platform@example.com",))

INTERFACE_ENDPOINTS: Final = (
    InterfaceEndpoint.KINESIS,
    InterfaceEndpoint.KMS,
    InterfaceEndpoint.LOGS,
    InterfaceEndpoint.SECRETS_MANAGER,
    InterfaceEndpoint.STS,
)
"""What Databricks compute and ingestion call; S3 has a gateway endpoint."""
