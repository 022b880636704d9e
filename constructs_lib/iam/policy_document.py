"""IAM policy documents as typed statements, rendered to canonical JSON."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

POLICY_LANGUAGE_VERSION = "2012-10-17"


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The principals of a resource policy, as lists per kind.

    `anyone` stands for `"*"` and belongs only in a statement that a condition or a Deny narrows.
    """

    aws: tuple[str, ...] = ()
    """ARNs, or ids of accounts."""
    services: tuple[str, ...] = ()
    """Services, such as `logs.amazonaws.com`."""
    federated: tuple[str, ...] = ()
    """ARNs of identity providers."""
    anyone: bool = False

    def render(self) -> dict[str, str | list[str]]:
        """Return the `Principal` element."""
        if self.anyone:
            return {"AWS": "*"}
        kinds = {"AWS": self.aws, "Service": self.services, "Federated": self.federated}
        return {kind: _canonical(values) for kind, values in kinds.items() if values}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a policy.

    `conditions` maps operator to condition key to the values; all operators must hold (AND), any of the
    values of a key suffices (OR). Raises ValueError for a statement that AWS would refuse or that allows
    everything to everyone.
    """

    sid: str
    """Its id, unique in its policy."""
    actions: tuple[str, ...]
    """What is allowed or denied."""
    resources: tuple[str, ...] = ()
    """ARNs, or patterns of them; none in a trust policy."""
    not_resources: tuple[str, ...] = ()
    """Instead of `resources`, only where it denies: all but these."""
    effect: Literal["Allow", "Deny"] = "Allow"
    """Whether it allows or denies."""
    principal: Principal | None = None
    """Who; only in the policy of a resource."""
    conditions: Mapping[str, Mapping[str, Sequence[str]]] = field(
        default_factory=dict[str, dict[str, list[str]]]
    )

    def __post_init__(self) -> None:
        if not self.sid.isalnum():
            raise ValueError(f"statement id {self.sid!r} is not alphanumeric; IAM allows A-Z, a-z and 0-9")
        if not self.actions:
            raise ValueError(f"statement {self.sid!r} names no action")
        if self.not_resources and (self.resources or self.effect == "Allow"):
            raise ValueError(
                f"statement {self.sid!r} names what it is not about; only a Deny without resources may, for an "
                "Allow would be about everything else"
            )
        if self.effect == "Allow" and "*" in self.actions and not self.conditions:
            raise ValueError(
                f"statement {self.sid!r} allows every action; name the actions or add a condition"
            )
        if self.effect == "Allow" and self.principal and self.principal.anyone and not self.conditions:
            raise ValueError(
                f"statement {self.sid!r} allows anyone without a condition; add one or name a principal"
            )

    def render(self) -> dict[str, object]:
        """Return the statement as IAM writes it; lists are sorted, so that order never makes a diff."""
        rendered: dict[str, object] = {
            "Sid": self.sid,
            "Effect": self.effect,
            "Action": _canonical(self.actions),
        }
        if self.principal:
            rendered["Principal"] = self.principal.render()
        if self.resources:
            rendered["Resource"] = _canonical(self.resources)
        if self.not_resources:
            rendered["NotResource"] = _canonical(self.not_resources)
        if self.conditions:
            rendered["Condition"] = {
                operator: {key: _canonical(values) for key, values in sorted(keys.items())}
                for operator, keys in sorted(self.conditions.items())
            }
        return rendered


def _canonical(values: Sequence[str]) -> str | list[str]:
    # A single value stands alone, as AWS returns it.
    return values[0] if len(values) == 1 else sorted(values)


def policy_document(statements: Sequence[Statement]) -> str:
    """Return the JSON text of a policy; equal statements give equal bytes.

    Raises ValueError if there is no statement or two share an id.
    """
    sids = [statement.sid for statement in statements]
    repeated = sorted({sid for sid in sids if sids.count(sid) > 1})
    if not sids or repeated:
        raise ValueError(f"a policy needs statements with distinct ids; given {sids}, repeated {repeated}")
    document = {
        "Version": POLICY_LANGUAGE_VERSION,
        "Statement": [statement.render() for statement in statements],
    }
    return json.dumps(document, separators=(",", ":"))
