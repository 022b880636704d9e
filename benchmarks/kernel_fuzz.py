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

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "tests/fast_bindings/kernel/random_program.py"
SAID = "does not know "


@dataclass(frozen=True)
class Comparison:
    """What came of one seed: the first file that differs, why Node was needed, and the bytes written."""

    different: str | None
    by_node: str | None
    size: int


def _written(kernel: str, seed: int, count: int, outdir: Path) -> tuple[dict[str, bytes], str]:
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(seed), str(count), str(outdir)],
        env=os.environ | {"ANTHILL_KERNEL": kernel, "PYTHONPATH": str(ROOT), "ANTHILL_STOCK_BINDINGS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"error": done.stderr.encode()[-2000:]}, done.stderr
    files = {str(file.relative_to(outdir)): file.read_bytes() for file in outdir.rglob("*") if file.is_file()}
    return files, done.stderr


def compare(seed: int, count: int, folder: Path) -> Comparison:
    """Write the stack of a seed, with `count` AWS resources and a quarter of that of Databricks, by both."""
    outdirs = [folder / f"{seed}-{kernel}" for kernel in ("python", "node")]
    with ThreadPoolExecutor() as both:
        (python, said), (node, _) = both.map(
            lambda each: _written(each.name.rpartition("-")[2], seed, count, each), outdirs
        )
    names = sorted(name for name in {*python, *node} if python.get(name) != node.get(name))
    reason = said.partition(SAID)[2].strip() if SAID in said else None
    return Comparison(names[0] if names else None, reason, sum(map(len, python.values())))


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
