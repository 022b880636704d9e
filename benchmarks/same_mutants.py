"""Mutants of another commit's source, made again at the same lines of the same function here, wherever it is now."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.mutants import Mutant, mutants_of
from benchmarks.mutation_core import file_of

Place = tuple[str, int]
"""Where lines of code stand: a module, and the first line's index."""


def same_mutants(old: Path, new: Path, folders: Sequence[str]) -> Iterator[tuple[Mutant, Mutant]]:
    """Yield each mutant of the modules of some folders of `old` that can be made in those of `new`, and that one.

    It can where its lines stand once in functions of that name, indented as may be.
    """
    here = {module: _lines(file_of(new, module)) for module in _modules(new, folders)}
    places = _places(here)
    for module in _modules(old, folders):
        functions = _functions(_lines(file_of(old, module)))
        for mutant in mutants_of(old, module):
            lines = mutant.change.splitlines()
            removed = [line[1:] for line in lines if line.startswith("-")]
            added = [line[1:] for line in lines if line.startswith("+")]
            if not removed:
                continue
            found = [
                (module, index)
                for module, index in places.get((functions.get(mutant.line, ""), removed[0].strip()), ())
                if _plain(here[module][index : index + len(removed)]) == _plain(removed)
            ]
            if len(found) == 1:
                ((there, index),) = found
                yield mutant, _made_at(there, index, here[there], removed, added)


def _modules(root: Path, folders: Sequence[str]) -> Iterator[str]:
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            yield ".".join(file.relative_to(root).with_suffix("").parts)


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _functions(lines: Sequence[str]) -> Mapping[int, str]:
    """Return the name of the innermost function of each line that is in one."""
    found: dict[int, str] = {}
    for node in ast.walk(ast.parse("\n".join(lines))):  # Breadth first: what is inside comes later.
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found |= dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), node.name)
    return found


def _places(sources: Mapping[str, Sequence[str]]) -> Mapping[tuple[str, str], list[Place]]:
    """Return where each line stands, by the function around it and its text without indentation."""
    found: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for module, lines in sources.items():
        functions = _functions(lines)
        for index, line in enumerate(lines):
            found[functions.get(index + 1, ""), line.strip()].append((module, index))
    return found


def _plain(lines: Sequence[str]) -> list[str]:
    return [line.strip() for line in lines]


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def _made_at(
    module: str, index: int, lines: Sequence[str], removed: Sequence[str], added: Sequence[str]
) -> Mutant:
    shift = _indentation(lines[index]) - _indentation(removed[0])
    moved = [" " * max(0, _indentation(line) + shift) + line.lstrip() for line in added]
    taken = [*lines[:index], *moved, *lines[index + len(removed) :]]
    change = "\n".join([*(f"-{line}" for line in removed), *(f"+{line}" for line in added)])
    return Mutant(module, "\n".join([*taken, ""]), index + 1, change)
