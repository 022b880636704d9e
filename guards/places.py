"""Places in S3 hold something before Databricks looks at them."""

from collections.abc import Iterator
from typing import Final

from guards.rule import Violation, violation
from guards.synthesized import REFERENCE, Json, Resource, resources

LOCATION: Final = "databricks_external_location"
VOLUME: Final = "databricks_volume"
OBJECT: Final = "aws_s3_object"


def occupied_places(stack: Json) -> Iterator[Violation]:
    """ANT-DBX-07: what only reads a place in S3 waits for an object in it.

    Databricks lists a place when a read-only location or an external volume is made there, and refuses one that is
    empty; another apply does not heal it (terraform-provider-databricks#3843, #4903).
    """
    by_address = {each.address: each for each in resources(stack)}
    objects = {_url(each, by_address): each for each in by_address.values() if each.type == OBJECT}
    for each in by_address.values():
        place = _place(each)
        if place and not any(
            url.startswith(f"{place}/") and _waits(each, there, by_address) for url, there in objects.items()
        ):
            yield violation(
                "ANT-DBX-07",
                each,
                f"is made over {place}, which nothing puts an object into before",
                "put a PlaceMarker there and depend on it",
            )


def _place(resource: Resource) -> str:
    """Return the place that Databricks looks into when a resource is made, empty if it looks into none."""
    arguments = resource.arguments
    if resource.type == LOCATION and arguments.get("read_only") and not arguments.get("skip_validation"):
        return str(arguments["url"]).rstrip("/")
    if resource.type == VOLUME and arguments.get("volume_type") == "EXTERNAL":
        return str(arguments["storage_location"]).rstrip("/")
    return ""


def _url(resource: Resource, by_address: dict[str, Resource]) -> str:
    bucket = str(resource.arguments.get("bucket"))
    if found := REFERENCE.fullmatch(bucket):
        held = by_address.get(f"{found[1]}.{found[2]}")
        bucket = str(held.arguments.get("bucket")) if held else bucket
    return f"s3://{bucket}/{resource.arguments.get('key')}"


def _waits(resource: Resource, for_: Resource, by_address: dict[str, Resource]) -> bool:
    """Return whether a resource depends on another, by itself or by what it depends on."""
    seen: set[str] = set()
    left = [*resource.arguments.get("depends_on", ())]
    while left:
        address = left.pop()
        if address == for_.address:
            return True
        if address not in seen and address in by_address:
            seen.add(address)
            left += by_address[address].arguments.get("depends_on", ())
    return False
