"""Mutants of another commit's source, made again at the same lines of the same function here, wherever it is now."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mutants import Mutant, mutants_of
from benchmarks.mutation_core import file_of


@dataclass(frozen=True, slots=True)
class _Place:
    """Where lines of code stand: a module, the function around them ("" for none) and the first line's index."""

    module: str
    function: str
    index: int


def same_mutants(
    old: Path, new: Path, folders: Sequence[str], moved_to: Sequence[str]
) -> Iterator[tuple[Mutant, Mutant]]:
    """Yield each mutant of the modules of some folders of `old` that can be made in the folders `moved_to` of `new`.

    It can where its lines stand once in functions of that name, indented as may be. Both mutants are given.
    """
    here = {module: file_of(new, module).read_text(encoding="utf-8") for module in _modules(new, moved_to)}
    places = _places(here)
    for module in _modules(old, folders):
        functions = _functions(file_of(old, module).read_text(encoding="utf-8"))
        for mutant in mutants_of(old, module):
            lines = mutant.change.splitlines()
            removed = [line[1:] for line in lines if line.startswith("-")]
            added = [line[1:] for line in lines if line.startswith("+")]
            function = functions.get(mutant.line, "")
            if not removed:
                continue
            found = [
                place
                for place in places.get((function, removed[0].strip()), ())
                if _stands_at(here[place.module], place.index, removed)
            ]
            if len(found) == 1:
                yield mutant, _made_at(found[0], here[found[0].module], removed, added)


def _modules(root: Path, folders: Sequence[str]) -> Iterator[str]:
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            yield ".".join(file.relative_to(root).with_suffix("").parts)


def _functions(source: str) -> Mapping[int, str]:
    """Return the name of the innermost function of each line that is in one."""
    found: dict[int, str] = {}
    for node in ast.walk(ast.parse(source)):  # Breadth first: what is inside comes later.
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found |= dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), node.name)
    return found


def _places(sources: Mapping[str, str]) -> Mapping[tuple[str, str], list[_Place]]:
    """Return where each line stands, by the function around it and its text without indentation."""
    found: dict[tuple[str, str], list[_Place]] = defaultdict(list)
    for module, source in sources.items():
        functions = _functions(source)
        for index, line in enumerate(source.splitlines()):
            function = functions.get(index + 1, "")
            found[function, line.strip()].append(_Place(module, function, index))
    return found


def _stands_at(source: str, index: int, lines: Sequence[str]) -> bool:
    there = source.splitlines()[index : index + len(lines)]
    return [line.strip() for line in there] == [line.strip() for line in lines]


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())


def _made_at(place: _Place, source: str, removed: Sequence[str], added: Sequence[str]) -> Mutant:
    lines = source.splitlines()
    shift = _indentation(lines[place.index]) - _indentation(removed[0])
    moved = [" " * max(0, _indentation(line) + shift) + line.lstrip() for line in added]
    taken = [*lines[: place.index], *moved, *lines[place.index + len(removed) :]]
    change = "\n".join([*(f"-{line}" for line in removed), *(f"+{line}" for line in added)])
    return Mutant(place.module, "\n".join([*taken, ""]), place.index + 1, change)
