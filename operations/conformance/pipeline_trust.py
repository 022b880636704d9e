"""Whom AWS and Databricks let in from GitHub, as the synthesised stacks say."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

Json = dict[str, Any]

BOOTSTRAP: Final = re.compile(r"anthill-(?P<environment>[a-z0-9-]+)-bootstrap")
ACCOUNT: Final = "anthill-account"
ISSUER: Final = "token.actions.githubusercontent.com"
_ROLE: Final = re.compile(r"\$\{aws_iam_role\.(\w+)\.arn\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """A statement of a role's trust: whom it lets in."""

    environments: frozenset[str]
    """GitHub's environments."""
    subjects: frozenset[str]
    """Subjects of their tokens."""
    audiences: frozenset[str]
    """Whom the tokens are for."""
    workflows: frozenset[str]
    """Files of workflows, without repository and ref."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role that pipelines assume: `kind` is what its output is called before `_role_arn`."""

    environment: str
    kind: str
    session_seconds: int
    trusts: tuple[Trust, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Federation:
    """A federation policy of a service principal."""

    subject: str
    audiences: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """Who is let in: roles of AWS, policies of Databricks for GitHub, and where an access list is."""

    roles: tuple[Role, ...]
    federations: tuple[Federation, ...]
    databricks_account_id: str
    with_access_list: tuple[str, ...]
    """The environments whose workspace admits only some addresses."""

    @property
    def environments(self) -> tuple[str, ...]:
        """The environments that pipelines deploy."""
        return tuple(dict.fromkeys(role.environment for role in self.roles))

    def role(self, environment: str, kind: str) -> Role | None:
        """Return a role, None if there is none."""
        return next(
            (role for role in self.roles if (role.environment, role.kind) == (environment, kind)), None
        )

    def subjects(self, github_environment: str) -> frozenset[str]:
        """Return every subject of a GitHub environment that AWS knows, in each of GitHub's formats."""
        return frozenset(
            subject
            for role in self.roles
            for trust in role.trusts
            for subject in trust.subjects
            if subject.endswith(f":environment:{github_environment}")
        )


def admitted(stacks: Mapping[str, Json]) -> Admitted:
    """Return who is let in by synthesised stacks, given by name."""
    account = stacks.get(ACCOUNT, {})
    ids = [each["account_id"] for each in account.get("provider", {}).get("databricks", ())]
    return Admitted(
        roles=tuple(role for stack, content in stacks.items() for role in _roles(stack, content)),
        federations=tuple(
            Federation(subject=policy["subject"], audiences=frozenset(policy["audiences"]))
            for each in _resources(account, "databricks_service_principal_federation_policy").values()
            for policy in [each["oidc_policy"]]
            if ISSUER in policy["issuer"]
        ),
        databricks_account_id=next(iter(ids), ""),
        with_access_list=tuple(
            stack.removeprefix("anthill-")
            for stack, content in stacks.items()
            if _resources(content, "databricks_ip_access_list") and stack != "anthill-local"
        ),
    )


def _roles(stack: str, content: Json) -> Iterator[Role]:
    matched = BOOTSTRAP.fullmatch(stack)
    if matched is None:
        return
    roles = _resources(content, "aws_iam_role")
    for name, output in content.get("output", {}).items():
        reference = _ROLE.fullmatch(str(output["value"]))
        if name.endswith("_role_arn") and reference:
            role = roles[reference[1]]
            yield Role(
                environment=matched["environment"],
                kind=name.removesuffix("_role_arn"),
                session_seconds=role.get("max_session_duration", 3600),
                trusts=tuple(map(_trust, json.loads(role["assume_role_policy"])["Statement"])),
            )


def _trust(statement: Json) -> Trust:
    conditions = statement.get("Condition", {})
    exact, like = conditions.get("StringEquals", {}), conditions.get("StringLike", {})
    refs = [*_texts(exact.get(f"{ISSUER}:job_workflow_ref")), *_texts(like.get(f"{ISSUER}:job_workflow_ref"))]
    return Trust(
        environments=frozenset(_texts(exact.get(f"{ISSUER}:environment"))),
        subjects=frozenset([*_texts(exact.get(f"{ISSUER}:sub")), *_texts(like.get(f"{ISSUER}:sub"))]),
        audiences=frozenset(_texts(exact.get(f"{ISSUER}:aud"))),
        workflows=frozenset(ref.partition("@")[0].rpartition("/")[2] for ref in refs),
    )


def _texts(value: str | list[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else value or []


def _resources(content: Json, type_: str) -> Json:
    return content.get("resource", {}).get(type_, {})
