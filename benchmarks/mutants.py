"""Mutants of a module, by the operators of mutmut: one small change of its source each.

mutmut itself wraps every function in a trampoline and leaves the rest of a module alone. Constructs do not survive
that, for jsii looks at their signatures, and half of the boundary are constants. So only its operators are used, on
every node of a module, and each mutant is a source of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from importlib import import_module
from pathlib import Path
from re import fullmatch
from typing import Any, Final

from benchmarks.mutation_core import file_of

TOOL: Final = "mutmut==3.8.1"
SKIPPED: Final = frozenset({"Annotation", "Decorator", "FormattedString", "Import", "ImportFrom"})
"""Nodes with nothing that acts: types, imports, and texts for people, which f-strings are here or parts of ARNs."""
HARMLESS_CALLS: Final = frozenset({"len", "isinstance"})
"""Calls that mutmut leaves alone: without their arguments they fail wherever they are reached."""
ACTION: Final = r"[a-z0-9-]+:[A-Za-z*]+"
"""An action of IAM, whose case means nothing (IAM user guide, "IAM JSON policy elements: Action")."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed source of a module."""

    module: str
    source: str
    line: int
    change: str
    """The lines that differ, as a diff has them."""


def mutants_of(root: Path, module: str) -> Iterator[Mutant]:
    """Yield every mutant of a module of the project, in the order of its source.

    Raises ModuleNotFoundError where the tool is not there: `uv run --with` brings it.
    """
    source = file_of(root, module).read_text(encoding="utf-8")
    tree: Any = import_module("libcst").parse_module(source)
    operators: Any = import_module("mutmut.mutation.mutators").mutation_operators
    seen = {source}
    for node in _acting(tree):
        for kind, operator in operators:
            for changed in operator(node) if isinstance(node, kind) else ():
                text: str = tree.deep_replace(node, changed).code
                if text in seen or _means_the_same(node, changed) or not _compiles(text):
                    continue
                seen.add(text)
                yield Mutant(module, text, *_difference(source, text))


def _acting(node: Any) -> Iterator[Any]:
    """Yield the nodes that a mutation may change what is done by."""
    kind = type(node).__name__
    if kind in SKIPPED or (kind == "Call" and getattr(node.func, "value", "") in HARMLESS_CALLS):
        return
    if kind == "SimpleString" and " " in node.value:
        return  # A text for people.
    if kind == "ConcatenatedString":
        return  # A text for people, over several lines.
    yield node
    for child in node.children:
        yield from _acting(child)


def _means_the_same(node: Any, changed: Any) -> bool:
    """Return whether only the case of an action differs."""
    if type(node).__name__ != "SimpleString" or node.value.lower() != changed.value.lower():
        return False
    return fullmatch(ACTION, node.value.strip("\"'")) is not None


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _difference(before: str, after: str) -> tuple[int, str]:
    """Return the first line that differs, by its number, and those lines of both."""
    lines = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    number = int(lines[0].split()[1].removeprefix("-").partition(",")[0])
    return number, "\n".join(line for line in lines if not line.startswith("@@"))
