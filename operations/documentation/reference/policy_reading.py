"""The policies of a synthesised stack, with what belongs to one environment alone made neutral."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from configuration.model import EnvironmentConfig
from configuration.names import PROJECT
from operations.review.layers import layer_of
from operations.review.policy_statements import Grant, compare_policies
from operations.review.security.policies import POLICIES
from operations.synthesis.stacks import Synthesised

ROLE: Final = "aws_iam_role"
INLINE: Final = "aws_iam_role_policy"
ATTACHED: Final = "aws_iam_role_policy_attachment"

REFERENCE: Final = re.compile(r"\$\{([a-z0-9_]+\.[A-Za-z0-9_-]+)\.([a-z_0-9.\[\]]+)\}")
ACCOUNT: Final = "ACCOUNT"
ENVIRONMENT: Final = "ENV"
SOURCE: Final = "SOURCE"
ITSELF: Final = "ITSELF"

BEFORE_ENVIRONMENT: Final = (rf"{PROJECT}[-/_]", "environment:", 'environment":"')
"""What the name of an environment stands behind."""

OWNERS: Final = {
    "aws_sqs_queue": ("", "name"),
    "aws_s3_bucket_policy": ("bucket", "bucket"),
    "aws_sqs_queue_policy": ("queue_url", "name"),
    "aws_sns_topic_policy": ("arn", "name"),
}
"""For a type with a policy: the argument that leads to whose it is, if not its own, and the one with the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRead:
    """A role: who takes it, what its policies allow and deny, the policies of AWS on it, its boundary."""

    path: str
    layer: str
    name: str
    trust: str
    policies: tuple[str, ...]
    attached: tuple[str, ...]
    boundary: str

    @property
    def taken(self) -> tuple[Grant, ...]:
        """Who takes it, and when."""
        return grants(self.trust)

    @property
    def held(self) -> tuple[Grant, ...]:
        """What it may and may not do."""
        return tuple(grant for policy in self.policies for grant in grants(policy))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePolicy:
    """A policy that is no role's: of a resource, or one that roles are bounded by."""

    path: str
    layer: str
    type: str
    text: str


def grants(text: str) -> tuple[Grant, ...]:
    """Return what a policy allows and denies."""
    return compare_policies("", text).gained


@dataclass(frozen=True, slots=True)
class PolicyReader:
    """A reader of one stack of one environment."""

    stack: Synthesised
    config: EnvironmentConfig

    def roles(self) -> Iterator[RoleRead]:
        """Yield every role, in the order of the paths."""
        for address, held in self._of(ROLE):
            yield RoleRead(
                path=self._path(address).removesuffix("/role").removesuffix("/role"),
                layer=layer_of(self.stack.paths[address]),
                name=self.neutral(held["name"]),
                trust=self.neutral(held["assume_role_policy"]),
                policies=tuple(
                    self.neutral(each["policy"]) for _, each in self._of(INLINE) if _refers(each, address)
                ),
                attached=tuple(
                    self.neutral(each["policy_arn"])
                    for _, each in self._of(ATTACHED)
                    if _refers(each, address)
                ),
                boundary=self.neutral(held.get("permissions_boundary") or ""),
            )

    def others(self) -> Iterator[ResourcePolicy]:
        """Yield every policy that is not a role's own, in the order of the paths."""
        for type_, where in sorted(POLICIES.items()):
            if type_ in {ROLE, INLINE}:
                continue
            for address, held in self._of(type_):
                text = held.get(where.argument)
                if text:
                    yield ResourcePolicy(
                        path=self._path(address),
                        layer=layer_of(self.stack.paths[address]),
                        type=type_,
                        text=self._of_source(
                            self._path(address), self._of_itself(type_, held, self.neutral(text))
                        ),
                    )

    def neutral(self, text: str) -> str:
        """Return text with account and environment as placeholders, and references as construct paths in braces."""
        text = REFERENCE.sub(self._reference, text).replace(self.config.account.id, ACCOUNT)
        # Databricks has names with "prod" in them that are the same in every environment.
        own = "|".join(rf"(?<={before}){self.config.name}\b" for before in BEFORE_ENVIRONMENT)
        return re.sub(own, ENVIRONMENT, text)

    def _reference(self, found: re.Match[str]) -> str:
        address, attribute = found.groups()
        if address not in self.stack.paths:
            return found.group(0)
        suffix = "" if attribute == "arn" else f".{attribute}"
        return f"{{{self._path(address)}}}{suffix}"

    def _of_itself(self, type_: str, held: Mapping[str, Any], text: str) -> str:
        """Return a policy in which its own resource, and its source where it has one, are called so."""
        argument, name = OWNERS.get(type_, ("", ""))
        match = REFERENCE.fullmatch(str(held.get(argument, "")))
        if match and match.group(1) in self.stack.resources:
            text = text.replace(f"{{{self._path(match.group(1))}}}", ITSELF)
            held = self.stack.resources[match.group(1)]
        if name and isinstance(held.get(name), str):
            own = re.escape(self.neutral(held[name]))
            text = re.sub(rf"arn:[a-z-]+:(s3|sqs|sns):[^:\"]*:[^:\"]*:{own}(?=[\"/])", ITSELF, text)
        return text

    def _of_source(self, path: str, text: str) -> str:
        for source in self.config.sources.all:
            if path.startswith(f"ingestion/{source.identifier}/"):
                return text.replace(source.name, SOURCE).replace(source.identifier, SOURCE)
        return text

    def _of(self, type_: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        found = [address for address in self.stack.resources if address.startswith(f"{type_}.")]
        for address in sorted(found, key=lambda each: self.stack.paths[each]):
            yield address, self.stack.resources[address]

    def _path(self, address: str) -> str:
        return self.stack.paths[address].partition("/")[2]


def _refers(held: Mapping[str, Any], address: str) -> bool:
    match = REFERENCE.fullmatch(str(held.get("role", "")))
    return bool(match) and match.group(1) == address
