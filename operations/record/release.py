"""A release: everything a deployment needs, named by its content.

It is synthesised once, without credentials; each environment plans and applies the same files.
"""

import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints

from operations.common.commit import Commit
from operations.common.errors import InputError, OperationError, why_not
from operations.common.files import canonical, file_hashes, model_of, refuse_used, sha256, write_file
from operations.record.content import LOCK, STACK_FILE, check_content, stray_files
from operations.synthesis.emulated_stack import ASSETS
from operations.synthesis.sources_recorder import FILE as SOURCES
from operations.terraform.provider_lock import lock_for
from operations.terraform.requirements import provider_requirements

MANIFEST: Final = "release.json"

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Sha = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
"""A commit of Git."""


class ReleaseManifest(BaseModel):
    """What `release.json` says. `digest` is the SHA-256 of all the rest, in canonical form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    digest: Digest
    commit: Sha
    created: str
    dirty: bool
    stacks: tuple[str, ...]
    providers: dict[str, tuple[str, ...]]
    tools: dict[str, str]
    files: dict[str, Digest]


@dataclass(frozen=True, slots=True)
class Release:
    """A release in a folder, as its manifest describes it; `verify_release` says whether that is so."""

    folder: Path
    manifest: ReleaseManifest

    @property
    def digest(self) -> str:
        """Its name."""
        return self.manifest.digest

    def stack(self, name: str) -> Path:
        """Return the folder of a stack. Raises InputError if the release has no such stack."""
        if name not in self.manifest.stacks:
            raise InputError(
                f"release {self.digest[:12]} has no stack {name!r}; it has {', '.join(self.manifest.stacks)}"
            )
        return self.folder / "stacks" / name


def build_release(
    synthesised: Path,
    output: Path,
    *,
    commit: Commit,
    tools: Mapping[str, str],
    lock: Path | None = None,
    wheel: Path | None = None,
    only: str | None = None,
) -> Release:
    """Make a release of a synthesised output in a folder that is empty or not there yet.

    The same commit and tools make the same digest. `lock` is a provider lock file for all stacks; each gets
    the part that it needs. With `only` the release has that one stack, whatever else is synthesised. Raises
    InputError for a folder in use, a file that is missing, or a stack with something in it that no release may have.
    """
    refuse_used(output)
    for option, file in (("--lock", lock), ("--wheel", wheel)):
        if file is not None and not file.is_file():
            raise InputError(f"{option}: {file} is no file")
    stacks = sorted(file.parent.name for file in (synthesised / "stacks").glob(f"{only or '*'}/{STACK_FILE}"))
    requirements = provider_requirements(synthesised, stacks)
    if not stacks or requirements is None:
        raise InputError(f"{synthesised} holds no synthesised stack: it must be what synthesis wrote")
    check_content(synthesised, only)
    # Beside it, and renamed when it is whole: what is there under its name can be used.
    draft = output.with_name(f".{output.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        manifest = _write(
            synthesised,
            draft,
            stacks=stacks,
            requirements=requirements,
            commit=commit,
            tools=tools,
            lock=lock,
            wheel=wheel,
        )
        output.mkdir(parents=True, exist_ok=True)
        draft.rename(output)
    except OSError as error:
        raise OperationError(
            f"{output} cannot be written: {why_not(error)}; nothing of it was kept"
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Release(output, manifest)


def _write(
    synthesised: Path,
    output: Path,
    *,
    stacks: Sequence[str],
    requirements: Mapping[str, Collection[str]],
    commit: Commit,
    tools: Mapping[str, str],
    lock: Path | None,
    wheel: Path | None,
) -> ReleaseManifest:
    for stack in stacks:
        source, target = synthesised / "stacks" / stack, output / "stacks" / stack
        target.mkdir(parents=True)
        shutil.copyfile(source / STACK_FILE, target / STACK_FILE)
        if (source / ASSETS).is_dir():
            shutil.copytree(source / ASSETS, target / ASSETS)
        if lock is not None:
            needed = provider_requirements(synthesised, [stack]) or {}
            write_file(target / LOCK, lock_for(lock.read_text(encoding="utf-8"), needed))
    if (synthesised / SOURCES).is_file():
        shutil.copyfile(synthesised / SOURCES, output / SOURCES)
    if wheel is not None:
        (output / "wheel").mkdir()
        shutil.copyfile(wheel, output / "wheel" / wheel.name)
    facts = {
        "commit": commit.id,
        "created": commit.time,
        "dirty": commit.dirty,
        "stacks": list(stacks),
        "providers": {source: list(versions) for source, versions in sorted(requirements.items())},
        "tools": dict(tools),
        "files": file_hashes(output),
    }
    manifest = ReleaseManifest.model_validate({"digest": _digest(facts), **facts})
    write_file(output / MANIFEST, manifest.model_dump_json(indent=2) + "\n")
    return manifest


def read_release(folder: Path) -> Release:
    """Return the release in a folder. Raises InputError if there is none."""
    file = folder / MANIFEST
    try:
        data = file.read_bytes()
    except OSError as error:
        raise InputError(
            f"{folder} holds no release ({MANIFEST}: {error.strerror}): `anthill release build` makes one"
        ) from error
    return Release(folder, model_of(ReleaseManifest, data, str(file), "build the release again"))


def verify_release(folder: Path) -> Release:
    """Return the release in a folder after hashing every file and looking at what is in it.

    Raises OperationError that names each file that is missing, changed or too many, InputError that names what no
    release may have: the digest alone says nothing of who made it, since anybody can compute it anew.
    """
    release = read_release(folder)
    facts = release.manifest.model_dump(mode="json", exclude={"digest"})
    found = file_hashes(folder, but=(MANIFEST,))
    stated = release.manifest.files
    wrong = [
        *(f"missing: {name}" for name in stated if name not in found),
        *(f"changed: {name}" for name, value in found.items() if name in stated and stated[name] != value),
        *(f"not of it: {name}" for name in found if name not in stated),
    ]
    if _digest(facts) != release.digest:
        wrong.append(f"changed: {MANIFEST} (its digest is not that of what it says)")
    if wrong:
        raise OperationError(
            f"{folder} is not release {release.digest[:12]}: {'; '.join(wrong)}: "
            "fetch the release again, or build it again from its commit"
        )
    if stray := stray_files(folder):
        raise InputError(
            f"{folder} has files that no release may have: {', '.join(stray)}: build the release again from its commit"
        )
    check_content(folder)
    return release


def _digest(facts: Mapping[str, object]) -> str:
    return sha256(canonical(facts).encode())
