"""The same program once more, by Node."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from fast_bindings.installation import KERNEL

OUTDIR: Final = "CDKTF_OUTDIR"


def first_difference(folder: Path, other: Path) -> Path | None:
    """Return the first file below a folder, by its path from there, that is not the same in the other; None if none is.

    What the other folder has beside is not looked at.
    """
    for file in sorted(folder.rglob("*")):
        written = other / file.relative_to(folder)
        if file.is_file() and not (written.is_file() and written.read_bytes() == file.read_bytes()):
            return file.relative_to(folder)
    return None


def compare_with_node(program: Path, outdir: Path) -> str | None:
    """Run a program again with Node as its kernel and compare what it writes with what is in `outdir`.

    The program has to write where `CDKTF_OUTDIR` says. Returns a sentence that says what differs, or that nothing was
    written there; None if every file that Node wrote is there with the same bytes.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, str(program)],
            env=os.environ | {KERNEL: "node", OUTDIR: folder},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            return f"by Node the same program fails: {done.stderr.strip()[-2000:]}"
        if not any(Path(folder).iterdir()):
            return f"{program}: Node writes nothing to the folder of {OUTDIR}; take that folder as the App's outdir"
        different = first_difference(Path(folder), outdir)
    if different is None:
        return None
    return f"{outdir / different}: Node writes it otherwise than Python; set {KERNEL}=node, and report it"
