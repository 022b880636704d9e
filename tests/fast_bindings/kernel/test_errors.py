"""Every mistake that cdktf knows has cdktf's own message on the Python kernel, and ends the program in the same way."""

import re
from pathlib import Path

import pytest

from tests.fast_bindings.kernel.both import Answers, asked_of_both
from tests.fast_bindings.kernel.errors_program import ERRORS
from tests.fast_bindings.kernel.reached import refusals_in, sources
from tests.fast_bindings.test_equivalence import run

PROGRAM = Path(__file__).with_name("errors_program.py")
SAID = {"a token of nobody", "another application"}
"""What is not refused at once but unknown, so that one line says who refuses it."""
ELSEWHERE = {
    # what no mistake here reaches, and why
    "kernel/apps.py: CDKTF_CONTEXT_JSON, which is no object of JSON": "of the environment: test_by_node.py",
    "kernel/kept.py: a number that JSON does not have": "it ends Node: in a program of its own below",
    "kernel/functions.py: an argument of Fn.{} that is no list": "a text is refused before, anything else by Python",
    "kernel/functions.py: the number of arguments of Fn.{}": "Python says so before: the bindings' own signatures",
    "kernel/statics.py: no application above {}": "Python says so before: every construct but an App needs a scope",
    "kernel/terraform_data.py: the version of Terraform": "of the environment: test_by_node.py",
    "kernel/terraform_data.py: Terraform, which cannot be run": "of the environment: test_by_node.py",
    "kernel/tokens.py: the rest of an application of Node": "no mistake: an aspect in test_applications.py",
}
NO_NUMBER = """
import tempfile
import fast_bindings; fast_bindings.install()
from cdktf import App, TerraformOutput, TerraformStack

stack = TerraformStack(App(outdir=tempfile.mkdtemp()), "stack")
TerraformOutput(stack, "o", value={"a": [float("nan")]})
"""
UNCAUGHT = ("an id twice", "a cycle of references", "a wrong type")
OF_PROCESS = re.compile(r"TOKEN\.\d+|-1\.\d+e\+289|/[\w./-]*/(jsii-kernel-\w+|tmp\w+)/")
"""Tokens are numbered through a process, which the mistakes share, and jsii has temporary folders."""


@pytest.fixture(scope="module")
def answers() -> Answers:
    return asked_of_both("errors_program.py")


@pytest.mark.parametrize("mistake", ERRORS)
def test_the_message_is_cdktfs(answers: Answers, mistake: str) -> None:
    *python, _, said = answers["python"][0][mistake]
    *node, unreached, nothing = answers["node"][0][mistake]
    assert [OF_PROCESS.sub("", each) for each in python] == [OF_PROCESS.sub("", each) for each in node]
    assert (unreached, nothing) == ([], "")
    assert len(said.splitlines()) == (1 if mistake in SAID else 0), said
    part = ERRORS[mistake][1]
    assert any(part in each for each in node) or not (part or node), "what cdktf says"


def test_all_that_is_left_to_cdktf_to_refuse_is_reached(answers: Answers) -> None:
    places = {(file, line) for *_, each, _ in answers["python"][0].values() for file, line in each}
    refused = [each for each in refusals_in(sources()) if each.made == "StockRefusesError"]
    assert len(refused) > 25
    assert {each.name for each in refused if not each.reached(places)} == ELSEWHERE.keys()


@pytest.mark.parametrize("mistake", UNCAUGHT)
def test_the_program_ends_the_same(mistake: str) -> None:
    code = f"import runpy, sys; sys.argv[1:] = [{mistake!r}]; runpy.run_path({str(PROGRAM)!r}, run_name='__main__')"
    python, node = (run(code, stock=False, ANTHILL_KERNEL=kernel) for kernel in ("python", "node"))
    assert python.returncode == node.returncode == 1
    assert python.stdout == node.stdout == ""
    error, other = (
        each.stderr.rpartition("\nRuntimeError: ")[2].rpartition("\nTypeError: ")[2]
        for each in (python, node)
    )
    assert OF_PROCESS.sub("", error) == OF_PROCESS.sub("", other)


def test_a_number_that_json_does_not_have_is_refused() -> None:
    python, node = (run(NO_NUMBER, stock=False, ANTHILL_KERNEL=kernel) for kernel in ("python", "node"))
    assert python.returncode == node.returncode == 1
    for each in (python, node):
        assert "is not valid JSON" in each.stderr
        assert "by Node from here on" not in each.stderr
