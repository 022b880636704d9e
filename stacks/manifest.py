"""What an output folder tells the `cdktf` command of its stacks, when only some of them were synthesised.

cdktf-cli 0.21 deletes the folder of every stack that the manifest no longer names, with all that Terraform keeps
there: its providers, a plan, and `errored.tfstate`, the only copy of a state that could not be sent.
"""

import json
from pathlib import Path
from typing import Any, Final

from cdktf import Manifest

STACKS: Final = "stacks"
PATH: Final = "synthesizedStackPath"


def named_stacks(outdir: Path) -> dict[str, Any]:
    """Return what the manifest says of each stack, nothing where there is none."""
    try:
        found: dict[str, Any] = json.loads(_file(outdir).read_text(encoding="utf-8"))[STACKS]
    except (FileNotFoundError, json.JSONDecodeError, KeyError):
        return {}
    return found


def keep_stacks(outdir: Path, before: dict[str, Any]) -> None:
    """Name again what the manifest named before and has lost, where that is still there."""
    file = _file(outdir)
    manifest = json.loads(file.read_text(encoding="utf-8"))
    kept = {name: entry for name, entry in before.items() if (outdir / entry[PATH]).is_file()}
    manifest[STACKS] = kept | manifest[STACKS]
    file.write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def _file(outdir: Path) -> Path:
    return outdir / Manifest.FILE_NAME
