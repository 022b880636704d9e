"""What the environments of one company have in common. Edit these values first."""

from ipaddress import IPv4Network
from typing import Final
from uuid import UUID

from configuration.github import GithubConfig
from configuration.monitoring import SubscriberConfig
from configuration.network import InterfaceEndpoint

REGION: Final = "eu-west-1"

GITHUB: Final = GithubConfig(
    owner="example-company",
    owner_id=1000001,
    repository="anthill",
    repository_id=2000002,
    workflow=".github/workflows/_stage.yml",
    runner="anthill",
)

DATABRICKS_ACCOUNT_ID: Final = UUID("00000000-0000-4000-8000-000000000001")
METASTORE_ID: Final = UUID("00000000-0000-4000-8000-000000000002")
"""Output `metastore_id` of `anthill-account`, deployed before any environment."""

COMPANY_CIDRS: Final = (IPv4Network("198.51.100.0/24"),)
"""Where people and pipelines come from; a documentation range (RFC 5737) until you put your own here."""

PACKAGE_DOMAINS: Final = ("files.pythonhosted.org", "pypi.org")
"""What serverless notebooks install Python packages from."""

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
