"""Files are written in one way, whole, and read in one way, checked: `operations/common/files.py` says how."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LAKEHOUSE = "lakehouse/anthill_lakehouse"
HOMES = {
    "operations/common/files.py",
    "stacks/whole_file.py",
    # The lakehouse is shipped by itself and imports nothing of the others.
    f"{LAKEHOUSE}/local/run_record.py",
}
OF_ONE_RUN = {
    # Made again by each run, and read by none but it.
    "operations/synthesis/sources_recorder.py": 2,
    # Edits of a copy of the project.
    "operations/documentation/reviewed_changes.py": 4,
    "operations/review/causes.py": 1,
    # Written beside the table's versions, and renamed with them.
    f"{LAKEHOUSE}/embedded/versions.py": 1,
    f"{LAKEHOUSE}/embedded/whole.py": 1,
    f"{LAKEHOUSE}/local/pipeline.py": 1,
    f"{LAKEHOUSE}/model/tracking.py": 1,
    f"{LAKEHOUSE}/sample/batches.py": 1,
}
"""Files with writes of a run's own working folder, and how many."""

OF_ONE_PROCESS = {
    # Written by the synthesis that reads it a moment later.
    "stacks/manifest.py",
    # Of the model that is loaded: MLflow checks its artifacts.
    f"{LAKEHOUSE}/model/forecaster.py",
}

WRITES = {"write_text", "write_bytes"}
READS = {"read_text", "read_bytes"}


def sources() -> Iterator[Path]:
    yield ROOT / "main.py"
    for folder in ("operations", "stacks", LAKEHOUSE):
        yield from sorted((ROOT / folder).rglob("*.py"))


def called(node: ast.AST) -> str:
    """Return the name of what a call calls, empty for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def raw_writes(tree: ast.AST) -> list[int]:
    """Return the lines that write a file in place."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in WRITES]


def raw_reads(tree: ast.AST) -> list[int]:
    """Return the lines that take a file for whole: parsed as it is read, with nothing that catches a damaged one."""
    caught = {
        id(below)
        for node in ast.walk(tree)
        if isinstance(node, ast.Try) and node.handlers
        for statement in node.body
        for below in ast.walk(statement)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and id(node) not in caught
        and called(node) in {"loads", "model_validate_json", "validate_json"}
        and node.args
        and called(node.args[0]) in READS
        and not (isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "tomllib")
    ]


@pytest.mark.parametrize("find", [raw_writes, raw_reads])
def test_every_file_goes_through_the_one_way(find: Callable[[ast.AST], list[int]]) -> None:
    found = {
        name: lines
        for file in sources()
        if (name := file.relative_to(ROOT).as_posix()) not in HOMES
        and (lines := find(ast.parse(file.read_text(encoding="utf-8"))))
    }
    if find is raw_writes:
        assert {name: len(lines) for name, lines in found.items() if name in OF_ONE_RUN} == OF_ONE_RUN
        found = {name: lines for name, lines in found.items() if name not in OF_ONE_RUN}
    else:
        assert found.keys() >= OF_ONE_PROCESS
        found = {name: lines for name, lines in found.items() if name not in OF_ONE_PROCESS}
    assert not found, f"use write_file and read_object of operations/common/files.py: {found}"


def test_what_goes_another_way_is_found() -> None:
    planted = ast.parse(
        "file.write_text('x')\njson.loads(file.read_bytes())\nModel.model_validate_json(f.read_text())"
    )
    assert raw_writes(planted) == [1]
    assert raw_reads(planted) == [2, 3]
    handled = ast.parse("try:\n    json.loads(file.read_bytes())\nexcept ValueError:\n    pass")
    assert raw_reads(handled) == []
