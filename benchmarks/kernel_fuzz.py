"""Random stacks, synthesised by the Python kernel and by Node: `python -m benchmarks.kernel_fuzz --seeds 100`.

Prints each seed that is written differently, or that needs Node, with the reason, and a summary. Exit code 1 if any
differs. `--first` continues where another run ended.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from fast_bindings import KERNEL, STOCK_BINDINGS, first_difference

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "tests/fast_bindings/kernel/random_program.py"
SAID = "does not know "
KERNELS = ("python", "node")


@dataclass(frozen=True)
class Comparison:
    """What came of one seed: the first file that differs, why Node was needed, and the bytes written."""

    different: Path | None
    by_node: str | None
    size: int


def _said(kernel: str, seed: int, count: int, outdir: Path) -> str:
    """Write a stack by a kernel and return what it said; what it failed with is a file of the output."""
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(seed), str(count), str(outdir)],
        env=os.environ | {KERNEL: kernel, "PYTHONPATH": str(ROOT), STOCK_BINDINGS: "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        outdir.mkdir(exist_ok=True)
        (outdir / "error").write_text(done.stderr, encoding="utf-8")
    return done.stderr


def compare(seed: int, count: int, folder: Path) -> Comparison:
    """Write the stack of a seed, with `count` AWS resources and a quarter of that of Databricks, by both."""
    python, node = (folder / f"{seed}-{kernel}" for kernel in KERNELS)
    with ThreadPoolExecutor() as both:
        said, _ = both.map(lambda kernel: _said(kernel, seed, count, folder / f"{seed}-{kernel}"), KERNELS)
    return Comparison(
        different=first_difference(node, python) or first_difference(python, node),
        by_node=said.partition(SAID)[2].strip() or None,
        size=sum(file.stat().st_size for file in python.rglob("*") if file.is_file()),
    )


def main() -> int:
    """Compare and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many stacks (default 20)")
    parser.add_argument("--first", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument("--count", type=int, default=60, help="AWS resources a stack (default 60)")
    given = parser.parse_args()
    reasons: Counter[str] = Counter()
    different = size = 0
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.first, given.first + given.seeds):
            found = compare(seed, given.count, Path(folder))
            size += found.size
            if found.by_node:
                reasons[found.by_node] += 1
            if found.different:
                different += 1
                sys.stdout.write(f"seed {seed}: {found.different} differs\n")
    sys.stdout.write(
        f"{given.seeds} stacks, {size:,} bytes, {different} different, {reasons.total()} by Node\n"
    )
    for reason, times in reasons.most_common():
        sys.stdout.write(f"  {times} x {reason}\n")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
