"""Whether the boundary is a ceiling: no known way leads from the pipeline, or from a role it makes, to more."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import provider_facts
from constructs_lib.delivery_identity.github_environments import REGISTRATION
from operations.conformance.reach.arns import ArnContext, Known
from operations.conformance.reach.role import Need, Role
from operations.conformance.violation import Violation

CHECK: Final = "ceiling"
WAYS: Final = Path(provider_facts.__file__).with_name("aws_escalations.toml")

UNBOUNDED: Final = ("plan", "notify")
"""Roles of the pipeline that have no boundary: their own policies decide."""
HOSTS: Final = (REGISTRATION,)
"""Such roles too, which there are only in the bootstrap of the environment that hosts the Databricks account."""
MADE: Final = "made"
MACHINES: Final = "databricks-compute"
BOUNDED: Final = ("deploy", MADE, MACHINES)
"""The role that deploys, one that it makes, and the one that Databricks starts machines with: whatever their policies
allow, the boundary decides."""

OPEN: Final = frozenset({("pathfinding:ec2-004", MACHINES)})
"""Ways that stay open, by the role that has them.

Databricks' role writes launch templates, which carry no tag of their owner (docs/concepts/keys-and-trust.md).
"""

ANYTHING: Final = '{"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
"""The widest policy that a role can have: what it still may not do, its boundary forbids."""

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "User|LoginProfile|AccessKey|Credential|Upload|MFA": ("user/somebody",),
    "Group": ("group/administrators",),
    "SAML": ("saml-provider/another",),
    "OpenID|ClientID": ("oidc-provider/token.actions.githubusercontent.com",),
    "InstanceProfile": ("instance-profile/administrator",),
    r"CreatePolicy|SetDefaultPolicy": ("policy/another", "policy/{prefix}-boundary"),
}
"""What an action of IAM is done to, by a part of its name."""

_FOREIGN: Final[Mapping[str, tuple[str, ...]]] = {
    "cloudtrail": ("trail/another",),
    "ec2": ("instance/i-1", "launch-template/lt-1"),
    "lambda": ("function:another",),
}


@cache
def escalations() -> Mapping[str, tuple[str, ...]]:
    """Return the known ways to gain more, by list and id: the actions that each takes, the decisive one first."""
    known = tomllib.loads(WAYS.read_text(encoding="utf-8"))
    return {f"{source}:{id_}": tuple(needs) for source, ways in known.items() for id_, needs in ways.items()}


def targets(
    place: ArnContext, prefix: str, action: str, who: str, unbounded: Iterable[str] = UNBOUNDED
) -> set[str]:
    """Return ARNs of what an action would gain: of others, of the pipeline, and of a role that is made itself.

    `unbounded` are the roles of the pipeline beside the one that deploys.
    """
    service, verb = action.split(":")

    def arn(of: str, resource: str, region: str = "") -> str:
        return f"arn:{place.partition}:{of}:{region}:{place.account}:{resource.format(prefix=prefix)}"

    if service not in {"iam", "sts"}:
        return {arn(service, each, place.region) for each in _FOREIGN.get(service, ())} or {"*"}
    for kind, named in _KINDS.items():
        if re.search(kind, verb):
            return {arn("iam", name) for name in named}
    itself = {who} if who in {MADE, MACHINES} and service == "iam" and verb != "PassRole" else set[str]()
    roles = {"administrator", *(f"{prefix}-{name}" for name in ("deploy", *unbounded, *itself))}
    return {arn("iam", f"role/{name}") for name in roles}


def check_ceiling(stack: str, known: Known, prefix: str) -> Iterator[Violation]:
    """Yield each decisive action of known ways that a role of a bootstrap stack, or one made under its boundary, has.

    `prefix` is what the environment's names begin with.
    """
    roles = {who: Role.named(known, f"{prefix}-{who}") for who in (*UNBOUNDED, *HOSTS)}
    unbounded = [who for who, role in roles.items() if role is not None or who in UNBOUNDED]
    bounds = next((each for each in known.by_address.values() if each.type == "aws_iam_policy"), None)
    for who in BOUNDED:
        arn = f"arn:{known.place.partition}:iam::{known.place.account}:role/{prefix}-{who}"
        roles[who] = Role(arn, [ANYTHING], known.resolved(bounds.arguments["policy"]) if bounds else None)
    for who, role in roles.items():
        if role is None:
            continue
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for id_, (first, *_) in escalations().items():
            if (id_, who) not in OPEN:
                wanted = targets(known.place, prefix, first, who, unbounded)
                for target in _gained(role, known.place, first, wanted):
                    found[first, target].append(id_)
        address = bounds.address if bounds else "aws_iam_policy"
        for (action, target), ids in sorted(found.items()):
            subject = f"the {who} role" if who in unbounded else f"the boundary: {who}"
            yield Violation(
                check=CHECK,
                stack=stack,
                address=address,
                given=f"{subject} may {action} on {target}: {', '.join(ids)}",
                allowed="no way that is known to lead to more than was given",
                fix="deny it in constructs_lib/delivery_identity/deployment_boundary.py",
                source=f"{WAYS.parent.name}/{WAYS.name}, which names the lists",
            )


def _gained(role: Role, place: ArnContext, action: str, wanted: Iterable[str]) -> Iterator[str]:
    context = (("aws:requestedregion", ("us-east-1" if action.startswith("iam:") else place.region,)),)
    for target in sorted(wanted):
        if role.may(Need(action, target, context)):
            yield target
            return
