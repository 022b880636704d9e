"""The Python kernel does what cdktf on Node does, down to what nobody would write from memory."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.fast_bindings.kernel.traps_program import TRAPS
from tests.fast_bindings.test_equivalence import run

PROGRAM = Path(__file__).with_name("traps_program.py")


def asked(kernel: str) -> tuple[dict[str, Any], str]:
    code = f"import runpy; runpy.run_path({str(PROGRAM)!r}, run_name='__main__')"
    done = run(code, stock=False, ANTHILL_KERNEL=kernel)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


@pytest.fixture(scope="module")
def answers() -> dict[str, tuple[dict[str, Any], str]]:
    with ThreadPoolExecutor() as both:
        return dict(zip(("python", "node"), both.map(asked, ("python", "node")), strict=True))


@pytest.mark.parametrize("trap", TRAPS)
def test_both_kernels_answer_the_same(answers: dict[str, tuple[dict[str, Any], str]], trap: str) -> None:
    assert answers["python"][0][trap] == answers["node"][0][trap]


def test_none_of_it_needs_node(answers: dict[str, tuple[dict[str, Any], str]]) -> None:
    assert answers["python"][1] == ""


def test_what_is_compared_is_not_empty(answers: dict[str, tuple[dict[str, Any], str]]) -> None:
    numbers = answers["python"][0]["numbers"][2]
    assert '"e": 1152921504606847000' in numbers, "JavaScript's digits"
    assert '"d": 1e-7' in numbers
    assert '"cost_centre"' in answers["python"][0]["keys of a backend"][2]
    assert '"cidr_blocks": null' in answers["python"][0]["nulls of attributes as blocks"][2]
