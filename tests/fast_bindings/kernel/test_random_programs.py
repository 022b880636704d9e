"""Random stacks of both providers are written with the same bytes. More of them: `python -m benchmarks.kernel_fuzz`."""

from pathlib import Path

import pytest

from benchmarks.kernel_fuzz import compare


@pytest.mark.parametrize("seed", [7, 2026])
def test_a_random_stack_is_written_alike(tmp_path: Path, seed: int) -> None:
    found = compare(seed, 30, tmp_path)
    assert found.different is None
    assert found.by_node is None, "everything in it is known"
    assert found.size > 10_000
