"""Compiles generated bindings so that their annotations are evaluated when they are used (PEP 563), not at import.

A binding has an annotation for each argument of each class; evaluating those of the classes that a program imports
takes longer than all the rest of importing them, and only the checks of the classes that it makes ever ask for them.
"""

import __future__

import importlib.util
import marshal
import sys
from importlib.machinery import SourceFileLoader
from types import CodeType
from typing import ClassVar, Final

FLAGS: Final = (0).to_bytes(4, "little")
"""Checked by the source's time and size. Source: PEP 552, deterministic pycs."""


class DeferredAnnotationsLoader(SourceFileLoader):
    """Loads a module with `from __future__ import annotations`, from a compiled file of its own where there is one."""

    layout: ClassVar[str] = "deferred"
    """Part of the name of the compiled file, which lies beside the ordinary one and never takes its place. What is
    compiled otherwise needs another one, for the file is known by its source alone."""

    def get_code(self, fullname: str) -> CodeType | None:
        """Return the module's code, compiled anew if its source is of another time or size.

        Where nothing may be written it is the ordinary code, which is compiled when packages are installed.
        """
        stats = self.path_stats(self.path)
        header = b"".join(
            (
                importlib.util.MAGIC_NUMBER,
                FLAGS,
                (int(stats["mtime"]) & 0xFFFFFFFF).to_bytes(4, "little"),
                (int(stats["size"]) & 0xFFFFFFFF).to_bytes(4, "little"),
            )
        )
        compiled = importlib.util.cache_from_source(
            self.path, optimization=f"{self.layout}{sys.flags.optimize or ''}"
        )
        code = self._known(compiled, header)
        if code is None and sys.dont_write_bytecode:
            return self.unkept(fullname)
        if code is None:
            code = self.compiled()
            self.set_data(compiled, header + marshal.dumps(code))
        return code

    def compiled(self) -> CodeType:
        """Return the module's code, compiled now."""
        flags = __future__.annotations.compiler_flag
        return compile(self.text(), self.path, "exec", flags=flags, dont_inherit=True)

    def text(self) -> bytes:
        """Return what is compiled."""
        return self.get_data(self.path)

    def unkept(self, fullname: str) -> CodeType | None:
        """Return the code that is run where nothing may be written."""
        return super().get_code(fullname)

    def _known(self, compiled: str, header: bytes) -> CodeType | None:
        """Return the code of a compiled file; what is absent, of another source or damaged is made anew."""
        try:
            held = self.get_data(compiled)
            code = marshal.loads(held[len(header) :]) if held.startswith(header) else None  # noqa: S302 - as Python's own
        except (OSError, ValueError, EOFError, TypeError):
            return None
        return code if isinstance(code, CodeType) else None
