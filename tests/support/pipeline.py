"""The pipeline's roles of one environment, asked what they may do as IAM decides it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from configuration.model import EnvironmentConfig
from configuration.names import Names
from tests.support.policy_evaluator import Policy, allowed
from tests.support.template import Template

ANYTHING: dict[str, Any] = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
"""The widest policy that a role can have: what it still may not do, its boundary forbids."""
UNBOUNDED = {"plan", "notify", "registration"}
"""The roles of the pipeline without a boundary."""
GLOBAL_SERVICES = {"billing", "budgets", "ce", "chatbot", "iam"}
"""Services with one endpoint, whose requests are of another region than the stack's."""


@dataclass(frozen=True)
class Pipeline:
    """The bootstrap of one environment, as synthesised."""

    config: EnvironmentConfig
    template: Template

    @classmethod
    def of(cls, stacks: Mapping[str, Template], config: EnvironmentConfig) -> "Pipeline":
        return cls(config, stacks[f"anthill-{config.name.value}-bootstrap"])

    @property
    def prefix(self) -> str:
        return Names.of(self.config).prefix

    @property
    def roles(self) -> set[str]:
        """The roles that runs assume, by what their names end with."""
        named = self.template.resources("aws_iam_role").values()
        return {role["name"].removeprefix(f"{self.prefix}-") for role in named}

    @property
    def boundary(self) -> dict[str, Any]:
        return json.loads(self.template.one("aws_iam_policy")["policy"])

    def permissions(self, who: str) -> dict[str, Any]:
        return json.loads(self.template.by_path("aws_iam_role_policy", f"/{who}_permissions")["policy"])

    def arn(self, service: str, resource: str, *, regional: bool = True) -> str:
        region = self.config.region if regional else ""
        return f"arn:{self.config.partition}:{service}:{region}:{self.config.account.id}:{resource}"

    def role(self, name: str) -> str:
        return self.arn("iam", f"role/{name}", regional=False)

    def may(
        self,
        action: str,
        resource: str,
        *,
        who: str,
        policy: Policy | None = None,
        boundary: Policy | None = None,
        of_resource: Policy | None = None,
        **context: str,
    ) -> bool:
        """Return whether a role of the environment may do it; one that `UNBOUNDED` does not name is bounded.

        `policy` and `boundary` take the place of the synthesised ones, `__` in a name of `context` that of ":".
        """
        service = action.partition(":")[0]
        caller = self.role(f"{self.prefix}-{who}")
        bounded = who not in UNBOUNDED
        return allowed(
            [policy if policy is not None else self.permissions(who)],
            action=action,
            resource=resource,
            caller={"AWS": caller},
            context={
                "aws:PrincipalArn": caller,
                "aws:RequestedRegion": "us-east-1" if service in GLOBAL_SERVICES else self.config.region,
                **{key.replace("__", ":"): value for key, value in context.items()},
            },
            boundary=(boundary if boundary is not None else self.boundary) if bounded else None,
            of_resource=of_resource,
        )
