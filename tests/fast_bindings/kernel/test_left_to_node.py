"""What is left to Node: the list of the documentation is the code's, complete, and each row falls back correctly."""

from pathlib import Path

import pytest

from fast_bindings.kernel.left_to_node import LEFT_TO_NODE
from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError
from tests.fast_bindings.kernel.both import Answers, asked_of_both
from tests.fast_bindings.kernel.left_program import LEFT
from tests.fast_bindings.kernel.reached import Refusal, refusals_in, sources
from tests.fast_bindings.test_equivalence import run

PAGE = Path(__file__).parents[3] / "docs/how-to/synthesise-without-node.md"
ELSEWHERE = {"packages of other versions"}
"""Rows whose test is in test_by_node.py: the process as a whole goes to Node."""
TABLES = "a table has it of each class of the proven packages: benchmarks/kernel_fuzz.py gives and reads all of them"
NAMES = "the proven cdktf has no other: test_no_function_of_cdktf_is_missing"
NEVER = {
    "kernel/arguments.py: the argument {} of {}": TABLES,
    "kernel/blocks.py: the field {} of {}": TABLES,
    "kernel/blocks.py: what was given for {} of {}": "of these, providers alone have such, which hand out nothing",
    "kernel/calls.py: jsii.{}": "no binding calls another function of jsii's: cdktf has nothing asynchronous or set",
    "kernel/calls.py: {}": "says what another place has made",
    "kernel/cross_stack.py: the state in a backend of the kind {}": "other backends are refused when they are made",
    "kernel/functions.py: Fn.{}": NAMES,
    "kernel/functions.py: Op.{}": NAMES,
    "kernel/resolution.py: a value of type {}": "values.py has refused it when it was given",
    "kernel/table_store.py: the module {} of {}": "the proven packages have none that is not generated as the others",
    "kernel/table_store.py: {} of an archive, which is no file": "the archives are the proven ones, by their digests",
    "kernel/variables.py: cdktf.VariableType.{}": NAMES,
}
"""Refusals that no program reaches, and why: what guards the kernel against its own mistakes."""
PLANTED = """
from fast_bindings.kernel import unknown

def refuse(name, what):
    raise unknown.UnknownToKernelError(f"{what} of an unheard kind, {name}")

def another(name, what):
    raise UnknownToKernelError(what)

another(1, "a thing that no row has")
another(1, what_is_computed())
"""


@pytest.fixture(scope="module")
def answers() -> Answers:
    return asked_of_both("left_program.py")


@pytest.mark.parametrize("what", LEFT)
def test_it_is_said_in_one_line_and_written_by_node(answers: Answers, what: str) -> None:
    answer, written, said, _ = answers["python"][0][what]
    (line,) = said.splitlines()
    assert line.startswith("fast_bindings: by Node from here on, since the Python kernel does not know ")
    parts, _ = LEFT_TO_NODE[what.partition(": ")[0]]
    assert any(part in line for part in parts)
    assert [answer, written, "", []] == answers["node"][0][what]
    assert any(name.endswith("manifest.json") for name in written)


def test_every_row_has_a_test_and_is_in_the_documentation() -> None:
    assert LEFT_TO_NODE.keys() == {what.partition(": ")[0] for what in LEFT} | ELSEWHERE
    listed = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| ")]
    for what, (_, why) in LEFT_TO_NODE.items():
        assert f"| {what} | {why} |" in listed, f"put the row into {PAGE.name}"


def without_row(files: dict[str, str]) -> list[str]:
    """Return the refusals of which no row's part is in what is said whatever it is said of, but for those of NEVER."""
    parts = [part for parts, _ in LEFT_TO_NODE.values() for part in parts]
    return [
        each.name
        for each in _unknown(files)
        if each.name not in NEVER and not any(part in each.text for part in parts)
    ]


def _unknown(files: dict[str, str]) -> list[Refusal]:
    return [each for each in refusals_in(files) if each.made != StockRefusesError.__name__]


def test_every_refusal_in_the_source_has_a_row() -> None:
    assert UnknownToKernelError.__subclasses__() == [StockRefusesError], "nothing else falls back"
    assert len(_unknown(sources())) > 40
    assert without_row(sources()) == []
    assert NEVER.keys() <= {each.name for each in _unknown(sources())}, "what is excepted is there"


def test_a_refusal_without_a_row_is_found_in_any_form() -> None:
    assert without_row(sources() | {"kernel/unknown.py": PLANTED}) == [
        "kernel/unknown.py: {} of an unheard kind, {}",
        "kernel/unknown.py: a thing that no row has",
        "kernel/unknown.py: {}",
    ]


def test_every_refusal_is_reached_by_a_program(answers: Answers) -> None:
    places = {(file, line) for *_, each in answers["python"][0].values() for file, line in each}
    elsewhere = {each.name for each in _unknown(sources()) if "which it was not proven on" in each.text}
    unreached = {each.name for each in _unknown(sources()) if not each.reached(places)}
    assert unreached == NEVER.keys() | elsewhere


def test_no_function_of_cdktf_is_missing() -> None:
    code = """
import fast_bindings; fast_bindings.install()
import cdktf
from fast_bindings.kernel import functions, table_store, variables

def of(kind):
    return {each.__jsii_name__ for each in vars(kind).values() if hasattr(each, "__jsii_name__")}

known = functions.BY_HAND.keys() | {
    name for name, (returned, *_) in table_store.functions_of_terraform().items() if returned in functions.RETURNED
}
made = {*variables.VARIABLE_TYPES, "tuple", "object"}
of_fn = of(cdktf.Fn) | {name for each in cdktf.Fn.__mro__[1:] for name in of(each)}
print(len(of_fn), of_fn - known, of(cdktf.Op) ^ functions.OPERATORS.keys(), of(cdktf.VariableType) ^ made)
"""
    done = run(code, stock=False)
    assert done.returncode == 0, done.stderr
    count, _, missing = done.stdout.strip().partition(" ")
    assert (int(count) > 100, missing) == (True, "set() set() set()")
