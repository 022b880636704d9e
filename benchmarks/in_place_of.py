"""A plugin of pytest that imports a mutant in the place of a module: `pytest -p in_place_of`, this folder on the path.

It needs nothing of the project, so that the tests of another commit can be run with it: no file of a checkout changes.
The variable `MUTANT` names a JSON file with the `module`, the `file` that it has in the checkout and its `source`.
"""

import json
import os
import sys
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path


class InPlaceOf(MetaPathFinder, SourceLoader):
    """Finds one module with the source of a mutant, and no other."""

    def __init__(self, module: str, file: Path, source: str) -> None:
        self._module, self._file, self._source = module, file, source.encode()

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:  # noqa: ARG002 - as the class above
        """Return the mutant for its module, None for others, as Python's import calls it."""
        return spec_from_loader(fullname, self, origin=str(self._file)) if fullname == self._module else None

    def get_filename(self, fullname: str) -> str:  # noqa: ARG002 - as the class above
        """Return the file of the module itself: what messages name."""
        return str(self._file)

    def get_data(self, path: str) -> bytes:  # noqa: ARG002 - as the class above
        """Return the source of the mutant."""
        return self._source


if _mutant := os.environ.get("MUTANT"):
    _held = json.loads(Path(_mutant).read_text(encoding="utf-8"))
    sys.meta_path.insert(0, InPlaceOf(_held["module"], Path(_held["file"]), _held["source"]))
