"""Random stacks of both providers are written with the same bytes. More of them: `python -m benchmarks.kernel_fuzz`."""

import pytest

from benchmarks.kernel_fuzz import Comparison, compare

SEEDS = (7, 2026)


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Comparison]:
    return compare(SEEDS, 30, tmp_path_factory.mktemp("random"))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_stack_is_written_alike(compared: dict[int, Comparison], seed: int) -> None:
    found = compared[seed]
    assert found.different is None
    assert found.by_node is None, "everything in it is known"
    assert found.size > 10_000
