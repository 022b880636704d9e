"""The stacks of an output folder, as they were synthesised."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from configuration.suggestion import did_you_mean
from guards.synthesized import resources
from operations.common.errors import InputError
from operations.common.files import read_object

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


def require_known(stacks: Iterable[str], known: Collection[str]) -> None:
    """Raise InputError, which names the known ones, if a stack is none of them."""
    if unknown := sorted(set(stacks).difference(known)):
        near = did_you_mean(unknown[0], known)
        raise InputError(f"no stack {', '.join(unknown)}; known are {', '.join(sorted(known))}{near}")


def read_stacks(synthesised: Path) -> dict[str, Synthesised]:
    """Return the stacks of an output folder by name."""
    return {
        folder.name: Synthesised.of(
            folder.name, read_object(folder / STACK_FILE, "synthesise again: python main.py")
        )
        for folder in sorted((synthesised / "stacks").iterdir())
        if (folder / STACK_FILE).is_file()
    }
