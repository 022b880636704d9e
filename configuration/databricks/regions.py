"""What Databricks has in each AWS region."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabricksRegion:
    """A region: the city in the names of its buckets, and the two services of its PrivateLink.

    The services are the ids of VPC endpoint services, None where Databricks offers none to classic compute.
    """

    city: str
    workspace_service: str | None = None
    relay_service: str | None = None


REGIONS: Final = {
    "ap-northeast-1": DatabricksRegion(
        city="tokyo", workspace_service="02691fd610d24fd64", relay_service="02aa633bda3edbec0"
    ),
    "ap-northeast-2": DatabricksRegion(
        city="seoul", workspace_service="0babb9bde64f34d7e", relay_service="0dc0e98a5800db5c4"
    ),
    "ap-south-1": DatabricksRegion(
        city="mumbai", workspace_service="0dbfe5d9ee18d6411", relay_service="03fd4d9b61414f3de"
    ),
    "ap-southeast-1": DatabricksRegion(
        city="singapore", workspace_service="02535b257fc253ff4", relay_service="0557367c6fc1a0c5c"
    ),
    "ap-southeast-2": DatabricksRegion(
        city="sydney", workspace_service="0b87155ddd6954974", relay_service="0b4a72e8f825495f6"
    ),
    "ca-central-1": DatabricksRegion(
        city="montreal", workspace_service="0205f197ec0e28d65", relay_service="0c4e25bdbcbfbb684"
    ),
    "eu-central-1": DatabricksRegion(
        city="frankfurt", workspace_service="081f78503812597f7", relay_service="08e5dfca9572c85c4"
    ),
    "eu-north-1": DatabricksRegion(city="stockholm"),
    "eu-west-1": DatabricksRegion(
        city="ireland", workspace_service="0da6ebf1461278016", relay_service="09b4eb2bc775f4e8c"
    ),
    "eu-west-2": DatabricksRegion(
        city="london", workspace_service="01148c7cdc1d1326c", relay_service="05279412bf5353a45"
    ),
    "eu-west-3": DatabricksRegion(
        city="paris", workspace_service="008b9368d1d011f37", relay_service="005b039dd0b5f857d"
    ),
    "sa-east-1": DatabricksRegion(
        city="saopaulo", workspace_service="0bafcea8cdfe11b66", relay_service="0e61564963be1b43f"
    ),
    "us-east-1": DatabricksRegion(
        city="virginia", workspace_service="09143d1e626de2f04", relay_service="00018a8c3ff62ffdf"
    ),
    "us-east-2": DatabricksRegion(
        city="ohio", workspace_service="041dc2b4d7796b8d3", relay_service="090a8fab0d73e39a6"
    ),
    "us-west-2": DatabricksRegion(
        city="oregon", workspace_service="0129f463fcfbc46c5", relay_service="0158114c0c730c3bb"
    ),
}
"""By region; GovCloud has other accounts, roles and services, and is not among them.

Source: Databricks documentation, "IP addresses and domains for Databricks services and assets" (PrivateLink
VPC endpoint services, S3 buckets), and its security reference architecture, `aws/tf/variables.tf`.
"""


def private_link_regions() -> list[str]:
    """Return the regions where classic compute reaches the control plane by PrivateLink."""
    return [name for name, region in REGIONS.items() if region.workspace_service and region.relay_service]


def endpoint_service(region: str, service: str) -> str:
    """Return the full name of a VPC endpoint service."""
    return f"com.amazonaws.vpce.{region}.vpce-svc-{service}"


def artifact_buckets(region: str) -> tuple[str, ...]:
    """Return Databricks' buckets of runtime artifacts, which compute reads before it has an identity."""
    updates = ("databricks-update-oregon",) if region == "us-west-2" else ()
    return (f"databricks-prod-artifacts-{region}", *updates)


def shared_buckets(region: str) -> tuple[str, ...]:
    """Return Databricks' buckets that compute reads by an identity of Databricks': sample data, system tables."""
    return (
        f"databricks-datasets-{REGIONS[region].city}",
        f"system-tables-prod-{region}-uc-metastore-bucket",
    )


def log_bucket(region: str) -> str:
    """Return Databricks' bucket that compute writes its logs to."""
    return f"databricks-prod-storage-{REGIONS[region].city}"
