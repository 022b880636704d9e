"""The same program once more, by Node."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

OUTDIR: Final = "CDKTF_OUTDIR"


def compare_with_node(program: Path, outdir: Path) -> str | None:
    """Run a program again with Node as its kernel and compare what it writes with what is in `outdir`.

    Returns a sentence that says what differs, None if every file that Node wrote is there with the same bytes.
    """
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, str(program)],
            env=os.environ | {"ANTHILL_KERNEL": "node", OUTDIR: folder},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            return f"by Node the same program fails: {done.stderr.strip()[-2000:]}"
        for file in sorted(Path(folder).rglob("*")):
            written = outdir / file.relative_to(folder)
            if file.is_file() and not (written.is_file() and written.read_bytes() == file.read_bytes()):
                return (
                    f"{written}: Node writes it otherwise than Python; set ANTHILL_KERNEL=node, and report it"
                )
    return None
