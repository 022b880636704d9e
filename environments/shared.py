"""What the environments of one company have in common. Edit these values first."""

from ipaddress import IPv4Network
from typing import Final
from uuid import UUID

from configuration.databricks.consumption import (
    ConsumptionConfig,
    DatabricksAlertConfig,
    ModelConfig,
    ServingConfig,
)
from configuration.databricks.workspace import EgressMode, ServerlessEgress
from configuration.github import GithubConfig
from configuration.lake import StorageClass, Transition
from configuration.monitoring import SubscriberConfig
from configuration.network import (
    GatewayEndpoint,
    InterfaceEndpoint,
    LogRetention,
    NatStrategy,
    NetworkConfig,
)
from configuration.security import GuardRails

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

PACKAGES_ONLY: Final = ServerlessEgress(mode=EgressMode.RESTRICTED, allowed_domains=PACKAGE_DOMAINS)

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

GUARD_RAILS: Final = GuardRails(
    access_analyzer=True, password_minimum_length=16, password_maximum_age_days=90
)

INFREQUENT: Final = (Transition(after_days=30, storage_class=StorageClass.STANDARD_IA),)
"""Cheaper storage with a price per read, as soon as S3 allows it."""


def network(
    cidr: str, *, nat: NatStrategy, flow_log_retention_days: LogRetention, zones: str = "abc"
) -> NetworkConfig:
    """Return the network of an environment: its subnets and endpoints are alike everywhere, so that dev shows prod."""
    return NetworkConfig(
        cidr=IPv4Network(cidr),
        availability_zones=tuple(f"{REGION}{zone}" for zone in zones),
        nat=nat,
        private_prefix=20,
        public_prefix=25,
        intra_prefix=24,
        gateway_endpoints=(GatewayEndpoint.S3,),
        interface_endpoints=INTERFACE_ENDPOINTS,
        flow_log_retention_days=flow_log_retention_days,
    )


def consumption(*, daily_usd: int, serving: ServingConfig | None = None) -> ConsumptionConfig:
    """Return the models and alerts of an environment; `daily_usd` is a day's list price worth an alert."""
    return ConsumptionConfig(
        models=(ModelConfig(name="volatility", serving=serving),),
        alerts=DatabricksAlertConfig(emails=TEAM.emails, daily_usd=daily_usd),
    )
