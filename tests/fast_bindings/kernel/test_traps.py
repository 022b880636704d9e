"""The Python kernel does what cdktf on Node does, down to what nobody would write from memory."""

import pytest

from tests.fast_bindings.kernel.both import Answers, asked_of_both
from tests.fast_bindings.kernel.traps_program import TRAPS


@pytest.fixture(scope="module")
def answers() -> Answers:
    return asked_of_both("traps_program.py")


@pytest.mark.parametrize("trap", TRAPS)
def test_both_kernels_answer_the_same(answers: Answers, trap: str) -> None:
    assert answers["python"][0][trap] == answers["node"][0][trap]


def test_none_of_it_needs_node(answers: Answers) -> None:
    assert answers["python"][1] == ""


def test_what_is_compared_is_not_empty(answers: Answers) -> None:
    numbers = answers["python"][0]["numbers"][2]
    assert '"e": 1152921504606847000' in numbers, "JavaScript's digits"
    assert '"d": 1e-7' in numbers
    assert '"cost_centre"' in answers["python"][0]["keys of a backend"][2]
    assert '"cidr_blocks": null' in answers["python"][0]["nulls of attributes as blocks"][2]
