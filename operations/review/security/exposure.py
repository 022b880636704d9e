"""What the public can reach: security groups, buckets, servers, functions, address lists."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from operations.common.severity import Severity
from operations.review.change import Change
from operations.review.security.protections import unprotected
from operations.review.severity import Note
from provider_facts.resource_types import known_of

KIND: Final = "public exposure"
EVERYWHERE: Final = frozenset({"0.0.0.0/0", "::/0"})

PUBLIC_BLOCKS: Final = (
    "block_public_acls",
    "block_public_policy",
    "ignore_public_acls",
    "restrict_public_buckets",
)
BLOCKING_TYPES: Final = frozenset({"aws_s3_bucket_public_access_block", "aws_s3_account_public_access_block"})
"""The first line against public buckets; all four switches must be on."""


def exposure(change: Change) -> Iterator[Note]:
    """Yield what becomes reachable, and what stops to be."""
    yield from _networks(change)
    yield from _blocks(change)
    yield from _switches(change)
    yield from _address_list(change)
    yield from unprotected(change, KIND)
    if change.type == "aws_internet_gateway" and change.created:
        yield _note(change, Severity.MEDIUM, "the network gets a way to and from the internet")
    if change.type == "databricks_account_network_policy":
        old, new = (str((side or {}).get("egress")) for side in (change.before, change.after))
        if "FULL_ACCESS" in new and "FULL_ACCESS" not in old:
            yield _note(change, Severity.HIGH, "serverless compute may reach the whole internet")


def _networks(change: Change) -> Iterator[Note]:
    for direction, severity in (("ingress", Severity.HIGH), ("egress", Severity.MEDIUM)):
        old, new = (_open_ports(change.type, side, direction) for side in (change.before, change.after))
        verb = "lets in" if direction == "ingress" else "lets out to"
        for ports in sorted(new - old):
            yield _note(change, severity, f"{verb} the whole internet: {ports}")
        for ports in sorted(old - new):
            yield _note(change, Severity.LOW, f"no longer {verb} the whole internet: {ports}")


def _open_ports(type_: str, arguments: Mapping[str, Any] | None, direction: str) -> frozenset[str]:
    if arguments is None:
        return frozenset()
    if type_ == f"aws_vpc_security_group_{direction}_rule" or (
        type_ == "aws_security_group_rule" and arguments.get("type") == direction
    ):
        rules = [arguments]
    elif type_ in {"aws_security_group", "aws_default_security_group"}:
        rules = arguments.get(direction) or []
        rules = rules if isinstance(rules, list) else [rules]
    else:
        return frozenset()
    return frozenset(_ports(rule) for rule in rules if isinstance(rule, Mapping) and _everywhere(rule))


def _everywhere(rule: Mapping[str, Any]) -> bool:
    named = [rule.get("cidr_ipv4"), rule.get("cidr_ipv6")]
    for name in ("cidr_blocks", "ipv6_cidr_blocks"):
        named += rule.get(name) or []
    return bool(EVERYWHERE & set(named))


def _ports(rule: Mapping[str, Any]) -> str:
    protocol = rule.get("ip_protocol") or rule.get("protocol")
    first, last = rule.get("from_port"), rule.get("to_port")
    if str(protocol) in {"-1", "all"}:
        return "every protocol and port"
    return f"{protocol} {first}" if first == last else f"{protocol} {first} to {last}"


def _blocks(change: Change) -> Iterator[Note]:
    if change.type not in BLOCKING_TYPES or change.after is None:
        return
    before = change.before or {}
    for name in PUBLIC_BLOCKS:
        was, is_ = before.get(name, change.created), change.after.get(name) or False
        if was and not is_:
            yield _note(change, Severity.HIGH, f"{name} is off: public access is possible")
        elif is_ and not was:
            yield _note(change, Severity.LOW, f"{name} is on")


def _switches(change: Change) -> Iterator[Note]:
    opens = known_of(change.type).exposure
    if change.after is None or opens is None:
        return
    if change.after.get(opens.argument) == opens.value != (change.before or {}).get(opens.argument):
        sentence = f"{opens.argument} is {str(opens.value).lower()}: it {opens.meaning}"
        yield _note(change, Severity.HIGH, sentence)


def _address_list(change: Change) -> Iterator[Note]:
    if change.type != "databricks_ip_access_list" or change.after is None:
        return
    old = set((change.before or {}).get("ip_addresses") or ())
    new = set(change.after.get("ip_addresses") or ())
    if new != old:
        allows = change.after.get("list_type") != "BLOCK"
        opens = new - old if allows else old - new
        severity = Severity.HIGH if opens & EVERYWHERE else Severity.MEDIUM if opens else Severity.LOW
        words = [f"adds {', '.join(sorted(new - old))}"] if new - old else []
        words += [f"removes {', '.join(sorted(old - new))}"] if old - new else []
        kind = "allowed" if allows else "blocked"
        yield _note(change, severity, f"{kind} addresses: {'; '.join(words)}")


def _note(change: Change, severity: Severity, sentence: str) -> Note:
    return Note(severity=severity, kind=KIND, sentence=sentence, change=change)
