"""A disk that is as small as a fault wants it: a tmpfs that only one command sees, in a mount namespace of its own."""

import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

PAGE: Final = 4096
IN_NAMESPACE: Final = """
set -e
below=$1 folder=$2 size=$3
shift 3
mount --bind "$folder" "$below"
mount -t tmpfs -o "size=$size" tmpfs "$folder"
cp -a "$below/." "$folder/"
set +e
"$@"
code=$?
set -e
# What was left on the small disk is what the next run finds, on a large one.
find "$below" -mindepth 1 -delete
cp -a "$folder/." "$below/"
exit $code
"""
OWN: Final = ("unshare", "--map-root-user", "--mount")


@cache
def can_be_made() -> bool:
    """Return whether this machine lets a user mount a tmpfs in a namespace (Linux, user_namespaces(7))."""
    if shutil.which("unshare") is None:
        return False
    command = [*OWN, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def on_small_disk(command: Sequence[str], folder: Path, pages: int) -> list[str]:
    """Return the command that runs another with a folder on a disk of so many pages of 4 KiB.

    The folder holds afterwards what the command left there. What it held before must fit.
    """
    below = folder.with_name(f"{folder.name}-below")
    for each in (folder, below):
        each.mkdir(parents=True, exist_ok=True)
    return [*OWN, "sh", "-c", IN_NAMESPACE, "sh", str(below), str(folder), str(pages * PAGE), *command]
