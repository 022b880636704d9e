"""Which provider versions the synthesised stacks ask for."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from operations.terraform.mirrors import REGISTRY

Requirements = Mapping[str, tuple[str, ...]]
"""Version constraints in Terraform's syntax, by full source address; all of a source's must hold."""

_SHORTEST_SOURCE: Final = 1


def provider_requirements(output: Path, stacks: Iterable[str]) -> Requirements | None:
    """Return what the named stacks in a synthesised output ask for, None if one is not synthesised yet."""
    required: dict[str, list[str]] = {}
    for stack in stacks:
        file = output / "stacks" / stack / "cdk.tf.json"
        try:
            terraform = json.loads(file.read_text(encoding="utf-8"))["terraform"]
        except (FileNotFoundError, json.JSONDecodeError, KeyError):
            return None
        for provider in terraform.get("required_providers", {}).values():
            required.setdefault(full_source(provider["source"]), []).append(provider.get("version", ">= 0"))
    return {source: tuple(dict.fromkeys(constraints)) for source, constraints in required.items()}


def full_source(source: str) -> str:
    """Return a provider's address with host and namespace, as Terraform completes it."""
    parts = source.split("/")
    if len(parts) == _SHORTEST_SOURCE:
        parts.insert(0, "hashicorp")
    return source if "." in parts[0] else "/".join((REGISTRY, *parts))


def satisfies(version: str, constraints: Iterable[str]) -> bool:
    """Return whether a version meets every constraint; one that cannot be read is met by none."""
    wanted = tuple(constraints)
    if all(constraint.removeprefix("=").strip() == version for constraint in wanted):
        # A pre-release of Terraform's kind, such as the stand-in's, is none that Python can read.
        return True
    try:
        return all(Version(version) in _specifiers(constraint) for constraint in wanted)
    except (InvalidSpecifier, InvalidVersion):
        return False


def _specifiers(constraint: str) -> SpecifierSet:
    # Terraform writes "1.2.3", "= 1.2.3" and "~> 1.2" where Python writes "==1.2.3" and "~=1.2".
    python = []
    for part in constraint.split(","):
        text = part.strip().replace("~>", "~=")
        if text[:1].isdigit():
            text = f"== {text}"
        elif text.startswith("=") and not text.startswith("=="):
            text = f"={text}"
        python.append(text)
    return SpecifierSet(",".join(python))
