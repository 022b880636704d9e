"""What is different about the embedded AWS, for every client."""

from typing import Final

from provider_facts.versions import AWS_VERSION, OFFLINE_VERSION, OLDEST_AWS_VERSION

ACCOUNT: Final = "123456789012"
"""The one account that an embedded AWS has, unless it was started with another."""

PROVIDER_VERSIONS: Final = f">= {OLDEST_AWS_VERSION}, <= {AWS_VERSION}"
"""From the oldest AWS provider that the constructs are proven with to the one that real environments get.

A machine may have only an older provider in a mirror; real environments stay exact.
"""

PROVIDER_ARGUMENTS: Final[dict[str, object]] = {
    "access_key": "test",
    "max_retries": 2,
    "s3_use_path_style": True,
    "secret_key": "test",
    "skip_credentials_validation": True,
    "skip_metadata_api_check": "true",
    "skip_region_validation": True,
}
"""How the AWS provider connects; the endpoint comes from the environment (`AWS_ENDPOINT_URL`).

The credentials are the emulator's and public: if the endpoint is missing, AWS itself refuses them, no matter who
runs the command.
"""

OFFLINE_DATABRICKS_VERSION: Final = OFFLINE_VERSION
"""The version of the provider that stands in for Databricks: no constraint of a real environment selects it."""

DATABRICKS_CALLER: Final = "198.51.100.7"
"""The address that calls to the stand-in seem to come from: one of the company's, which access lists admit."""
