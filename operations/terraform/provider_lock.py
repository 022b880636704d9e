"""The provider lock of real environments: which packages, by hash, may run there; in Git, and in every release."""

import json
import re
import subprocess
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from operations.common.errors import InputError, OperationError
from operations.common.files import write_file
from operations.terraform.requirements import Requirements, full_source, satisfies
from provider_facts.versions import AWS_VERSION, DATABRICKS_VERSION

LOCK_FILE: Final = ".terraform.lock.hcl"
"""Terraform's name of it, in the folder that it runs in, and in the root of the repository."""

PLATFORMS: Final = ("linux_amd64", "linux_arm64", "darwin_arm64", "darwin_amd64", "windows_amd64")
"""Where people and pipelines run Terraform."""

PINNED: Final[Requirements] = {
    full_source("hashicorp/aws"): (AWS_VERSION,),
    full_source("databricks/databricks"): (DATABRICKS_VERSION,),
}
"""What the stacks of real environments ask for."""

READ_ONLY: Final = "-lockfile=readonly"
HOW: Final = (
    "run `anthill lock` where the registry or a mirror with every platform is reached, commit "
    f"{LOCK_FILE}, and do the same again"
)
_BLOCK: Final = re.compile(r'^provider "(?P<source>[^"]+)" \{\n(?P<body>.*?)^\}\n', re.MULTILINE | re.DOTALL)
_VERSION: Final = re.compile(r'^\s*version\s*=\s*"([^"]+)"', re.MULTILINE)
_HASH: Final = re.compile(r'"((?:h1|zh):[^"]+)"')
LONGEST_ERROR: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedProvider:
    """One provider in a lock: its version, and the hashes of its packages for the platforms."""

    version: str
    hashes: tuple[str, ...]


def read_lock(text: str) -> Mapping[str, LockedProvider]:
    """Return the providers of a lock file by full source address; one without a version is left out."""
    return {
        found["source"]: LockedProvider(version=version[1], hashes=tuple(_HASH.findall(found["body"])))
        for found in _BLOCK.finditer(text)
        if (version := _VERSION.search(found["body"]))
    }


def lock_for(text: str, sources: Collection[str]) -> str:
    """Return the part of a provider lock file that is about these providers: Terraform refuses to shorten one."""
    return "".join(found.group() for found in _BLOCK.finditer(text) if found["source"] in sources)


def check_lock(text: str, requirements: Requirements, name: str) -> None:
    """Raise InputError unless a lock holds each required provider, in a version that fits, with hashes."""
    held = read_lock(text)
    for source, constraints in requirements.items():
        found = held.get(source)
        if found is None or not found.hashes:
            raise InputError(f"{name} does not lock {source}: {HOW}")
        if not satisfies(found.version, constraints):
            raise InputError(
                f"{name} locks {source} {found.version}, and {' and '.join(constraints)} is asked for: {HOW}"
            )


def committed_lock(root: Path, requirements: Requirements) -> str:
    """Return the text of the lock in the repository. Raises InputError, which says how to make it, unless it fits."""
    try:
        text = (root / LOCK_FILE).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InputError(
            f"{LOCK_FILE} is not in {root}: no hash says which providers may run there: {HOW}"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{root / LOCK_FILE} cannot be read ({error}): {HOW}") from error
    check_lock(text, requirements, LOCK_FILE)
    return text


def make_lock(
    folder: Path,
    requirements: Requirements,
    environment: Mapping[str, str],
    *,
    platforms: Sequence[str],
    source: Sequence[str] = (),
) -> str:
    """Return a lock of the required providers for every platform, as `terraform providers lock` makes it.

    `folder` is an empty one to work in, `source` the options that name a mirror; the registry is asked without any.
    Raises OperationError with Terraform's words if a package is not to be had.
    """
    providers = {
        name.rpartition("/")[2]: {"source": name, "version": constraints[0]}
        for name, constraints in requirements.items()
    }
    write_file(folder / "main.tf.json", json.dumps({"terraform": {"required_providers": providers}}))
    options = [*(f"-platform={platform}" for platform in platforms), *source]
    done = subprocess.run(
        [environment["TERRAFORM_BINARY_NAME"], "providers", "lock", "-no-color", *options],
        cwd=folder,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())
        raise OperationError(
            f"no lock was made: {said[said.find('Error: ') :][:LONGEST_ERROR]}; it takes the registry, or a mirror "
            "with "
            f"{' and '.join(f'{name} {constraints[0]}' for name, constraints in requirements.items())} for "
            f"{', '.join(platforms)} (--mirror FOLDER, --net-mirror URL)"
        )
    text = (folder / LOCK_FILE).read_text(encoding="utf-8")
    check_lock(text, requirements, LOCK_FILE)
    return text
