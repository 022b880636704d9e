"""Changes values in a module of the configuration at the place where they stand, and nothing else of its text."""

import ast
import textwrap
from collections.abc import Iterable
from pathlib import Path

from operations.common.errors import InputError

INDENT = 4


class PythonSource:
    """The text of a module, by the path of a value in it: `CONFIG.account.id` is an argument in a call in a name."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text = name, text
        try:
            self._tree = ast.parse(text)
        except SyntaxError as error:
            raise InputError(
                f"{name}:{error.lineno}: is not Python ({error.msg}): correct it first"
            ) from error

    @classmethod
    def read(cls, root: Path, name: str) -> "PythonSource":
        """Return the module in a file of the project. Raises InputError if it cannot be read."""
        try:
            return cls(name, (root / name).read_text(encoding="utf-8"))
        except OSError as error:
            raise InputError(f"{name} cannot be read: {error.strerror}") from error

    def has(self, path: str) -> bool:
        """Return whether there is a value at a path."""
        return self._find(path) is not None

    def value(self, path: str) -> ast.expr:
        """Return the value at a path. Raises InputError that names the path if there is none."""
        found = self._find(path)
        if found is None:
            raise InputError(f"{self.name} has no {path}: it was written in another way; change it by hand")
        return found

    def code(self, path: str) -> str:
        """Return how the value at a path is written."""
        return ast.get_source_segment(self.text, self.value(path)) or ""

    def constant(self, path: str) -> object:
        """Return the value at a path if it is written out, its code otherwise."""
        try:
            return ast.literal_eval(self.value(path))
        except ValueError:
            return self.code(path)

    def put(self, path: str, code: str) -> None:
        """Write other code for the value at a path."""
        self._replace(self.value(path), code)

    def put_each(self, values: Iterable[tuple[ast.expr, str]]) -> None:
        """Write other code for several values."""
        for value, code in sorted(values, key=lambda pair: (-pair[0].lineno, -pair[0].col_offset)):
            self._replace(value, code, again=False)
        self._tree = ast.parse(self.text)

    def append(self, path: str, code: str) -> None:
        """Add an element at the end of the tuple at a path."""
        node = self.value(path)
        if not isinstance(node, ast.Tuple):
            raise InputError(f"{self.name}: {path} is no tuple that is written out: add the new one by hand")
        own = self._indent(node.lineno)
        written = textwrap.indent(code, " " * (own + INDENT)).strip()
        if not node.elts:
            self._replace(node, f"(\n{' ' * (own + INDENT)}{written},\n{' ' * own})")
            return
        last = node.elts[-1]
        self._splice(
            self._offset(last.end_lineno or 0, last.end_col_offset or 0),
            0,
            f",\n{' ' * (own + INDENT)}{written}",
        )
        self._tree = ast.parse(self.text)

    def add_argument(self, path: str, name: str, code: str) -> None:
        """Add an argument at the end of the call at a path."""
        node = self.value(path)
        end = self._offset(node.end_lineno or 0, (node.end_col_offset or 0) - 1)
        own = self._indent(node.lineno)
        before = self.text.encode()[:end].rstrip()
        comma = "" if before.endswith((b",", b"(")) else ","
        self._splice(
            len(before), end - len(before), f"{comma}\n{' ' * (own + INDENT)}{name}={code},\n{' ' * own}"
        )
        self._tree = ast.parse(self.text)

    def require_import(self, module: str, name: str) -> None:
        """Import a name if the module does not yet."""
        imports = [node for node in self._tree.body if isinstance(node, ast.ImportFrom)]
        if any(alias.name == name for node in imports if node.module == module for alias in node.names):
            return
        line = next((node.lineno for node in imports), 1)
        self._splice(self._offset(line, 0), 0, f"from {module} import {name}\n")
        self._tree = ast.parse(self.text)

    def drop_unused_imports(self) -> None:
        """Remove the names that are imported and no longer used."""
        used = {node.id for node in ast.walk(self._tree) if isinstance(node, ast.Name)}
        for node in reversed([each for each in self._tree.body if isinstance(each, ast.ImportFrom)]):
            kept = [alias.name for alias in node.names if (alias.asname or alias.name) in used]
            if len(kept) == len(node.names):
                continue
            start = self._offset(node.lineno, 0)
            end = self._offset(node.end_lineno or 0, node.end_col_offset or 0)
            if kept:
                self._splice(start, end - start, f"from {node.module} import {', '.join(kept)}")
            else:
                self._splice(start, end - start + 1, "")
        self._tree = ast.parse(self.text)

    def _find(self, path: str) -> ast.expr | None:
        name, *arguments = path.split(".")
        found: ast.expr | None = None
        for node in self._tree.body:
            target = node.target if isinstance(node, ast.AnnAssign) else None
            targets = node.targets if isinstance(node, ast.Assign) else [target]
            if any(isinstance(each, ast.Name) and each.id == name for each in targets):
                found = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        for argument in arguments:
            if not isinstance(found, ast.Call):
                return None
            if argument.isdecimal():
                found = found.args[int(argument)] if int(argument) < len(found.args) else None
            else:
                found = next((each.value for each in found.keywords if each.arg == argument), None)
        return found

    def _replace(self, node: ast.expr, code: str, *, again: bool = True) -> None:
        start = self._offset(node.lineno, node.col_offset)
        end = self._offset(node.end_lineno or 0, node.end_col_offset or 0)
        self._splice(start, end - start, code)
        if again:
            self._tree = ast.parse(self.text)

    def _splice(self, start: int, length: int, code: str) -> None:
        data = self.text.encode()
        self.text = (data[:start] + code.encode() + data[start + length :]).decode()

    def _offset(self, line: int, column: int) -> int:
        """Return the place of a line and a column, which Python counts in bytes."""
        return len("".join(self.text.splitlines(keepends=True)[: line - 1]).encode()) + column

    def _indent(self, line: int) -> int:
        text = self.text.splitlines()[line - 1]
        return len(text) - len(text.lstrip())
