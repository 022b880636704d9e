"""Whether a plan is of the stack that it is given as: a review of another stack's plan would mislead."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from configuration.emulator import ACCOUNT
from operations.common.errors import InputError
from operations.review.owned import Ownership
from operations.synthesis.stacks import Synthesised


def refuse_another_stack(
    stack: str, file: Path, plan: Mapping[str, Any], outputs: Sequence[Mapping[str, Synthesised]]
) -> None:
    """Raise InputError if a plan's configuration is not that of the stack.

    Its account must be the stack's, and of what it configures everything must be in the stack as it was synthesised:
    a plan for the embedded AWS leaves out what that cannot hold. A plan without a configuration is taken at its word.
    """
    sides = [output[stack] for output in outputs if stack in output]
    if outputs and not sides:
        known = sorted({name for output in outputs for name in output})
        raise InputError(f"--plan: no stack {stack} is in --synthesised; known are {', '.join(known)}")
    configuration = plan.get("configuration") or {}
    given = set(_planned_accounts(configuration)) - {ACCOUNT}
    wanted = {account for side in sides for account in _synthesised_accounts(side)} or _configured(stack)
    if given and wanted and not given <= wanted:
        raise InputError(
            f"--plan: {file} is a plan for account {', '.join(sorted(given))}, and {stack} is in "
            f"{', '.join(sorted(wanted))}: give the stack's own plan, or name the stack that it is of, STACK={file}"
        )
    planned = set(_planned_addresses(configuration))
    if sides and all(planned - side.resources.keys() for side in sides):
        strange = sorted(planned - sides[0].resources.keys())
        raise InputError(
            f"--plan: {file} is no plan of {stack} as it is synthesised: {len(strange)} of its {len(planned)} "
            f"resources are not in it, such as {strange[0]}; give the stack's own plan, and the output folder that it "
            "was made of"
        )


def _planned_accounts(configuration: Mapping[str, Any]) -> Iterator[str]:
    for provider in (configuration.get("provider_config") or {}).values():
        allowed = (provider.get("expressions") or {}).get("allowed_account_ids") or {}
        yield from map(str, allowed.get("constant_value") or ())


def _planned_addresses(configuration: Mapping[str, Any]) -> Iterator[str]:
    for resource in (configuration.get("root_module") or {}).get("resources", []):
        if resource.get("mode", "managed") == "managed":
            yield resource["address"]


def _synthesised_accounts(stack: Synthesised) -> Iterator[str]:
    for provider in stack.document.get("provider", {}).get("aws", []):
        yield from map(str, provider.get("allowed_account_ids") or ())


def _configured(stack: str) -> set[str]:
    owned = Ownership.configured().stacks.get(stack)
    return {owned.ids["account"]} if owned else set()
