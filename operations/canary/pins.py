"""Which versions of providers are pinned, and whether what is synthesised is valid against their schemas.

A schema is not asked of a provider, which needs its binary, but derived from bindings that were made from that very
version: those of the project, or those of `canary/`. A version that neither describes is not proven, and is refused.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from configuration.emulator import OFFLINE_DATABRICKS_VERSION, PROVIDER_VERSIONS
from offline_databricks.bindings import provider_version, sources
from offline_databricks.derive import derive
from operations.canary.elements import STACK_FILE
from operations.canary.schema_check import check_stack, count, types_in_use
from operations.common.files import read_object
from provider_facts.versions import AWS_VERSION

EMULATED: Final = frozenset({PROVIDER_VERSIONS, OFFLINE_DATABRICKS_VERSION})
"""What only the stack of the emulator asks for; of such a range the newest is judged, the pinned one."""

_ARCHIVE: Final = re.compile(r"cdkt[fn](?:_cdktf)?_provider_(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bindings:
    """Bindings that are installed: of which provider at which version, and the file with their sources."""

    provider: str
    version: str
    archive: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A version that stacks ask for: what describes it, how much was judged, what its schema refuses.

    `bindings` is empty where nothing describes the version.
    """

    provider: str
    version: str
    bindings: str
    stacks: tuple[str, ...]
    resources: int
    refused: tuple[str, ...]


def installed_bindings(folders: Iterable[Path]) -> list[Bindings]:
    """Return the bindings in folders of installed packages, the first of a version where several have it."""
    found: dict[tuple[str, str], Bindings] = {}
    for folder in folders:
        for archive in sorted(folder.glob("cdkt*_provider_*/_jsii/provider-*.tgz")):
            name = _ARCHIVE.fullmatch(archive.parent.parent.name)
            if name is not None:
                one = Bindings(provider=name[1], version=provider_version(archive), archive=archive)
                found.setdefault((one.provider, one.version), one)
    return list(found.values())


def judge_pins(output: Path, bindings: Iterable[Bindings]) -> tuple[Pin, ...]:
    """Judge every stack of an output folder by the schemas of the versions that it asks for."""
    stacks = {folder.name: _document(folder) for folder in sorted((output / "stacks").iterdir())}
    known = {(each.provider, each.version): each for each in bindings}
    pins: list[Pin] = []
    for provider, version in sorted(set(_wanted(stacks.values()))):
        asking = {
            name: document for name, document in stacks.items() if (provider, version) in _wanted([document])
        }
        pins.append(_judged(provider, version, asking, known))
    return tuple(pins)


def _judged(
    provider: str,
    version: str,
    stacks: Mapping[str, Mapping[str, Any]],
    known: Mapping[tuple[str, str], Bindings],
) -> Pin:
    described = known.get((provider, version))
    if described is None:
        there = ", ".join(sorted(each for name, each in known if name == provider)) or "none"
        refused = [
            f"{provider} {version}: no installed bindings describe this version, so nothing is proven of it "
            f"(described: {there}); pin one of these in provider_facts/versions.py, or the bindings made from it in "
            "canary/pyproject.toml"
        ]
    else:
        schema = derive(sources(described.archive), types_in_use(stacks.values(), provider))
        refused = [
            f"{name}: {problem}"
            for name, document in stacks.items()
            for problem in check_stack(document, provider, schema)
        ]
    return Pin(
        provider=provider,
        version=version,
        bindings=described.archive.name.removesuffix(".jsii.tgz") if described else "",
        stacks=tuple(stacks),
        resources=sum(count(document, provider) for document in stacks.values()),
        refused=tuple(refused),
    )


def _wanted(documents: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for document in documents:
        for provider, wanted in document.get("terraform", {}).get("required_providers", {}).items():
            version = wanted.get("version", "")
            if version == PROVIDER_VERSIONS:
                yield provider, AWS_VERSION
            elif version not in EMULATED:
                yield provider, version


def _document(folder: Path) -> Mapping[str, Any]:
    return read_object(folder / STACK_FILE, "synthesise again: python main.py")
