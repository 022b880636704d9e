"""A synthesis on a full disk ends in one sentence, and the next one is whole."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STACK = "anthill-test"


def synthesise(outdir: Path, *, largest: int | None = None) -> subprocess.CompletedProcess[str]:
    """Synthesise one stack; no file may grow beyond `largest` bytes, as on a disk that is full then."""

    def limited() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    return subprocess.run(
        [sys.executable, "main.py"],
        cwd=ROOT,
        env=os.environ | {"CDKTF_OUTDIR": str(outdir), "ANTHILL_STACKS": STACK},
        preexec_fn=limited,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("largest", [2_000, 250_000])
def test_it_is_said_in_one_sentence_and_the_next_synthesis_is_whole(tmp_path: Path, largest: int) -> None:
    ended = synthesise(tmp_path, largest=largest)
    assert ended.returncode == 1
    assert ended.stderr.startswith("the synthesis is not whole: File too large: make room on the disk")
    assert ended.stderr.count("\n") == 1
