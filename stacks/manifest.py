"""What an output folder says to the `cdktf` command of its stacks, and what no synthesis may cost.

After a synthesis cdktf-cli 0.21 deletes the folder of every stack that the manifest does not name
(`@cdktf/cli-core`, lib/synth-stack.js), with all that Terraform keeps there: its providers, a plan, and
`errored.tfstate`, the only copy of a state that could not be sent. When only some stacks are synthesised, the
library writes a manifest of these alone; the others are named again from their folders, which a damaged or
missing manifest, or a run that was killed, leaves as they are.
"""

import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from cdktf import Manifest

from stacks.whole_file import write_whole

STACKS: Final = "stacks"
STACK_FILE: Final = "cdk.tf.json"
STATE: Final = ".tfstate"
"""In the name of every file that Terraform keeps a state in, `errored.tfstate` and backups too."""

_NOT_STATES: Final = frozenset({".terraform", "assets"})
"""Folders of providers and of functions' code; Terraform notes the backend in `.terraform/terraform.tfstate`."""


def keep_stacks(outdir: Path) -> None:
    """Name every stack whose synthesised folder is there beside those that were just synthesised."""
    file = outdir / Manifest.FILE_NAME
    manifest: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    manifest[STACKS] = {name: _entry(name) for name in _readable(outdir)} | manifest[STACKS]
    write_whole(file, json.dumps(manifest, indent=2) + "\n")


def lost_states(outdir: Path, wanted: Collection[str], *, others_stay: bool) -> list[Path]:
    """Return the state files that would be deleted after a synthesis of the chosen stacks.

    With `others_stay` what is synthesised already is named again.
    """
    kept = {*wanted, *(_readable(outdir) if others_stay else ())}
    return [file for folder in _folders(outdir) if folder.name not in kept for file in _states(folder)]


def _entry(name: str) -> dict[str, Any]:
    """Return what the library writes of a stack that depends on no other and has no annotations."""
    folder = f"{STACKS}/{name}"
    return {
        "name": name,
        "constructPath": name,
        "workingDirectory": folder,
        "synthesizedStackPath": f"{folder}/{STACK_FILE}",
        "stackMetadataPath": f"{folder}/metadata.json",
        "annotations": [],
        "dependencies": [],
    }


def _readable(outdir: Path) -> list[str]:
    """Return the stacks whose folder holds what cdktf-cli can read; it stops at one that it cannot."""
    return [folder.name for folder in _folders(outdir) if _is_object(folder / STACK_FILE)]


def _is_object(file: Path) -> bool:
    try:
        return isinstance(json.loads(file.read_bytes()), dict)
    except (OSError, ValueError):
        return False


def _folders(outdir: Path) -> list[Path]:
    stacks = outdir / STACKS
    return sorted(folder for folder in stacks.iterdir() if folder.is_dir()) if stacks.is_dir() else []


def _states(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NOT_STATES)
        yield from (Path(place, name) for name in sorted(files) if STATE in name)
