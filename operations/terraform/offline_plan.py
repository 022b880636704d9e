"""A plan of a stack from nothing, without credentials and without network."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from configuration.emulator import PROVIDER_ARGUMENTS
from operations.synthesis.emulated_stack import on_this_machine, write_changed
from operations.terraform.run import TerraformRun

NO_ACCOUNT: dict[str, object] = {"skip_requesting_account_id": True}
"""Beside what leads the provider past the services that it would ask before it plans."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflinePlan:
    """What a stack would create in an empty account, as Terraform says it.

    `plan` is Terraform's JSON, `text` what people read, `provider` that another AWS provider made it than real
    environments get.
    """

    stack: str
    plan: dict[str, Any]
    text: str
    provider: str | None = None

    @property
    def types(self) -> Counter[str]:
        """How many resources of each type would be created."""
        return Counter(change["type"] for change in self.plan.get("resource_changes", []))


def offline(stack: dict[str, Any]) -> dict[str, Any]:
    """Return a copy of a stack's JSON that plans without an account: resources and outputs stay as they are."""
    changed = on_this_machine(stack)
    for provider in changed.get("provider", {}).get("aws", []):
        # No account answers that could be compared.
        provider.pop("allowed_account_ids", None)
        provider.update({**PROVIDER_ARGUMENTS, **NO_ACCOUNT})
    return changed


def plan_offline(synthesised: Path, folder: Path, *, exact: bool = False) -> OfflinePlan:
    """Plan a synthesised stack's folder in another one, from an empty state.

    Schema, references, types, order, levels and the rules that are known of providers are checked; no API, no
    permission and no quota is. Raises OperationError with Terraform's words if the plan fails, and with `exact` if
    another AWS provider would make it than real environments get.
    """
    target = folder / "stacks" / synthesised.name
    terraform = TerraformRun(write_changed(synthesised, target, offline), None)
    terraform.init(exact=exact)
    return OfflinePlan(
        stack=synthesised.name,
        plan=terraform.plan(),
        text=terraform.plan_text(),
        provider=terraform.other_version(),
    )
