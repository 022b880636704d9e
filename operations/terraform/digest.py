"""What a Terraform plan means: two plans with the same digest would do the same to the same things."""

from collections.abc import Mapping
from typing import Any, Final

from operations.common.files import canonical, sha256

Meaning = Mapping[str, Mapping[str, Any]]
"""What would happen, by address; outputs are `output.NAME`."""

_BESIDE: Final = ("variables", "action_invocations", "deferred_changes", "deferred_action_invocations")
"""What acts in a plan beside its changes (developer.hashicorp.com/terraform/internals/json-format, "Plan")."""

IDLE: Final = (["no-op"], ["read"])
"""Actions that change nothing."""

_OF_CHANGE: Final = ("actions", "before", "after", "after_unknown", "replace_paths", "importing")
_OF_RESOURCE: Final = ("type", "provider_name", "previous_address", "deposed")


def meaning(plan: Mapping[str, Any]) -> Meaning:
    """Return what a plan in Terraform's JSON would do.

    Times, order, no-ops, reads, what only says how the plan was made, and old values of attributes that the
    provider makes anew in any case are left out.
    """
    found: dict[str, dict[str, Any]] = {}
    for resource in plan.get("resource_changes", []):
        change = resource["change"]
        moved = resource.get("previous_address") not in {None, resource["address"]}
        if change["actions"] in IDLE and not moved and not change.get("importing"):
            continue
        # A deposed object shares the address of its successor.
        deposed = resource.get("deposed")
        key = f"{resource['address']} (deposed {deposed})" if deposed else resource["address"]
        found[key] = _of_change(change) | _kept(resource, _OF_RESOURCE)
    for name, change in (plan.get("output_changes") or {}).items():
        if change["actions"] not in IDLE:
            found[f"output.{name}"] = _of_change(change)
    return found


def behind(plan: Mapping[str, Any]) -> Meaning:
    """Return what acts in a plan without being a change, by where it stands.

    That is how providers are configured, the configuration of each resource and data source with its provisioners,
    modules and checks, the values of variables, actions, and what Terraform puts off. What an apply runs or reaches
    stands here alone.
    """
    found: dict[str, dict[str, Any]] = {}
    configuration = plan.get("configuration") or {}
    for name, provider in (configuration.get("provider_config") or {}).items():
        found[f"provider {name}"] = provider
    root = configuration.get("root_module") or {}
    for resource in root.get("resources", []):
        found[f"configuration of {resource['address']}"] = resource
    others = {
        name: value for name, value in configuration.items() if name not in {"provider_config", "root_module"}
    }
    for name, value in (
        others | {name: value for name, value in root.items() if name != "resources"}
    ).items():
        found[f"configuration.{name}"] = {"is": value}
    for name in _BESIDE:
        if plan.get(name):
            value = plan[name]
            found[name] = {"is": sorted(map(canonical, value)) if isinstance(value, list) else value}
    # What they found is no part of it: it is read anew at every plan.
    if checks := [canonical(check.get("address")) for check in plan.get("checks") or []]:
        found["checks"] = {"is": sorted(checks)}
    return found


def semantic_digest(plan: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a plan's meaning, and of all that acts behind it."""
    return sha256(canonical({"changes": meaning(plan), "behind": behind(plan)}).encode())


def differences(reviewed: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return in which addresses two plans differ, and in what, in order; empty if they mean the same."""
    before, after = meaning(reviewed), meaning(now)
    lines: list[str] = []
    for address in sorted(before.keys() | after.keys()):
        old, new = before.get(address), after.get(address)
        if old is None:
            lines.append(f"{address}: {_actions(new)} now, untouched in the reviewed plan")
        elif new is None:
            lines.append(f"{address}: {_actions(old)} in the reviewed plan, untouched now")
        elif old != new:
            lines.append(f"{address}: {_actions(new)} differs in {', '.join(_paths(old, new))}")
    before, after = behind(reviewed), behind(now)
    for place in sorted(before.keys() | after.keys()):
        old, new = before.get(place), after.get(place)
        if old is None or new is None:
            lines.append(f"{place}: {'only in the plan now' if old is None else 'only in the reviewed plan'}")
        elif canonical(old) != canonical(new):
            lines.append(f"{place}: differs in {', '.join(_paths(old, new))}")
    return lines


def _of_change(change: Mapping[str, Any]) -> dict[str, Any]:
    kept = _kept(change, _OF_CHANGE)
    before, unknown = kept.get("before"), kept.get("after_unknown")
    if isinstance(before, dict) and isinstance(unknown, dict):
        kept["before"] = {name: value for name, value in before.items() if unknown.get(name) is not True}
    return kept


def _kept(source: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: source[name] for name in names if source.get(name) is not None}


def _actions(entry: Mapping[str, Any] | None) -> str:
    return "/".join(entry["actions"]) if entry else "nothing"


def _paths(old: Any, new: Any, at: str = "") -> list[str]:
    """Return the paths at which two values differ; never the values, which may be secret."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            path
            for name in sorted(old.keys() | new.keys())
            if old.get(name) != new.get(name)
            for path in _paths(old.get(name), new.get(name), f"{at}.{name}" if at else str(name))
        ]
    return [at]
