"""What Databricks tries in S3 before it makes a place, tried in the embedded AWS where there is one."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias, cast
from urllib.parse import urlsplit

from offline_databricks.diagnostics import refuse
from offline_databricks.values import Object

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

_CREDENTIALS: Final[dict[str, Any]] = {
    "aws_access_key_id": "test",
    "aws_secret_access_key": "test",
    "region_name": "us-east-1",
}
"""The emulator takes any; the real S3 takes none of these, and is never asked."""


def emulated_s3(environment: Mapping[str, str]) -> str | None:
    """Return the endpoint of the embedded AWS that Terraform uses beside the stand-in, None without one."""
    endpoint = environment.get("AWS_ENDPOINT_URL", "")
    return endpoint if urlsplit(endpoint).hostname in LOOPBACK else None


def check_storage(type_name: str, planned: Object, endpoint: str | None) -> None:
    """Raise RefusedError where Databricks cannot read the place that an object names.

    Without an embedded AWS there is nothing to ask, and nothing is refused.
    """
    check = _CHECKS.get(type_name)
    if check is not None and endpoint is not None:
        check(planned, endpoint)


def _location(planned: Object, endpoint: str) -> None:
    if planned.get("skip_validation"):
        return
    url = str(planned.get("url"))
    # Source: databricks/terraform-provider-databricks#3843. A location for writing is tried with a file of its own.
    if not _holds(url, endpoint, any_object=bool(planned.get("read_only"))):
        raise refuse(
            f"cannot create external location: AWS IAM role does not have READ permissions on url {url}. Please "
            "contact your account admin to update the storage credential. No file available under the location "
            "to read.",
            "The bucket is not there, or holds nothing under the place of a read-only location.",
            ("url",),
        )


def _volume(planned: Object, endpoint: str) -> None:
    url = planned.get("storage_location")
    # Source: databricks/terraform-provider-databricks#4903. A managed volume has a place of Databricks' own.
    if planned.get("volume_type") == "EXTERNAL" and not _holds(str(url), endpoint, any_object=True):
        raise refuse(
            f"cannot create volume: the path {url} does not exist",
            "An external volume lies where S3 holds something already: a prefix is there only with an object.",
            ("storage_location",),
        )


_Check: TypeAlias = Callable[[Object, str], None]
_CHECKS: Final[Mapping[str, _Check]] = {
    "databricks_external_location": _location,
    "databricks_volume": _volume,
}


def _holds(url: str, endpoint: str, *, any_object: bool) -> bool:
    """Return whether a bucket is there, and, if asked, has an object under the prefix."""
    # Only places in S3 need it, and it takes half a second to import.
    from botocore.exceptions import ClientError  # noqa: PLC0415
    from botocore.session import get_session  # noqa: PLC0415

    parts = urlsplit(url)
    prefix = parts.path.strip("/")
    client = cast("Any", get_session().create_client("s3", endpoint_url=endpoint, **_CREDENTIALS))
    try:
        found = client.list_objects_v2(Bucket=parts.netloc, Prefix=f"{prefix}/" if prefix else "", MaxKeys=1)
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == "NoSuchBucket":
            return False
        raise
    return not any_object or bool(found["KeyCount"])
