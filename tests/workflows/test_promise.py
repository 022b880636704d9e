"""Each promise names workflows, jobs, commands, tests and pages that there are; no job is without one."""

import ast
import re

import pytest

from operations.documentation.reference.promises import Promise, read_promises
from tests.workflows.test_yaml import JOBS, ROOT, anthill_commands, steps

HELD = read_promises()
EACH = pytest.mark.parametrize("promise", HELD.promises, ids=lambda promise: promise.says)


def test_there_are_thirteen_and_no_job_is_without_one() -> None:
    assert len(HELD.promises) == 13
    kept = {job for promise in HELD.promises for job in promise.jobs}
    assert kept | set(HELD.only_on_github) == set(JOBS)


@EACH
def test_its_jobs_run_its_commands(promise: Promise) -> None:
    runs = " ".join(step.get("run", "") for job in promise.jobs for step in steps(JOBS[job]))
    said = re.sub(r'"[^"]*"|-t ', "", runs)
    verbs = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for command in promise.commands:
        program, _, words = command.partition(" ")
        match program:
            case "anthill":
                assert command in anthill_commands()
            case "make":
                assert words in verbs
            case _:
                assert " ".join(command.split()) in " ".join(said.split())


@EACH
def test_its_tests_are_there(promise: Promise) -> None:
    for test in promise.tests:
        file, _, function = test.partition("::")
        tree = ast.parse((ROOT / file).read_text())
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, test


@EACH
def test_its_page_has_the_heading(promise: Promise) -> None:
    file, _, anchor = promise.page.partition("#")
    headings = re.findall(r"^#+ (.+)$", (ROOT / "docs" / file).read_text(), re.MULTILINE)
    assert anchor in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
