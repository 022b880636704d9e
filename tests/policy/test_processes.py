"""No code runs between fork and exec in a child of a process that has threads.

Python forks for `preexec_fn` and runs it in the child, where gRPC's own handlers of a fork run first and may abort
(python/cpython docs, subprocess: "preexec_fn is not safe to use in the presence of threads"; grpc/grpc#43055). It forks
to set a user or groups, too (python/cpython, _posixsubprocess.c: vfork is for children that keep theirs).
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {"node_modules", "dist", "build"}


def sources() -> Iterator[Path]:
    for file in sorted(ROOT.rglob("*.py")):
        if not any(part in NOT_OURS or part.startswith(".") for part in file.relative_to(ROOT).parts):
            yield file


FORKING = {"preexec_fn", "user", "group", "extra_groups"}
STARTING = {"Popen", "run", "call", "check_call", "check_output"}


def forks(tree: ast.AST) -> list[int]:
    """Return the lines that give a child code to run before its own program."""
    return [
        keyword.value.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "preexec_fn" or (keyword.arg in FORKING and _called(node) in STARTING)
    ]


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_no_child_runs_our_code_before_its_program() -> None:
    found = {
        str(file.relative_to(ROOT)): lines
        for file in sources()
        if (lines := forks(ast.parse(file.read_text(encoding="utf-8"))))
    }
    assert not found, f"let the child set its own limits, as tests/stacks/test_unwritable.py does: {found}"


def test_what_forks_is_found() -> None:
    assert forks(ast.parse("subprocess.run(['x'],\n  preexec_fn=limited)")) == [2]
    assert forks(ast.parse("Popen(['x'],\n\n  user=1)")) == [3]
    assert forks(ast.parse("Grant(['x'], user='somebody')")) == []
