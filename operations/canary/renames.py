"""Renames the imports of CDKTF to those of CDK Terrain, and nothing that may be data.

What is renamed: the packages in import statements, and the names that such a statement binds. Strings and comments
stay: the tag `cdktf` on every resource is a string, and so is the name of the output folder. Strings that name a
package are listed, for the day of a real switch.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from operations.common.errors import OperationError

RENAMES: Final[Mapping[str, str]] = {
    "cdktf": "cdktn",
    "cdktf_cdktf_provider_aws": "cdktn_provider_aws",
    "cdktf_cdktf_provider_databricks": "cdktn_provider_databricks",
}
"""From the upgrade guide of CDK Terrain 0.22; classes, arguments and files keep their names."""

_FROM: Final = re.compile(rb"from(?:\s|\\\r?\n)+")
_NAMES_A_PACKAGE: Final = re.compile(
    r"""^cdktf$
    | cdktf[_-]cdktf[_-]provider
    | \bcdktf\\?\.(?!out\b|json\b|log\b)
    | \b(?:from|import)\s+cdktf""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A string that names a package of CDKTF and was left as it is."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """A source after its rename, how many names were changed, and what was left."""

    source: bytes
    names: int
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    old: str


def rename(source: bytes, file: str) -> Renamed:
    """Return a Python source with its imports renamed.

    Raises OperationError if it is no Python, or binds the name of a package in another way than by import, so
    that it is unclear which is meant.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        raise OperationError(f"{file} cannot be renamed: it is not Python ({error})") from error
    edits = sorted(_edits(tree, source, file), key=lambda edit: edit.start, reverse=True)
    result = source
    for edit in edits:
        end = edit.start + len(edit.old)
        if source[edit.start : end] != edit.old.encode():
            raise OperationError(
                f"{file} cannot be renamed: it is not in UTF-8, or begins with a byte order mark"
            )
        result = result[: edit.start] + RENAMES[edit.old].encode() + result[end:]
    mentions = sorted(_mentions(tree, file), key=lambda mention: mention.line)
    return Renamed(source=result, names=len(edits), mentions=tuple(mentions))


def _edits(tree: ast.Module, source: bytes, file: str) -> Iterator[_Edit]:
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    bound: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0 and _package(node.module) in RENAMES:
            word = _FROM.match(source, starts[node.lineno - 1] + node.col_offset)
            if word is not None:
                yield _Edit(word.end(), _package(node.module))
        elif isinstance(node, ast.Import):
            for alias in node.names:
                package = _package(alias.name)
                if package in RENAMES:
                    yield _Edit(starts[alias.lineno - 1] + alias.col_offset, package)
                    if alias.asname is None:
                        bound.add(package)
    for node in ast.walk(tree):
        if not bound.isdisjoint(_binds(node)):
            line = getattr(node, "lineno", 1)
            name = next(iter(bound.intersection(_binds(node))))
            raise OperationError(
                f"{file}:{line} cannot be renamed: {name!r} is bound here and imported elsewhere in the file; "
                "give one of them another name"
            )
        if isinstance(node, ast.Name) and node.id in bound:
            yield _Edit(starts[node.lineno - 1] + node.col_offset, node.id)


def _package(module: str | None) -> str:
    return (module or "").partition(".")[0]


def _binds(node: ast.AST) -> set[str]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
            return {name}
        case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return {name}
        case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)):
            return {name}
        case ast.ImportFrom(names=aliases):
            return {alias.asname or alias.name for alias in aliases}
        case ast.Import(names=aliases):
            return {alias.asname for alias in aliases if alias.asname}
        case _:
            return set()


def _mentions(tree: ast.Module, file: str) -> Iterator[Mention]:
    statements = (node.value for node in ast.walk(tree) if isinstance(node, ast.Expr))
    # A string that is a statement of its own is documentation.
    documentation = {id(node) for node in statements}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            found = _NAMES_A_PACKAGE.search(node.value)
            if found:
                text = node.value[found.start() :].splitlines()[0]
                yield Mention(file=file, line=node.lineno, text=text)
