"""Where in the lake Unity Catalog may be."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from cdktf import TerraformProvider
from cdktf_cdktf_provider_databricks.external_location import (
    ExternalLocation,
    ExternalLocationEncryptionDetails,
    ExternalLocationEncryptionDetailsSseEncryptionDetails,
)
from constructs import Construct

from constructs_lib.data_lake.bucket import PrivateBucket
from constructs_lib.data_lake.place_marker import PlaceMarker
from constructs_lib.governance.lake_credential import LakeCredential
from constructs_lib.iam.customer_key import CustomerKey
from constructs_lib.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LocationSpec:
    """A place in the lake: a bucket and a prefix in it that ends in a slash, or none."""

    name: str
    """What its name ends with."""
    bucket: PrivateBucket
    """The bucket."""
    prefix: str = ""
    """The part of the bucket that it is; all of it if empty."""
    read_only: bool = False
    """Whether nobody writes through it."""

    @property
    def url(self) -> str:
        """Its address, without a slash at the end: so Databricks returns it."""
        return f"s3://{self.bucket.name}/{self.prefix}".rstrip("/")


class LakeLocations(Construct):
    """The external locations of an environment, each isolated in its workspace.

    Always on: no fallback to the caller, one location per place, no file events, in a read-only one an object
    that Databricks can read when it tries the location, in the others `key` for what compute writes. A URL cannot
    be changed while a catalogue lies on it, and two locations may not overlap
    (databricks/terraform-provider-databricks#3344): raises ValueError for a location inside another, two of one
    name, and a prefix without its slash.

    Attributes:
        locations: The locations by their short name.
        urls: Their addresses, known at synthesis; who uses one depends on its location.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        locations: Sequence[LocationSpec],
        credential: LakeCredential,
        key: CustomerKey,
        workspace: TerraformProvider,
    ) -> None:
        super().__init__(scope, id_)
        _check(locations)
        place = Place.of(scope)
        markers = {
            spec.name: PlaceMarker(self, f"{spec.name}_marker", bucket=spec.bucket, prefix=spec.prefix)
            for spec in locations
            if spec.read_only
        }
        self.urls = {spec.name: spec.url for spec in locations}
        self.locations = {
            spec.name: ExternalLocation(
                self,
                spec.name,
                provider=workspace,
                name=place.name_of("external_location", spec.name.replace("_", "-")),
                url=spec.url,
                credential_name=credential.name,
                comment=f"{'Read only' if spec.read_only else 'Managed storage'} of the platform",
                read_only=spec.read_only,
                fallback=False,
                # They are on by default. Provider 1.99 dropped a false when it created (databricks/
                # terraform-provider-databricks#5762); the pinned one sends it.
                enable_file_events=False,
                isolation_mode="ISOLATION_MODE_ISOLATED",
                # The bucket denies every other encryption, and what compute asks for by itself is not documented.
                encryption_details=None if spec.read_only else _encrypted_with(key),
                force_destroy=place.protection.force_destroy,
                lifecycle=place.protection.lifecycle,
                # A URL is a text: nothing else says that the bucket comes first.
                depends_on=[
                    *credential.usable,
                    *spec.bucket.settled,
                    *([markers[spec.name].object] if spec.read_only else []),
                ],
            )
            for spec in locations
        }


def _encrypted_with(key: CustomerKey) -> ExternalLocationEncryptionDetails:
    return ExternalLocationEncryptionDetails(
        sse_encryption_details=ExternalLocationEncryptionDetailsSseEncryptionDetails(
            algorithm="AWS_SSE_KMS", aws_kms_key_arn=key.arn
        )
    )


def _check(locations: Sequence[LocationSpec]) -> None:
    names = [spec.name for spec in locations]
    if len(set(names)) != len(names):
        raise ValueError(f"locations need distinct names; given {names}")
    for spec in locations:
        if spec.prefix and not spec.prefix.endswith("/"):
            raise ValueError(f"location {spec.name!r}: prefix {spec.prefix!r} does not end in a slash")
    for outer, inner in permutations(locations, 2):
        if f"{inner.url}/".startswith(f"{outer.url}/"):
            raise ValueError(
                f"location {inner.name!r} ({inner.url}) lies in location {outer.name!r} ({outer.url}); "
                "Unity Catalog refuses locations that overlap"
            )
