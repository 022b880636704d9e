"""When a release may come to an environment: where it must have worked, and who must have agreed."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from configuration.account import EnvironmentName
from configuration.base import Model
from configuration.errors import Problem


class DeliveryConfig(Model):
    """How releases come to an environment: order, gates, approvals, what workflows run over follow from it."""

    follows: EnvironmentName | None
    """The environment in which a release must have worked before it comes here; none in the one that takes what was
    merged."""
    approvals: Annotated[int, Field(ge=1, le=6)]
    """How many people approve a pull request, beside its author and its last pusher. GitHub's protection of a branch
    can ask for as many, up to six (https://docs.github.com/en/rest/branches/branch-protection)."""
    owner_approves: bool
    """Whether a code owner is among them in any case. Where false, only if CODEOWNERS names one for what is changed."""


def delivery_problems(delivery: DeliveryConfig | None, environment: EnvironmentName) -> Iterator[Problem]:
    """Return a delivery where there can be none, none where there must be one, and one that is too weak for prod."""
    is_local = environment is EnvironmentName.LOCAL
    if is_local is (delivery is not None):
        fields = ", ".join(DeliveryConfig.model_fields)
        yield Problem(
            field="delivery",
            what=f"no pipeline deploys {environment}"
            if is_local
            else f"no release would come to {environment}",
            given=f"an object with {fields}" if is_local else "nothing",
            allowed="nothing" if is_local else f"an object with {fields}",
            fix="remove it" if is_local else "say which environment it follows, and who approves",
        )
    elif delivery is not None and environment is EnvironmentName.PROD:
        if delivery.follows is None:
            yield Problem(
                field="delivery.follows",
                what="prod takes no release that was not tried in another environment",
                given="nothing",
                allowed="the environment before prod",
                fix="name it",
            )
        if not delivery.owner_approves:
            yield Problem(
                field="delivery.owner_approves",
                what="nothing reaches prod without a code owner",
                given="false",
                allowed="true",
                fix="set it to true",
            )
