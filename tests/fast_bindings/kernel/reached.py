"""Where the kernel's refusals are written in its source, and which of them a program reaches."""

import ast
import contextlib
import importlib
import inspect
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fast_bindings.kernel.unknown import StockRefusesError, UnknownToKernelError

SOURCE: Final = Path(__file__).parents[3] / "fast_bindings"
MAKERS: Final = frozenset({"UnknownToKernelError", "StockRefusesError", "say"})
"""What makes a refusal, or says one."""
HOLE: Final = "{}"
"""What stands in a text for what is only known when it is said."""


@dataclass(frozen=True)
class Refusal:
    """A place that makes a refusal: its file and lines, what makes it, and the text with holes."""

    file: str
    first: int
    last: int
    made: str
    text: str

    @property
    def name(self) -> str:
        """The file and the text, by which a list of exceptions names it."""
        return f"{self.file}: {self.text}"

    def reached(self, places: set[tuple[str, int]]) -> bool:
        """Return whether one of some lines of files is within it."""
        return any((self.file, line) in places for line in range(self.first, self.last + 1))


def sources() -> dict[str, str]:
    """Return the package's files by their paths in it."""
    return {str(file.relative_to(SOURCE)): file.read_text("utf-8") for file in sorted(SOURCE.rglob("*.py"))}


def refusals_in(files: dict[str, str]) -> list[Refusal]:
    """Return all refusals of some files, in any form in which Python can call what makes one.

    One whose text is an argument of the function around it counts once for each text that the function is given.
    """
    trees = {file: ast.parse(source) for file, source in files.items()}
    return [
        Refusal(file, call.lineno, call.end_lineno or call.lineno, _called(call), text)
        for file, tree in trees.items()
        for call, around in _calls(tree)
        if _called(call) in MAKERS
        for text in _texts(file, call, around, trees)
    ]


def _calls(
    tree: ast.AST, around: ast.FunctionDef | None = None
) -> Iterator[tuple[ast.Call, ast.FunctionDef | None]]:
    """Yield every call below a node with the function that it is in."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Call):
            yield node, around
        yield from _calls(node, node if isinstance(node, ast.FunctionDef) else around)


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _texts(
    file: str, call: ast.Call, around: ast.FunctionDef | None, trees: dict[str, ast.Module]
) -> Iterator[str]:
    given = call.args[0] if call.args else None
    parameters = [each.arg for each in around.args.args] if around is not None else []
    if around is not None and isinstance(given, ast.Name) and given.id in parameters:
        place = parameters.index(given.id)
        for tree in trees.values():
            for other, _ in _calls(tree):
                if _called(other) == around.name and len(other.args) > place:
                    yield _text(file, other.args[place])
    else:
        yield _text(file, given)


def _text(file: str, node: ast.expr | None) -> str:
    """Return a literal with holes, or a constant of its module; a hole for what is neither."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.Name) and node.id.isupper():
        module = importlib.import_module("fast_bindings." + file.removesuffix(".py").replace("/", "."))
        return str(getattr(module, node.id, HOLE))
    if isinstance(node, ast.FormattedValue):
        return _text(file, node.value) if isinstance(node.value, ast.Name) else HOLE
    return "".join(_text(file, each) for each in node.values) if isinstance(node, ast.JoinedStr) else HOLE


@contextlib.contextmanager
def noted_refusals() -> Generator[list[tuple[str, int]]]:
    """Note, in this process and within this context, the file and line at which each refusal is made."""
    places: list[tuple[str, int]] = []

    def note(self: BaseException, *arguments: object) -> None:
        BaseException.__init__(self, *arguments)
        here = inspect.currentframe()
        frame = here.f_back if here is not None else None
        if frame is None:
            raise LookupError("this Python does not say where it is")
        places.append((str(Path(frame.f_code.co_filename).relative_to(SOURCE)), frame.f_lineno))

    kinds = (UnknownToKernelError, StockRefusesError)
    for kind in kinds:
        setattr(kind, "__init__", note)  # noqa: B010 - types say that it is there to be called alone
    try:
        yield places
    finally:
        for kind in kinds:
            del kind.__init__
