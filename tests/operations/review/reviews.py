"""Reviews of hand-made changes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from operations.review.arguments import Argument
from operations.review.change import Change
from operations.review.graph import Graph, affected
from operations.review.report import Review, assemble
from operations.synthesis.locations import Location, Origin
from tests.operations.review.entries import allow, change, policy, replaced

ORIGIN = Origin(
    own=Location("constructs_lib/data_lake/bucket.py", 57),
    wiring=Location("stacks/lake_layer.py", 30),
    edited=(Location("environments/dev.py", 12),),
)


def review_of(
    changes: Iterable[Change],
    *,
    settings: Mapping[str, tuple[Argument, ...]] | None = None,
    graph: Graph | None = None,
    **rest: Any,
) -> Review:
    """A review of changes."""
    held = [each if each.origin else replace(each, origin=ORIGIN) for each in changes]
    return assemble(
        base="main",
        head="feature",
        method="made by hand",
        stacks=sorted({each.stack for each in held}),
        changes=held,
        settings=settings or {},
        graph=graph or affected(held, ()),
        **rest,
    )


def several() -> list[Change]:
    """One change of each kind that matters."""
    return [
        replaced(
            "aws_s3_bucket",
            {"bucket": "old"},
            {"bucket": "new"},
            "bucket",
            path="anthill-dev/lake/gold/bucket",
        ),
        change(
            "aws_iam_role_policy",
            {"policy": policy(allow("s3:GetObject"))},
            {"policy": policy(allow("s3:*"))},
            path="anthill-dev/ingestion/prices/role/policy",
        ),
        change("aws_nat_gateway", None, {"subnet_id": "s"}, path="anthill-dev/network/egress/nat"),
        change("aws_lambda_function", {"memory_size": 1}, None, path="anthill-dev/ingestion/prices/function"),
        change("aws_lambda_function", None, {"memory_size": 1}, path="anthill-dev/ingestion/rates/function"),
    ]
