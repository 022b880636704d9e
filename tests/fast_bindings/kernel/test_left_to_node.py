"""What is left to Node: the list of the documentation is the code's, and each row falls back in one line, correctly."""

from pathlib import Path

import pytest

from fast_bindings.kernel.left_to_node import LEFT_TO_NODE
from tests.fast_bindings.kernel.both import Answers, asked_of_both
from tests.fast_bindings.kernel.left_program import LEFT

PAGE = Path(__file__).parents[3] / "docs/how-to/synthesise-without-node.md"
ELSEWHERE = {"packages of other versions"}
"""Rows whose test is in test_by_node.py: the process as a whole goes to Node."""


@pytest.fixture(scope="module")
def answers() -> Answers:
    return asked_of_both("left_program.py")


@pytest.mark.parametrize("what", LEFT)
def test_it_is_said_in_one_line_and_written_by_node(answers: Answers, what: str) -> None:
    answer, written, said = answers["python"][0][what]
    (line,) = said.splitlines()
    assert line.startswith("fast_bindings: by Node from here on, since the Python kernel does not know ")
    assert LEFT_TO_NODE[what][0] in line
    assert [answer, written, ""] == answers["node"][0][what]
    assert any(name.endswith("manifest.json") for name in written)


def test_every_row_has_a_test_and_is_in_the_documentation() -> None:
    assert LEFT_TO_NODE.keys() == LEFT.keys() | ELSEWHERE
    listed = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    for what, (_, why) in LEFT_TO_NODE.items():
        assert f"| {what} | {why} |" in listed, f"put the row into {PAGE.name}"
