"""The inputs of GitHub's real actions at the commits that workflows pin, and what workflows make of them.

`actions/inputs.json` says what each action's own `action.yml` has at the pinned commit. That of github/codeql-action
was read at other commits only, so that an input which came or went in between would be missed.
"""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.workflows.parts import STUBS

ACTIONS: dict[str, Any] = json.loads((STUBS / "inputs.json").read_text())


def uses(files: Iterable[Path]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every use of an action of others: file, action with pin, inputs."""
    for file in files:
        document = yaml.safe_load(file.read_text())
        jobs = document.get("jobs", {}).values()
        for holder in [*jobs, document.get("runs", {})]:
            for step in holder.get("steps", ()):
                action = step.get("uses", "")
                if action and not action.startswith("."):
                    yield file.name, action, step.get("with") or {}


def misused(files: Iterable[Path]) -> list[str]:
    """What the real actions would not take: other pins, unknown inputs, inputs that are missing."""
    found: list[str] = []
    for file, action, given in uses(files):
        if not re.fullmatch(r"[^@]+@[0-9a-f]{40}", action):
            # The linters refuse what is not pinned.
            continue
        known = ACTIONS.get(action)
        if known is None:
            found.append(
                f"{file}: {action}: its inputs are not in actions/inputs.json: read its action.yml at this commit"
            )
            continue
        unknown = sorted(set(given) - {*known["required"], *known["optional"]})
        found += [f"{file}: {action}: has no input {name}" for name in unknown]
        found += [
            f"{file}: {action}: needs the input {name}" for name in known["required"] if not given.get(name)
        ]
    return found
