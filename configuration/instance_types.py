"""The types of machines that exist: a name of another shape or size would fail only when it is applied.

Of EC2: the values of `InstanceType` in the API model of botocore 1.35.99. Of DMS: the table of the user guide,
"Choosing the right AWS DMS replication instance for your migration", in its last public source of 2023-06-15
(awsdocs/aws-dms-user-guide, commit 81be26a), and C7i and R7i, which are newer, in the sizes that EC2 has of them. A
newer one is added here.
"""

from collections.abc import Iterator
from typing import Final

_EC2: Final = """
    a1: medium large xlarge 2xlarge 4xlarge metal
    c1: medium xlarge
    c3 c4 c7i-flex m7i-flex r3: large xlarge 2xlarge 4xlarge 8xlarge
    c5 c5d: large xlarge 2xlarge 4xlarge 9xlarge 12xlarge 18xlarge 24xlarge metal
    c5a c5ad m5a m5ad r5a r5ad: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge
    c5n: large xlarge 2xlarge 4xlarge 9xlarge 18xlarge metal
    c6a m6a r6a: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge metal
    c6g c6gd c7g c7gd c7gn m6g m6gd m7g m7gd r6g r6gd r7g r7gd x2gd: medium large xlarge 2xlarge 4xlarge 8xlarge
          12xlarge 16xlarge metal
    c6gn: medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge
    c6i c6id c6in i4i m6i m6id m6idn m6in r6i r6id r6idn r6in: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge
          16xlarge 24xlarge 32xlarge metal
    c7a m7a r7a: medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge 48xlarge
          metal-48xl
    c7i m7i r7i: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge metal-24xl metal-48xl
    c8g m8g r8g x8g: medium large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge metal-24xl
          metal-48xl
    cc1 cg1 hi1: 4xlarge
    cc2 cr1 hs1: 8xlarge
    d2 d3 i2: xlarge 2xlarge 4xlarge 8xlarge
    d3en: xlarge 2xlarge 4xlarge 6xlarge 8xlarge 12xlarge
    dl1 dl2q p3dn p4d p4de: 24xlarge
    f1: 2xlarge 4xlarge 16xlarge
    g2: 2xlarge 8xlarge
    g3 hpc7g: 4xlarge 8xlarge 16xlarge
    g3s: xlarge
    g4ad: xlarge 2xlarge 4xlarge 8xlarge 16xlarge
    g4dn: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge metal
    g5 g6 g6e: xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 48xlarge
    g5g: xlarge 2xlarge 4xlarge 8xlarge 16xlarge metal
    gr6: 4xlarge 8xlarge
    h1: 2xlarge 4xlarge 8xlarge 16xlarge
    hpc6a p5: 48xlarge
    hpc6id trn1n: 32xlarge
    hpc7a: 12xlarge 24xlarge 48xlarge 96xlarge
    i3: large xlarge 2xlarge 4xlarge 8xlarge 16xlarge metal
    i3en: large xlarge 2xlarge 3xlarge 6xlarge 12xlarge 24xlarge metal
    i4g im4gn r4: large xlarge 2xlarge 4xlarge 8xlarge 16xlarge
    i7ie: large xlarge 2xlarge 3xlarge 6xlarge 12xlarge 18xlarge 24xlarge 48xlarge
    i8g: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge metal-24xl
    inf1: xlarge 2xlarge 6xlarge 24xlarge
    inf2: xlarge 8xlarge 24xlarge 48xlarge
    is4gen: medium large xlarge 2xlarge 4xlarge 8xlarge
    m1: small medium large xlarge
    m2: xlarge 2xlarge 4xlarge
    m3: medium large xlarge 2xlarge
    m4: large xlarge 2xlarge 4xlarge 10xlarge 16xlarge
    m5 m5d m5dn m5n r5 r5b r5d r5dn r5n: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge metal
    m5zn z1d: large xlarge 2xlarge 3xlarge 6xlarge 12xlarge metal
    mac1 mac2 mac2-m1ultra mac2-m2 mac2-m2pro: metal
    p2: xlarge 8xlarge 16xlarge
    p3: 2xlarge 8xlarge 16xlarge
    r7iz: large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 32xlarge metal-16xl metal-32xl
    t1: micro
    t2 t3 t3a t4g: nano micro small medium large xlarge 2xlarge
    trn1: 2xlarge 32xlarge
    u-12tb1 u-18tb1 u-24tb1 u-9tb1: 112xlarge metal
    u-3tb1: 56xlarge
    u-6tb1: 56xlarge 112xlarge metal
    u7i-12tb u7ib-12tb u7in-16tb u7in-24tb u7in-32tb: 224xlarge
    vt1: 3xlarge 6xlarge 24xlarge
    x1: 16xlarge 32xlarge
    x1e: xlarge 2xlarge 4xlarge 8xlarge 16xlarge 32xlarge
    x2idn: 16xlarge 24xlarge 32xlarge metal
    x2iedn: xlarge 2xlarge 4xlarge 8xlarge 16xlarge 24xlarge 32xlarge metal
    x2iezn: 2xlarge 4xlarge 6xlarge 8xlarge 12xlarge metal
"""
"""Families, and the sizes that all of them have; a line that is indented further goes on from the one before."""

_DMS_FAMILIES: Final = ("t2", "t3", "c4", "c5", "c6i", "c7i", "r4", "r5", "r6i", "r7i")
_BURSTABLE: Final = frozenset({"micro", "small", "medium", "large"})
_NOT_OF_DMS: Final = frozenset({"c4.8xlarge", "r4.16xlarge"})
"""Sizes that EC2 has and the table of DMS has not."""


def _types() -> Iterator[tuple[str, str]]:
    for line in _EC2.replace("\n          ", " ").split("\n"):
        families, _, sizes = line.strip().partition(":")
        yield from ((family, size) for family in families.split() for size in sizes.split())


EC2_TYPES: Final = frozenset(f"{family}.{size}" for family, size in _types())

DMS_CLASSES: Final = tuple(
    sorted(
        f"dms.{family}.{size}"
        for family, size in _types()
        if family in _DMS_FAMILIES
        and not size.startswith("metal")
        and f"{family}.{size}" not in _NOT_OF_DMS
        and (family not in {"t2", "t3"} or size in _BURSTABLE)
    )
)
