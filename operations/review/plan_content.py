"""What a plan holds beside the changes of its resources, so that nothing in it is silent.

The form is Terraform's: developer.hashicorp.com/terraform/internals/json-format.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

from operations.common.errors import InputError
from operations.review.arguments import Argument, differences, masked, with_unknown
from provider_facts.versions import AWS_VERSION

FORM: Final = "1."
"""The beginning of the `format_version` that is read; another major version may mean anything."""

READ: Final = frozenset(
    {
        "action_invocations",
        "applyable",
        "checks",
        "complete",
        "configuration",
        "deferred_action_invocations",
        "deferred_changes",
        "errored",
        "format_version",
        "output_changes",
        "planned_values",
        "prior_state",
        "proposed_unknown",
        "relevant_attributes",
        "resource_changes",
        "resource_drift",
        "terraform_version",
        "timestamp",
        "variables",
    }
)
"""Every part of a plan: those that are shown, and those that only repeat them or say how it was made."""

PROBLEMS: Final = frozenset({"fail", "error"})
UNFINISHED: Final = (
    "Terraform could not finish the plan of {stack}: it holds only a part of what would happen"
)
PARTIAL: Final = "an apply of the plan of {stack} is not all: Terraform will want another plan after it"
FAILING: Final = "{count} checks of {stack} do not hold: {names}"
ANOTHER_PROVIDER: Final = "{stack} was planned with aws {given!r}; environments are pinned to {pinned}"
UNREAD: Final = "the plan of {stack} holds {part}, which this review does not read: look into the plan itself"


def read_plan(file: Path) -> dict[str, Any]:
    """Return a plan's JSON. Raises InputError if the file cannot be read, or is no plan that is understood."""
    try:
        plan = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"--plan: {file} cannot be read as JSON: {error}") from error
    if not isinstance(plan, dict) or "format_version" not in plan or "terraform_version" not in plan:
        raise InputError(f"--plan: {file} is no plan: give what `terraform show -json PLANFILE` prints")
    plan = cast("dict[str, Any]", plan)
    if not str(plan["format_version"]).startswith(FORM):
        raise InputError(
            f"--plan: {file} is of format {plan['format_version']}; allowed is {FORM}x: it was made by Terraform "
            f"{plan['terraform_version']}, which is newer than what this project works with"
        )
    return plan


def beside_changes(plan: Mapping[str, Any]) -> tuple[Argument, ...]:
    """Return what happens in a plan beside its resources.

    That is what differs in outputs, the checks that do not hold, the data that are read and the actions that are
    invoked during the apply.
    """
    return (*_outputs(plan), *_checks(plan), *_reads(plan), *_invocations(plan))


def plan_caveats(stack: str, plan: Mapping[str, Any]) -> Iterator[str]:
    """Yield what keeps a plan from being the whole story, in words."""
    if plan.get("errored") is True:
        yield UNFINISHED.format(stack=stack)
    elif plan.get("complete") is False or plan.get("deferred_changes"):
        yield PARTIAL.format(stack=stack)
    failing = [_displayed(check) for check in plan.get("checks") or () if check.get("status") in PROBLEMS]
    if failing:
        yield FAILING.format(count=len(failing), stack=stack, names=", ".join(failing))
    if other := another_provider(stack, plan):
        yield other
    for part in sorted(plan.keys() - READ):
        yield UNREAD.format(stack=stack, part=part)


def another_provider(stack: str, plan: Mapping[str, Any]) -> str | None:
    """Return in one line that a plan takes another AWS provider than real environments get.

    A plan holds no version, only what its configuration asks for: a range is another, for any of it may have planned.
    """
    configured = (plan.get("configuration") or {}).get("provider_config") or {}
    asked = {
        each.get("version_constraint", "").removeprefix("=").strip()
        for each in configured.values()
        if each.get("full_name", "").endswith("/hashicorp/aws")
    }
    others = sorted(asked - {"", AWS_VERSION})
    if not others:
        return None
    return ANOTHER_PROVIDER.format(stack=stack, given=", ".join(others), pinned=AWS_VERSION)


def _outputs(plan: Mapping[str, Any]) -> Iterator[Argument]:
    for name, change in (plan.get("output_changes") or {}).items():
        if change["actions"] == ["no-op"]:
            continue
        before = masked(change.get("before"), change.get("before_sensitive"))
        after = masked(
            with_unknown(change.get("after"), change.get("after_unknown")), change.get("after_sensitive")
        )
        path = f"output.{name}"
        told = differences({path: before}, {path: after})
        yield from told or [Argument(path, str(before), "/".join(change["actions"]))]


def _checks(plan: Mapping[str, Any]) -> Iterator[Argument]:
    for check in plan.get("checks") or ():
        if check.get("status") not in PROBLEMS:
            continue
        said = [
            (_displayed(instance), problem.get("message", ""))
            for instance in check.get("instances") or ()
            for problem in instance.get("problems") or ()
        ]
        for where, message in said or [(_displayed(check), "")]:
            yield Argument(where, None, f"{check['status']}: {message}" if message else check["status"])


def _displayed(check: Mapping[str, Any]) -> str:
    return str(check.get("address", {}).get("to_display", "a check"))


def _reads(plan: Mapping[str, Any]) -> Iterator[Argument]:
    held = [*(plan.get("resource_changes") or ()), *map(_deferred, plan.get("deferred_changes") or ())]
    for entry in held:
        change = entry["change"]
        managed = entry.get("mode", "managed") == "managed" and change["actions"] != ["read"]
        if not managed and change["actions"] != ["no-op"]:
            after = masked(
                with_unknown(change.get("after"), change.get("after_unknown")),
                change.get("after_sensitive"),
            )
            address = entry["address"]
            yield Argument(address, None, "read during the apply")
            yield from differences({}, {address: after})


def _deferred(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return entry["resource_change"]


def _invocations(plan: Mapping[str, Any]) -> Iterator[Argument]:
    for part, words in (
        ("action_invocations", "invoked"),
        ("deferred_action_invocations", "put off until a later plan"),
    ):
        for entry in plan.get(part) or ():
            held = entry.get("action_invocation", entry)
            values = masked(
                with_unknown(held.get("config_values"), held.get("config_unknown")),
                held.get("config_sensitive"),
            )
            trigger = held.get("lifecycle_action_trigger") or held.get("invoke_action_trigger") or {}
            address = str(held.get("address", "an action"))
            yield Argument(address, None, f"{words} by {json.dumps(trigger)}" if trigger else words)
            yield from differences({}, {address: values})
