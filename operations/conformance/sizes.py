"""How large a policy may be, and whether its form is one that AWS reads."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from operations.conformance.documents import Document, documents
from operations.conformance.material import Material
from operations.conformance.violation import Violation

IAM_QUOTAS: Final = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"


class Size(NamedTuple):
    """The most characters or bytes of a kind of document, and the source."""

    most: int
    source: str


SIZES: Final[Mapping[str, Size]] = {
    "trust": Size(2048, f"{IAM_QUOTAS} (role trust policy length, the default quota)"),
    "inline": Size(10240, f"{IAM_QUOTAS} (all inline policies of a role together)"),
    "managed": Size(6144, IAM_QUOTAS),
    "bucket": Size(20480, "https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html"),
    "key": Size(32768, "https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html"),
    "topic": Size(30720, "https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html"),
    "queue": Size(
        8192,
        "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html",
    ),
    "endpoint": Size(
        20480,
        "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html",
    ),
    "secret": Size(
        20480, "https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html"
    ),
    "logs": Size(
        5120,
        "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html",
    ),
    "stream": Size(
        20480, "https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutResourcePolicy.html"
    ),
    "table": Size(
        20480, "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html"
    ),
    "bus": Size(10240, "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"),
}
"""By kind of document, with references filled in at the longest names; IAM counts no white space."""

WITHOUT_SPACE: Final = frozenset({"trust", "inline", "managed"})


def sizes(material: Material) -> list[Violation]:
    """Return the policies that are too large; the inline policies of a role count together."""
    together: dict[tuple[str, str, str], list[Document]] = defaultdict(list)
    for document in documents(material):
        if document.kind in SIZES:
            owner = str(document.arguments.get("role", "")) if document.kind == "inline" else ""
            together[document.stack, document.kind, owner or document.address].append(document)
    return sorted(_too_large(material, together.values()))


def _too_large(material: Material, groups: Iterable[list[Document]]) -> Iterator[Violation]:
    for group in groups:
        kind = group[0].kind
        most, source = SIZES[kind]
        size = sum(_size(material, each) for each in group)
        if size > most:
            several = f"{len(group)} inline policies of one role with " if len(group) > 1 else ""
            yield Violation(
                check="statements.size",
                stack=group[0].stack,
                address=group[0].address,
                given=f"{several}{size} characters at the longest names",
                allowed=f"at most {most} in a {kind} policy",
                fix="use fewer statements or patterns, or split it",
                source=source,
            )


def _size(material: Material, document: Document) -> int:
    text = material.widths.stretched(document.text)
    if document.kind in WITHOUT_SPACE:
        # Within texts too, which IAM does not count either.
        text = "".join(text.split())
    return len(text.encode())
