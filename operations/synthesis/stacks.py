"""The stacks of an output folder, as they were synthesised."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from guards.synthesized import resources

STACK_FILE: Final = "cdk.tf.json"


@dataclass(frozen=True, slots=True)
class Synthesised:
    """A synthesised stack: its JSON, its resources by address, and their construct paths."""

    name: str
    document: Mapping[str, Any]
    resources: Mapping[str, Mapping[str, Any]]
    paths: Mapping[str, str]

    @classmethod
    def of(cls, name: str, document: Mapping[str, Any]) -> "Synthesised":
        """Return the stack of a JSON document; an empty one is a stack that does not exist."""
        found = list(resources(document))
        return cls(
            name,
            document,
            {each.address: each.arguments for each in found},
            {each.address: each.path for each in found},
        )


def read_stacks(synthesised: Path) -> dict[str, Synthesised]:
    """Return the stacks of an output folder by name."""
    return {
        folder.name: Synthesised.of(
            folder.name, json.loads((folder / STACK_FILE).read_text(encoding="utf-8"))
        )
        for folder in sorted((synthesised / "stacks").iterdir())
        if (folder / STACK_FILE).is_file()
    }
