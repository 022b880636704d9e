"""Trust and permissions: policies in IAM, on buckets, keys, queues, topics and endpoints."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from operations.common.severity import Severity
from operations.review.arguments import UNKNOWN
from operations.review.change import Change
from operations.review.policy_statements import Grant, compare_policies
from operations.review.severity import Note

TRUST: Final = "trust"
PERMISSIONS: Final = "permissions"
RESOURCE_POLICY: Final = "resource policy"
LONGEST_LIST: Final = 6


@dataclass(frozen=True, slots=True)
class PolicyArgument:
    """An argument that is a policy, and what kind of right it gives."""

    argument: str
    kind: str


POLICIES: Final[Mapping[str, PolicyArgument]] = {
    "aws_ecr_repository_policy": PolicyArgument("policy", RESOURCE_POLICY),
    "aws_iam_group_policy": PolicyArgument("policy", PERMISSIONS),
    "aws_iam_policy": PolicyArgument("policy", PERMISSIONS),
    "aws_iam_role": PolicyArgument("assume_role_policy", TRUST),
    "aws_iam_role_policy": PolicyArgument("policy", PERMISSIONS),
    "aws_iam_user_policy": PolicyArgument("policy", PERMISSIONS),
    "aws_kms_key": PolicyArgument("policy", "key policy"),
    "aws_kms_key_policy": PolicyArgument("policy", "key policy"),
    "aws_s3_bucket_policy": PolicyArgument("policy", RESOURCE_POLICY),
    "aws_secretsmanager_secret_policy": PolicyArgument("policy", RESOURCE_POLICY),
    "aws_sns_topic_policy": PolicyArgument("policy", RESOURCE_POLICY),
    "aws_sqs_queue": PolicyArgument("policy", RESOURCE_POLICY),
    "aws_sqs_queue_policy": PolicyArgument("policy", RESOURCE_POLICY),
    "aws_vpc_endpoint": PolicyArgument("policy", RESOURCE_POLICY),
}
"""Where policies are, by type of resource."""

ATTACHMENTS: Final = frozenset(
    {"aws_iam_role_policy_attachment", "aws_iam_user_policy_attachment", "aws_iam_group_policy_attachment"}
)
ACCOUNT: Final = re.compile(r"(?<!\d)\d{12}(?!\d)")
ADMINISTRATION: Final = ("AdministratorAccess", "PowerUserAccess", "IAMFullAccess")


def policies(change: Change) -> Iterator[Note]:
    """Yield what a policy gained and lost."""
    if change.type in ATTACHMENTS:
        yield from _attachment(change)
    where = POLICIES.get(change.type)
    if where is not None:
        yield from _policy(change, where)
    old, new = ((side or {}).get("permissions_boundary") for side in (change.before, change.after))
    if old and old != new and change.after is not None:
        yield Note(
            severity=Severity.HIGH,
            kind=PERMISSIONS,
            sentence=f"permissions boundary {old} becomes {new or 'none'}",
            change=change,
        )


def _policy(change: Change, where: PolicyArgument) -> Iterator[Note]:
    old, new = ((side or {}).get(where.argument) for side in (change.before, change.after))
    if new == UNKNOWN:
        if not change.created:
            yield _note(change, where, Severity.MEDIUM, "may change: it is known only after the apply")
        return
    difference = compare_policies(old, new)
    if difference.unreadable:
        yield _note(change, where, Severity.MEDIUM, "changes, but is no JSON that can be compared")
    for earlier, grant in difference.altered:
        yield _note(change, where, _altered(change, where, earlier, grant), _alteration(earlier, grant))
    for grant in difference.gained:
        yield _note(change, where, _gained(change, where, grant), f"gained: {_whole(grant)}")
    for grant in difference.lost:
        # A denial that goes is a door that opens, unless the door goes too.
        opened = grant.effect == "Deny" and change.after is not None
        yield _note(change, where, Severity.HIGH if opened else Severity.LOW, f"lost: {_whole(grant)}")


def _gained(change: Change, where: PolicyArgument, grant: Grant) -> Severity:
    if grant.effect == "Deny":
        return Severity.LOW
    if grant.public and change.type != "aws_vpc_endpoint":
        return Severity.HIGH
    if where.kind == PERMISSIONS and grant.wide_actions:
        return Severity.HIGH
    if where.kind == TRUST and not grant.principal.startswith("Service "):
        return Severity.HIGH
    if change.created:
        return Severity.LOW
    return Severity.HIGH if where.kind == TRUST or _stranger(change, where, grant) else Severity.MEDIUM


def _stranger(change: Change, where: PolicyArgument, grant: Grant) -> bool:
    """Return whether a grant is to an account that the policy did not name before."""
    known = ACCOUNT.findall(str((change.before or {}).get(where.argument)))
    return bool(set(ACCOUNT.findall(grant.principal)).difference(known))


def _altered(change: Change, where: PolicyArgument, earlier: Grant, grant: Grant) -> Severity:
    loosened = bool(earlier.condition) and not grant.condition
    if grant.effect == "Deny":
        return Severity.LOW if earlier.condition == grant.condition else Severity.MEDIUM
    return Severity.HIGH if loosened else _gained(change, where, grant)


def _alteration(earlier: Grant, grant: Grant) -> str:
    if earlier.resources == grant.resources:
        return f"altered: {_whole(grant)}; before: {f'when {earlier.condition}' if earlier.condition else 'always'}"
    return f"altered: {_whole(grant)}; before: on {', '.join(earlier.resources)}"


def _attachment(change: Change) -> Iterator[Note]:
    old, new = ((side or {}).get("policy_arn") for side in (change.before, change.after))
    for verb, policy in (("loses", old), ("gains", new)):
        if policy and old != new:
            grave = verb == "gains" and str(policy).rsplit("/", 1)[-1] in ADMINISTRATION
            severity = Severity.HIGH if grave else Severity.MEDIUM if verb == "gains" else Severity.LOW
            yield Note(severity=severity, kind=PERMISSIONS, sentence=f"{verb}: {policy}", change=change)


def _note(change: Change, where: PolicyArgument, severity: Severity, what: str) -> Note:
    return Note(severity=severity, kind=where.kind, sentence=f"{where.kind} {what}", change=change)


def _whole(grant: Grant) -> str:
    """Return a grant with every name: the one that is left out may be the one that matters."""
    return as_text(grant, longest=None)


def as_text(grant: Grant, *, longest: int | None = LONGEST_LIST) -> str:
    """Return a grant as a clause that people read; of more names than the longest list the rest is counted."""
    who = "anybody" if grant.principal == "*" else grant.principal or "its holder"
    parts = [who, "may" if grant.effect == "Allow" else "may not", _some(grant.actions, longest)]
    if grant.resources not in {("",), ("*",)}:
        parts.append(f"on {_some(grant.resources, longest)}")
    elif grant.resources == ("*",):
        parts.append("on everything")
    if grant.condition:
        parts.append(f"when {grant.condition}")
    return " ".join(parts)


def _some(names: tuple[str, ...], longest: int | None) -> str:
    shown = names if longest is None else names[:longest]
    text = ", ".join(shown)
    return text if len(shown) == len(names) else f"{text} and {len(names) - len(shown)} more"
