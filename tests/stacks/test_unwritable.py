"""A synthesis on a full disk ends in one sentence, and the next one is whole."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STACK = "anthill-test"


# Set by the process itself: a `preexec_fn` would fork this one, with the threads of gRPC in it (tests/policy).
LIMITED = (
    "import resource, runpy, sys\n"
    "largest = int(sys.argv.pop(1))\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))\n"
    "runpy.run_path('main.py', run_name='__main__')\n"
)


def synthesise(outdir: Path, *, largest: int = resource.RLIM_INFINITY) -> subprocess.CompletedProcess[str]:
    """Synthesise one stack; no file may grow beyond `largest` bytes, as on a disk that is full then."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(largest)],
        cwd=ROOT,
        env=os.environ | {"CDKTF_OUTDIR": str(outdir), "ANTHILL_STACKS": STACK},
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

    again = synthesise(tmp_path)
    assert again.returncode == 0, again.stderr
    assert json.loads((tmp_path / "stacks" / STACK / "cdk.tf.json").read_text())["terraform"]["backend"]
