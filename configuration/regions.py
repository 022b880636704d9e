"""The AWS regions that an environment may be in."""

from typing import Final

REGIONS: Final = {
    "ap-northeast-1": ("aws", "acd"),
    "ap-northeast-2": ("aws", "abcd"),
    "ap-south-1": ("aws", "abc"),
    "ap-southeast-1": ("aws", "abc"),
    "ap-southeast-2": ("aws", "abc"),
    "ca-central-1": ("aws", "abd"),
    "eu-central-1": ("aws", "abc"),
    "eu-north-1": ("aws", "abc"),
    "eu-west-1": ("aws", "abc"),
    "eu-west-2": ("aws", "abc"),
    "eu-west-3": ("aws", "abc"),
    "sa-east-1": ("aws", "abc"),
    "us-east-1": ("aws", "abcdef"),
    "us-east-2": ("aws", "abc"),
    "us-gov-west-1": ("aws-us-gov", "abc"),
    "us-west-2": ("aws", "abcd"),
}
"""Region to its partition and the letters of its zones (AWS, "Regions and Availability Zones")."""


def partition_of(region: str) -> str:
    """Return the partition of a known region; raise KeyError for another."""
    return REGIONS[region][0]


def zones_of(region: str) -> tuple[str, ...]:
    """Return the availability zones of a known region; raise KeyError for another."""
    return tuple(f"{region}{letter}" for letter in REGIONS[region][1])
