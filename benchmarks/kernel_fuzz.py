"""Random stacks, synthesised by the Python kernel and by Node: `python -m benchmarks.kernel_fuzz --seeds 100`.

Prints each seed that is written differently, or by neither, or that needs Node, with the reason, and a summary. Exit
code 1 if any differs or is written by neither. `--first` continues where another run ended.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
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
    """What came of one seed: the first file that differs, why Node was needed, the bytes written, and what failed."""

    different: Path | None
    by_node: str | None
    size: int
    failed: str | None = None


def _said(kernel: str, seeds: Sequence[int], count: int, outdir: Path) -> str:
    """Write stacks by a kernel and return what it said; what it failed with is a file of the output."""
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(count), str(outdir), *map(str, seeds)],
        env=os.environ | {KERNEL: kernel, "PYTHONPATH": str(ROOT), STOCK_BINDINGS: "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        outdir.mkdir(exist_ok=True)
        (outdir / "error").write_text(done.stderr, encoding="utf-8")
    return done.stderr


def compare(seeds: Sequence[int], count: int, folder: Path) -> dict[int, Comparison]:
    """Write the stacks of some seeds, each with `count` AWS resources and a quarter of that of Databricks, by both.

    Seeds share a process of each kernel, and are applications of their own there. If one fails, each is written again
    by itself.
    """
    python, node = (folder / f"{seeds[0]}-{len(seeds)}-{kernel}" for kernel in KERNELS)
    with ThreadPoolExecutor() as both:
        said, _ = both.map(
            lambda each: _said(each[0], seeds, count, each[1]), zip(KERNELS, (python, node), strict=True)
        )
    if len(seeds) > 1 and ((python / "error").exists() or (node / "error").exists()):
        return {seed: found for each in seeds for seed, found in compare([each], count, folder).items()}
    compared = {
        seed: Comparison(
            different=first_difference(node / str(seed), python / str(seed))
            or first_difference(python / str(seed), node / str(seed))
            or first_difference(node, python),
            by_node=_reason(said, seed),
            failed=_failed(node),
            size=sum(file.stat().st_size for file in (python / str(seed)).rglob("*") if file.is_file()),
        )
        for seed in seeds
    }
    for outdir in (python, node):
        shutil.rmtree(outdir, ignore_errors=True)
    return compared


def _failed(outdir: Path) -> str | None:
    """Return the last line of what the program failed with by Node, None if it did not."""
    error = outdir / "error"
    return error.read_text(encoding="utf-8").strip().rpartition("\n")[2] if error.exists() else None


def _reason(said: str, seed: int) -> str | None:
    """Return why Node was needed for a seed, None if it was not."""
    of_seed = f"\n{said}".partition(f"\nseed {seed}\n")[2].partition("\nseed ")[0]
    return of_seed.partition(SAID)[2].splitlines()[0] if SAID in of_seed else None


def main() -> int:
    """Compare and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20, help="how many stacks (default 20)")
    parser.add_argument("--first", type=int, default=0, help="the first seed (default 0)")
    parser.add_argument("--together", type=int, default=25, help="seeds in one process (default 25)")
    parser.add_argument("--count", type=int, default=60, help="AWS resources a stack (default 60)")
    given = parser.parse_args()
    reasons: Counter[str] = Counter()
    different = failed = size = 0
    with tempfile.TemporaryDirectory() as folder:
        last = given.first + given.seeds
        for first in range(given.first, last, given.together):
            seeds = range(first, min(first + given.together, last))
            for seed, found in compare(seeds, given.count, Path(folder)).items():
                size += found.size
                if found.by_node:
                    reasons[found.by_node] += 1
                if found.different:
                    different += 1
                    sys.stdout.write(f"seed {seed}: {found.different} differs\n")
                elif found.failed:
                    failed += 1
                    sys.stdout.write(f"seed {seed}: written by neither: {found.failed}\n")
    sys.stdout.write(
        f"{given.seeds} stacks, {size:,} bytes, {different} different, {failed} by neither, {reasons.total()} by Node\n"
    )
    for reason, times in reasons.most_common():
        sys.stdout.write(f"  {times} x {reason}\n")
    return 1 if different or failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
